/// A step of a plan. Values stand on a stack; their bytes stand one behind the other in one buffer, so that pieces of
/// text that are pushed in a row are joined by forgetting where one ends and the next begins.
///
/// Integers, booleans, dates and times are numbers. Everything else is bytes: text as it is, `jsonb` as text, other
/// types in PostgreSQL's wire format.
enum Instruction: Sendable {
    /// A field's bytes, without the first `skipping`.
    case field(Int, skipping: Int)
    /// A field that is kept as a number.
    case scalarField(Int, width: Int)
    /// The text of a field, made from its bytes; `width` is that of a type that is kept as a number, else 0.
    case fieldText(Int, TextForm, width: Int)
    case link
    case scalarLink(width: Int)
    /// Bytes of the plan's constants.
    case bytes(start: Int, end: Int)
    case scalar(Int64)
    case null
    case text(TextForm)
    case concatSeparated(Int)
    case call(StrictCall, arguments: Int)
    case digest(Int), hmac(Int)
    case json(JSONBuilder.Flavor, JSONBuilder.Shape, count: Int, kinds: Int)
    /// The digest of the last value in hexadecimal digits.
    case hexDigest(Int)
    /// Pushes an empty value; what follows up to `close` writes straight to where it stands.
    case open
    /// Writes some of the plan's values, one behind the other.
    case write(start: Int, count: Int)
    /// Takes the last value and leaves it written as JSON.
    case place(JSONPlacing)
    /// Takes the last value and leaves its bytes; the opened one becomes NULL where it is, or stays as it was.
    case join(skippingNull: Bool)
    case close
    case compare(Comparison)
    case distinct(Comparison, negated: Bool)
    case nullif(Comparison)
    case isNull(negated: Bool)
    case truth(Expression.Truth)
    case not, and, or
    /// A function of the plan's `valueCalls`.
    case value(Int)
    case jump(Int)
    /// Takes the condition away and goes on elsewhere unless it is true.
    case jumpUnlessTrue(Int)
    /// Goes on elsewhere and keeps the value, or goes on here.
    case jumpIfFalse(Int), jumpIfTrue(Int), jumpIfNotNull(Int)
    case drop
}

/// How a value stands in a JSON document that is written in place.
enum JSONPlacing: Sendable {
    /// Its text is JSON already.
    case verbatim
    /// A string, whose opening quote is written already.
    case string
    /// As the builder shows a value of this kind.
    case built(JSONBuilder.Kind, JSONBuilder.Flavor)
}
