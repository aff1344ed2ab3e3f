internal import Glibc

/// Floating point numbers as PostgreSQL 12 and later write them.
enum FloatText {
    static func append(_ value: Double, extraDigits: Int, to buffer: inout ByteBuffer) {
        guard !appendSpecial(value, to: &buffer) else { return }
        guard extraDigits > 0 else { return appendRounded(value, digits: 15 + extraDigits, to: &buffer) }
        let bits = value.magnitude.bitPattern
        let shortest = ShortestDecimal(
            fraction: bits & (1 << 52 - 1), exponent: Int(bits >> 52), fractionBits: 52, bias: 1023)
        append(shortest, isNegative: value.sign == .minus, fixedBelow: 15, to: &buffer)
    }

    static func append(_ value: Float, extraDigits: Int, to buffer: inout ByteBuffer) {
        guard !appendSpecial(Double(value), to: &buffer) else { return }
        guard extraDigits > 0 else { return appendRounded(Double(value), digits: 6 + extraDigits, to: &buffer) }
        let bits = value.magnitude.bitPattern
        let shortest = ShortestDecimal(
            fraction: UInt64(bits & (1 << 23 - 1)), exponent: Int(bits >> 23), fractionBits: 23, bias: 127)
        append(shortest, isNegative: value.sign == .minus, fixedBelow: 6, to: &buffer)
    }

    private static func appendSpecial(_ value: Double, to buffer: inout ByteBuffer) -> Bool {
        if value.isNaN {
            buffer.append("NaN")
        } else if value.isInfinite {
            if value < 0 { buffer.append("-Infinity") } else { buffer.append("Infinity") }
        } else if value == 0 {
            if value.sign == .minus { buffer.append("-0") } else { buffer.append("0") }
        } else {
            return false
        }
        return true
    }

    /// As C's `%.*g` does; allocates, as only a server set to fewer digits than its default needs it.
    private static func appendRounded(_ value: Double, digits: Int, to buffer: inout ByteBuffer) {
        var text = InlineArray<64, CChar>(repeating: 0)
        var span = text.mutableSpan
        let length = span.withUnsafeMutableBufferPointer { text in
            withVaList([Int32(max(1, digits)), value]) { vsnprintf(text.baseAddress, text.count, "%.*g", $0) }
        }
        for index in 0..<min(Int(length), 63) { buffer.append(UInt8(bitPattern: text[index])) }
    }

    private static func append(
        _ number: ShortestDecimal, isNegative: Bool, fixedBelow limit: Int, to buffer: inout ByteBuffer
    ) {
        if isNegative { buffer.append(UInt8(ascii: "-")) }
        var count = 1
        var power: UInt64 = 10
        while count < 19, number.digits >= power {
            count += 1
            power &*= 10
        }
        let exponent = number.exponent + count - 1
        if exponent < -4 || exponent >= limit {
            appendPointed(number.digits, count: count, leading: 1, to: &buffer)
            buffer.append(UInt8(ascii: "e"))
            buffer.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            buffer.append(decimal: UInt64(exponent.magnitude), width: 2)
        } else if exponent < 0 {
            buffer.append("0.")
            buffer.append(decimal: number.digits, width: count - exponent - 1)
        } else if number.exponent >= 0 {
            buffer.append(decimal: number.digits)
            for _ in 0..<number.exponent { buffer.append(UInt8(ascii: "0")) }
        } else {
            appendPointed(number.digits, count: count, leading: exponent + 1, to: &buffer)
        }
    }

    private static func appendPointed(_ digits: UInt64, count: Int, leading: Int, to buffer: inout ByteBuffer) {
        var divisor: UInt64 = 1
        for _ in leading..<count { divisor *= 10 }
        buffer.append(decimal: digits / divisor)
        guard count > leading else { return }
        buffer.append(UInt8(ascii: "."))
        buffer.append(decimal: digits % divisor, width: count - leading)
    }
}
