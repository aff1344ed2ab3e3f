/// Why a value could not be rendered.
enum ValueFault: Error, Sendable, Hashable {
    /// Not the binary format that the type has: a stream that is not what it claims to be.
    case damaged
    /// Not JSON, from this byte on.
    case invalidJSON(byte: Int)
    /// A `\u` escape that names no character: half of a surrogate pair, or `\u0000`.
    case unicodeEscape
    /// JSON nested more deeply than is looked at; a server with its usual stack gives up sooner.
    case nestedTooDeep
    /// A number that `numeric` can't hold.
    case numberOutOfRange
    /// A JSON object's key is NULL.
    case nullKey
    /// A JSON object's key is an array or itself JSON.
    case keyNotScalar
    /// A JSON builder was ended, or given a key, where nothing was begun: a mistake in the plan.
    case builderMisused
    /// The value would pass PostgreSQL's limit of 1 GB.
    case tooLarge
    /// Not hexadecimal digits, base64 or the escape format, whichever was asked for.
    case invalidEncoding
    /// Bytes that are not UTF-8, or hold a zero byte.
    case invalidUTF8
    /// A number that is no character's: zero, negative, too large or half of a surrogate pair.
    case noSuchCharacter
    /// A negative length where `substring` wants none, or field 0 of `split_part`.
    case argumentOutOfRange
    /// Letter case of text that is not plain ASCII, or has an i: the collation decides.
    case undecidedCase

    init(_ value: MalformedValue) {
        switch value.reason {
        case .wrongLength, .wrongFormat: self = .damaged
        case .outOfRange: self = .numberOutOfRange
        }
    }

    /// Whether the bytes themselves are wrong; otherwise the server refuses to compute the value too.
    var isDamage: Bool { self == .damaged }
}
