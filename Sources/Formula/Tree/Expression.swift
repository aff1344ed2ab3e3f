/// An SQL expression, as far as we tell its forms apart.
struct Expression: Sendable {
    /// The byte of the source where the grammar places it; of an operator, the operator's.
    var location: Int
    /// The tree that it was read from, for printing it.
    var node: Message
    var form: Form

    indirect enum Form: Sendable {
        case column(String)
        case null
        case boolean(Bool)
        case integer(Int32)
        /// A number that is no `integer`: its digits as they stand.
        case number(String)
        case string(String)
        case call(Name, [Expression])
        case operation(String, left: Expression?, right: Expression)
        case cast(Expression, TypeReference)
        case coalesce([Expression])
        case nullif(Expression, Expression)
        case cases(of: Expression?, [(when: Expression, then: Expression)], otherwise: Expression?)
        case isNull(Expression, negated: Bool)
        case truth(Expression, Truth)
        case and([Expression])
        case or([Expression])
        case not(Expression)
        case distinct(Expression, Expression, negated: Bool)
        case among(Expression, [Expression], negated: Bool)
        case between(Expression, Expression, Expression, negated: Bool)
        /// Anything else, which only the server can evaluate.
        case other
    }

    enum Truth: Sendable { case isTrue, isNotTrue, isFalse, isNotFalse, isUnknown, isNotUnknown }

    /// A function's name.
    struct Name: Sendable, Hashable {
        var schema: String?
        var name: String
    }

    /// A type as it is written.
    struct TypeReference: Sendable, Hashable {
        var schema: String?
        var name: String
        var modifiers: [Int32]
        var isArray: Bool
        /// Whether nothing of it was left out here.
        var isPlain: Bool
    }
}
