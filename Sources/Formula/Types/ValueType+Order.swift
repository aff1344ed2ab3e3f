extension ValueType {
    /// Orders two values of this type as its `<` does: -1, 0 or 1. For text it compares bytes, which is only the collation
    /// `C`; equality of text is right in every deterministic one.
    public func order(_ one: Span<UInt8>, _ other: Span<UInt8>) throws(MalformedValue) -> Int {
        switch self {
        case .int8, .timestamptz, .timestamp, .time: Self.sign(try one.number(Int64.self), try other.number(Int64.self))
        case .int4, .date: Self.sign(try one.number(Int32.self), try other.number(Int32.self))
        case .int2: Self.sign(try one.number(Int16.self), try other.number(Int16.self))
        case .oid: Self.sign(try one.number(UInt32.self), try other.number(UInt32.self))
        case .numeric: try Numeric.order(one, other)
        case .float4:
            Self.order(
                Double(Float(bitPattern: try one.number(UInt32.self))),
                Double(Float(bitPattern: try other.number(UInt32.self))))
        case .float8:
            Self.order(
                Double(bitPattern: try one.number(UInt64.self)), Double(bitPattern: try other.number(UInt64.self)))
        case .interval: Self.sign(try Interval(one).span, try Interval(other).span)
        case .timetz: try Self.orderZonedTimes(one, other)
        case .inet, .cidr: try NetworkAddress.order(one, other)
        case .bpchar: Self.orderBytes(one, Self.lengthWithoutBlanks(one), other, Self.lengthWithoutBlanks(other))
        case .bool, .text, .char, .uuid, .macaddr, .macaddr8: Self.orderBytes(one, one.count, other, other.count)
        }
    }

    private static func sign<Value: Comparable>(_ one: Value, _ other: Value) -> Int {
        one < other ? -1 : one == other ? 0 : 1
    }

    /// NaN equals itself and is greater than everything else.
    private static func order(_ one: Double, _ other: Double) -> Int {
        if one.isNaN || other.isNaN { return (one.isNaN ? 1 : 0) - (other.isNaN ? 1 : 0) }
        return sign(one, other)
    }

    /// By moment; of equal moments the one further west is greater.
    private static func orderZonedTimes(_ one: Span<UInt8>, _ other: Span<UInt8>) throws(MalformedValue) -> Int {
        let left = try zonedTime(one)
        let right = try zonedTime(other)
        let leftMoment = Int128(left.time) + Int128(left.secondsWest) * 1_000_000
        let rightMoment = Int128(right.time) + Int128(right.secondsWest) * 1_000_000
        let order = sign(leftMoment, rightMoment)
        return order != 0 ? order : sign(left.secondsWest, right.secondsWest)
    }

    private static func lengthWithoutBlanks(_ field: Span<UInt8>) -> Int {
        var end = field.count
        while end > 0, field[end - 1] == UInt8(ascii: " ") { end -= 1 }
        return end
    }

    private static func orderBytes(_ one: Span<UInt8>, _ oneCount: Int, _ other: Span<UInt8>, _ otherCount: Int) -> Int
    {
        for index in 0..<min(oneCount, otherCount) where one[index] != other[index] {
            return one[index] < other[index] ? -1 : 1
        }
        return sign(oneCount, otherCount)
    }
}
