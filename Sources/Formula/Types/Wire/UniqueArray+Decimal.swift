internal import BasicContainers

extension UniqueArray where Element == UInt8 {
    /// Appends text that stands in the source.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(copying: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a number in decimal, with leading zeros up to a width of at most 20.
    mutating func append(decimal number: UInt64, width: Int = 1) {
        var digits = InlineArray<20, UInt8>(repeating: UInt8(ascii: "0"))
        var rest = number
        var start = 20
        while rest > 0 {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            rest = quotient
        }
        append(copying: digits.span.extracting(Swift.min(start, 20 - width)..<20))
    }

    /// Appends a number in decimal, with a minus sign where it is negative.
    @inline(__always)
    mutating func append(decimal number: Int64) {
        if number < 0 { append(UInt8(ascii: "-")) }
        append(decimal: number.magnitude)
    }

    /// Appends a number from 0 to 99 in two digits.
    @inline(__always)
    mutating func append(twoDigits number: Int) {
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }

    /// Appends a number as C's `%0*d` does: the width counts the sign.
    mutating func append(padded number: Int, width: Int) {
        if number < 0 { append(UInt8(ascii: "-")) }
        append(decimal: UInt64(number.magnitude), width: Swift.max(1, number < 0 ? width - 1 : width))
    }

    /// Appends a fraction of a second, 0 to 999,999 microseconds, with its point and without trailing zeros; none for 0.
    mutating func append(fraction microseconds: Int) {
        guard microseconds != 0 else { return }
        append(UInt8(ascii: "."))
        var width = 6
        var digits = microseconds
        while digits % 10 == 0 {
            digits /= 10
            width -= 1
        }
        append(decimal: UInt64(digits), width: width)
    }

    /// Appends a byte in lower-case hexadecimal.
    @inline(__always)
    mutating func append(hex byte: UInt8) {
        append(Self.hexDigit(byte >> 4))
        append(Self.hexDigit(byte & 15))
    }

    @inline(__always)
    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }
}
