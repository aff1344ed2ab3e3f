internal import OpenSSL

/// An expression with its type and how it is computed.
struct Typed: Sendable {
    /// `nil`: only the server knows.
    var type: SQLType?
    var operation: Operation
    var source: Expression
    /// Whether the value depends on the link.
    var usesLink: Bool
    /// Whether a secret went into it.
    var usesSecret: Bool
    /// Whether it is a step that `source` does not spell, such as an implied conversion: the server can't be asked for it.
    var isImplied = false

    indirect enum Operation: Sendable {
        /// A column of the row.
        case field(String)
        case link
        /// Bytes in the type's own form (`Instruction`), or a number for a type that is kept as one.
        case bytes([UInt8])
        case scalar(Int64)
        case null
        /// Rendered by the server as one more field, by its number among those.
        case server(Int)
        /// The same value under another type.
        case relabel(Typed)
        case text(Typed, TextForm)
        case concat([Typed])
        case concatSkippingNull([Typed])
        case concatSeparated([Typed])
        case call(StrictCall, [Typed])
        case coalesce([Typed])
        case nullif(Typed, Typed, Comparison)
        case cases([(when: Typed, then: Typed)], otherwise: Typed)
        case isNull(Typed, negated: Bool)
        case truth(Typed, Expression.Truth)
        case and(Typed, Typed)
        case or(Typed, Typed)
        case not(Typed)
        case compare(Typed, Typed, Comparison)
        case distinct(Typed, Typed, Comparison, negated: Bool)
        case json(JSONBuilder.Flavor, JSONBuilder.Shape, [Typed])
        case value(ValueCall, Typed)
    }

    var isNullConstant: Bool { if case .null = operation { true } else { false } }

    /// The bytes of a constant.
    /// A secret is none: what is made from a constant is shown.
    var constantBytes: [UInt8]? { if case .bytes(let bytes) = operation, !usesSecret { bytes } else { nil } }

    /// The text of a constant.
    var constantText: String? { constantBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The same as a step that `source` does not spell.
    var implied: Typed {
        var copy = self
        copy.isImplied = true
        return copy
    }

    /// The same as what an expression spells.
    func spelled(by expression: Expression) -> Typed {
        var copy = self
        copy.isImplied = false
        copy.source = expression
        return copy
    }

    /// The expression under another type, of which its value is one as it stands.
    func relabeled(_ type: SQLType) -> Typed {
        var copy = self
        copy.type = type
        copy.isImplied = true
        switch operation {
        case .bytes, .scalar, .null: return copy
        default:
            copy.operation = .relabel(self)
            return copy
        }
    }
}

/// What `=`, `<` and their like compare.
struct Comparison: Sendable, Hashable {
    enum Operator: String, Sendable, Hashable {
        case equal = "="
        case unequal = "<>"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    var comparing: Operator
    /// A type with an order of its own.
    var ordered: ValueType?
    /// Numbers; otherwise bytes, the shorter being less where all others are equal.
    var scalar: Bool
}

/// How a value becomes text.
enum TextForm: Sendable, Hashable {
    /// `true` and `false`: the cast.
    case boolWord
    /// `t` and `f`: the output function.
    case boolLetter
    case integer
    case uuid
    case bytea
    case array(ElementForm)
    /// Any other type: the cast to text, or the output function.
    case cast(ValueType), output(ValueType)
    /// Dates and times as JSON shows them (ISO 8601, whatever DateStyle is).
    case json(ValueType)
}

/// Functions of dates, times, numbers and addresses, with what was resolved for them beforehand.
enum ValueCall: Sendable {
    case local(Zone), moment(Zone)
    case dayOfLocal, dayOfMoment(Zone), midnight, midnightMoment(Zone)
    case truncate(Truncation), truncateMoment(Truncation, Zone)
    case pattern(ToCharPattern), momentPattern(ToCharPattern, Zone)
    case extract(Extraction, Zone, width: Int)
    case host
    case wholeNumber
}

/// Functions that give NULL where an argument is NULL, by their arguments' order.
enum StrictCall: Sendable, Hashable {
    case digest(HashAlgorithm), hmac(HashAlgorithm), md5
    case encode(BinaryEncoding), decode(BinaryEncoding)
    case byteaFromText, utf8FromBytes
    case repeated, padLeft, padRight, character, left, right
    case substring, substringTo, bytesFrom, bytesFromTo
    case replace, translate, trim(left: Bool, right: Bool)
    case position, length, octetLength, reverse, ascii, field
    case asciiLower, asciiUpper
    case withoutFill, varying(Int32), fixed(Int32)
    case jsonbFromText, jsonFromText
    case getKey(JSONBuilder.Flavor, asText: Bool), getIndex(JSONBuilder.Flavor, asText: Bool)
    case toJSON(JSONBuilder.Flavor, JSONBuilder.Kind)
    case integerFromText(width: Int32), narrow(width: Int32)
    case uuidFromText
    case add, subtract, multiply, divide, modulo, negate
}
