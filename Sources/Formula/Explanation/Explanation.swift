/// How one row is hashed (`unbroken explain`).
public struct Explanation: Sendable, Hashable {
    /// A part of what is hashed.
    public struct Part: Sendable, Hashable {
        /// The SQL that gives it.
        public var sql: String
        /// Its bytes; `nil` is NULL, or a secret.
        public var bytes: [UInt8]?
        /// Whether it is a secret, or made with one, and therefore not shown.
        public var isSecret: Bool
        /// Whether the server rendered it.
        public var isServerRendered: Bool

        /// Its bytes as text; `nil` where they are none.
        public var text: String? { bytes.flatMap { String(validating: $0, as: UTF8.self) } }
        /// Its bytes in lower-case hexadecimal.
        public var hex: String? { bytes.map(Explanation.hex) }
    }

    /// The parts in the order in which they are joined.
    public var parts: [Part]
    /// What each call of a hash function was given, innermost first; `nil` where a secret is in it.
    public var preimages: [[UInt8]?]
    /// The recomputed value, of text or bytea; `nil` is NULL.
    public var result: [UInt8]?

    static func hex(_ bytes: [UInt8]) -> String {
        var text = ""
        for byte in bytes {
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
        }
        return text
    }
}
