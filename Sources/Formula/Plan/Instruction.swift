internal import OpenSSL

/// One step of a plan; values are pushed on, and taken from, a stack.
///
/// A value is SQL NULL, or bytes in PostgreSQL's wire format of the type that the compiler knows it to have.
enum Instruction {
    /// Pushes a field.
    case field(Int)
    /// Pushes the link: the row's own, or what is tried in its place.
    case link
    /// Pushes a constant, by its place among the plan's.
    case constant(Int)
    case null
    /// Pushes a field as `::text` has it, without a detour over its wire format.
    case fieldText(Int, ValueText)
    /// Replaces a value by its text.
    case text(ValueText)
    /// Joins two values; NULL if one is.
    case join
    /// `concat`: joins as many texts, passing over NULL.
    case concat(Int)
    /// `concat_ws`: a separator and as many texts behind it.
    case concatWithSeparator(Int)
    case digest(DigestAlgorithm)
    /// The data, then the key.
    case authenticate(DigestAlgorithm)
    /// A function that takes as many values and is NULL where one of them is.
    case call(PlanFunction, Int)
    /// A builder of JSON: takes as many values, NULL among them.
    case build(JSONBuild)
    /// `to_json`: the same of one value, NULL where it is.
    case buildValue(JSONBuild)
    /// Replaces a value by whether it is NULL.
    case isNull
    case not
    case and
    case or
    /// Compares two values of one type; NULL if one is.
    case compare(Comparison, WireOrder)
    /// Whether two values are alike, NULL being like NULL.
    case isDistinct(WireOrder)
    case jump(Int)
    /// Takes a value and jumps unless it is true.
    case jumpUnlessTrue(Int)
    /// Jumps if the value is not NULL, else takes it away.
    case jumpIfPresent(Int)
    /// Takes a value away.
    case drop
    /// `nullif`: two values; the first, or NULL where both are equal.
    case nullIf(WireOrder)
    /// Pushes the value that lies this deep under the top.
    case copy(Int)
    /// Takes away the value that lies under the top.
    case dropUnder
}

enum Comparison { case equal, unequal, less, lessOrEqual, greater, greaterOrEqual }
