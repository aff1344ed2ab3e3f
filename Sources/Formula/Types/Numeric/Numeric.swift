/// Numerics in PostgreSQL's wire format, which is also how they travel between the parts of a formula.
public enum Numeric {
    /// Appends a numeric as PostgreSQL writes it.
    public static func appendText(_ bytes: Span<UInt8>, to buffer: inout ByteBuffer) throws(MalformedValue) {
        let value = try NumericValue(bytes)
        switch value.kind {
        case .notANumber: return buffer.append("NaN")
        case .infinity: return buffer.append("Infinity")
        case .negativeInfinity: return buffer.append("-Infinity")
        case .finite: break
        }
        if value.isNegative { buffer.append(UInt8(ascii: "-")) }
        buffer.append(decimal: UInt64(value.weight < 0 ? 0 : value.digit(atPower: value.weight)))
        if value.weight > 0 {
            for power in stride(from: value.weight - 1, through: 0, by: -1) {
                buffer.append(decimal: UInt64(value.digit(atPower: power)), width: 4)
            }
        }
        guard value.scale > 0 else { return }
        buffer.append(UInt8(ascii: "."))
        var missing = value.scale
        var power = -1
        while missing > 0 {
            let digit = value.digit(atPower: power)
            switch missing {
            case 1: buffer.append(decimal: UInt64(digit / 1000))
            case 2: buffer.append(decimal: UInt64(digit / 100), width: 2)
            case 3: buffer.append(decimal: UInt64(digit / 10), width: 3)
            default: buffer.append(decimal: UInt64(digit), width: 4)
            }
            missing -= 4
            power -= 1
        }
    }

    /// Appends the numeric `number / 10^scale` in wire format; `scale` from 0 to 32.
    public static func append(_ number: Int128, scale: Int = 0, to buffer: inout ByteBuffer) {
        var rest = number.magnitude
        var groups = InlineArray<12, UInt16>(repeating: 0)
        var count = 0
        // The last group is filled up, so that groups meet at the point.
        let partial = scale % 4
        if partial != 0 {
            let divisor: UInt128 = partial == 1 ? 10 : partial == 2 ? 100 : 1000
            let (quotient, digits) = rest.quotientAndRemainder(dividingBy: divisor)
            groups[0] = UInt16(digits) * UInt16(10_000 / divisor)
            count = 1
            rest = quotient
        }
        while rest > 0 {
            let (quotient, digits) = rest.quotientAndRemainder(dividingBy: 10_000)
            groups[count] = UInt16(digits)
            count += 1
            rest = quotient
        }
        var lowest = 0
        while lowest < count, groups[lowest] == 0 { lowest += 1 }
        while count > lowest, groups[count - 1] == 0 { count -= 1 }
        let isZero = count == lowest
        append(big: UInt16(isZero ? 0 : count - lowest), to: &buffer)
        append(big: UInt16(bitPattern: Int16(isZero ? 0 : count - 1 - (scale + 3) / 4)), to: &buffer)
        append(big: number < 0 ? 0x4000 : 0, to: &buffer)
        append(big: UInt16(scale), to: &buffer)
        guard !isZero else { return }
        for index in stride(from: count - 1, through: lowest, by: -1) { append(big: groups[index], to: &buffer) }
    }

    /// Appends a numeric infinity, which PostgreSQL has from version 14 on.
    public static func appendInfinity(isNegative: Bool, to buffer: inout ByteBuffer) {
        append(big: 0, to: &buffer)
        append(big: 0, to: &buffer)
        append(big: isNegative ? 0xF000 : 0xD000, to: &buffer)
        append(big: 0x20, to: &buffer)  // what the server sends in the place of the scale
    }

    static func append(big number: UInt16, to buffer: inout ByteBuffer) {
        buffer.append(UInt8(truncatingIfNeeded: number >> 8))
        buffer.append(UInt8(truncatingIfNeeded: number))
    }

    /// Orders two numerics: -1, 0 or 1. NaN equals itself and is greater than everything else, infinity too.
    public static func order(_ one: Span<UInt8>, _ other: Span<UInt8>) throws(MalformedValue) -> Int {
        let left = try NumericValue(one)
        let right = try NumericValue(other)
        if left.kind != .finite || right.kind != .finite {
            return (left.kind.rawValue - right.kind.rawValue).signum()
        }
        guard let leftTop = left.leadingPower else { return right.leadingPower == nil ? 0 : right.isNegative ? 1 : -1 }
        guard let rightTop = right.leadingPower else { return left.isNegative ? -1 : 1 }
        if left.isNegative != right.isNegative { return left.isNegative ? -1 : 1 }
        let sign = left.isNegative ? -1 : 1
        if leftTop != rightTop { return leftTop < rightTop ? -sign : sign }
        for power in stride(from: leftTop, through: min(left.lowestPower, right.lowestPower), by: -1) {
            let difference = left.digit(atPower: power) - right.digit(atPower: power)
            if difference != 0 { return difference < 0 ? -sign : sign }
        }
        return 0
    }

    /// The nearest integer, a half away from zero; out of range as the cast to `bigint` is.
    public static func int64(_ bytes: Span<UInt8>) throws(MalformedValue) -> Int64 {
        let value = try NumericValue(bytes)
        guard value.kind == .finite else { throw MalformedValue(.outOfRange) }
        guard let top = value.leadingPower else { return 0 }
        guard top <= 4 else { throw MalformedValue(.outOfRange) }
        var sum: Int128 = 0
        for power in stride(from: top, through: 0, by: -1) { sum = sum * 10_000 + Int128(value.digit(atPower: power)) }
        if value.digit(atPower: -1) >= 5000 { sum += 1 }
        guard let result = Int64(exactly: value.isNegative ? -sum : sum) else { throw MalformedValue(.outOfRange) }
        return result
    }
}
