/// How a column writes a digest down: its bytes in a form, with something before and behind that is the same in every row.
public struct HashSpelling: Sendable, Hashable {
    /// A way to write bytes; base64 is that of RFC 4648, sections 4 and 5.
    public enum Form: String, Sendable, Hashable, CaseIterable {
        /// As they are; only in bytea.
        case bytes
        case lowerHex = "hex"
        case upperHex = "upper-hex"
        /// As `encode(…, 'base64')` writes it: a new line after 76 letters.
        case base64
        /// In one line, however long.
        case longBase64 = "base64-one-line"
        case unpaddedBase64 = "base64-unpadded"
        case urlBase64 = "base64url"
        case unpaddedURLBase64 = "base64url-unpadded"
    }

    /// Printable ASCII.
    public var prefix: String
    /// How the digest's bytes are written.
    public var form: Form
    /// Printable ASCII, blanks or line ends.
    public var suffix: String

    /// A digest in a form, between a prefix and a suffix.
    public init(_ form: Form, prefix: String = "", suffix: String = "") {
        self.form = form
        self.prefix = prefix
        self.suffix = suffix
    }
}
