extension ByteBuffer {
    /// Appends a number in decimal, with leading zeros up to a width of at most 20.
    @inline(__always)
    mutating func append(decimal number: UInt64, width: Int = 1) {
        guard width == 1 else { return append(padded: number, width: width) }
        writing(atMost: Self.mostDigits) { space in Self.write(decimal: number, at: space) - space }
    }

    private mutating func append(padded number: UInt64, width: Int) {
        var digits = 1
        var limit: UInt64 = 10
        while digits < 20, number >= limit {
            digits += 1
            limit = limit.multipliedReportingOverflow(by: 10).partialValue
        }
        let count = Swift.max(digits, width)
        writing(atMost: count) { space in
            var rest = number
            var at = count
            while at > 0 {
                at -= 1
                let quotient = rest / 10
                space[at] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest &- quotient &* 10)
                rest = quotient
            }
            return count
        }
    }

    /// How much room `write(decimal:)` wants: twenty digits, of which the first four are written as eight.
    static let mostDigits = 24

    /// Writes a number in decimal and gives where it ends.
    @inline(__always)
    static func write(decimal number: UInt64, at place: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        number < 100_000_000 ? write(short: number, at: place) : write(long: number, at: place)
    }

    @inline(never)
    private static func write(
        long number: UInt64, at place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let (high, low) = number.quotientAndRemainder(dividingBy: 100_000_000)
        let next = high < 100_000_000 ? write(short: high, at: place) : write(long: high, at: place)
        UnsafeMutableRawPointer(next).storeBytes(
            of: (eightDigits(low) | 0x3030_3030_3030_3030).littleEndian, as: UInt64.self)
        return next + 8
    }

    /// Fewer than nine digits.
    @inline(__always)
    private static func write(
        short number: UInt64, at place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let digits = eightDigits(number)
        // The last digit stands even if it is 0.
        let leading = (digits | 1 << 56).trailingZeroBitCount / 8
        UnsafeMutableRawPointer(place).storeBytes(
            of: ((digits | 0x3030_3030_3030_3030) &>> UInt64(8 * leading)).littleEndian, as: UInt64.self)
        return place + (8 - leading)
    }

    /// The eight digits of a number, the first in the lowest byte: halved into fours, twos and ones, all at once.
    @inline(__always)
    private static func eightDigits(_ number: UInt64) -> UInt64 {
        let high = number / 10_000
        let fours = high | (number &- high &* 10_000) << 32
        let hundreds = (fours &* 10_486) >> 20 & 0x0000_007F_0000_007F
        let twos = hundreds | (fours &- hundreds &* 100) << 16
        let tens = (twos &* 103) >> 10 & 0x000F_000F_000F_000F
        return tens | (twos &- tens &* 10) << 8
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
        writing(atMost: 2) { space in
            space[0] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10)
            space[1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
            return 2
        }
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

    /// Appends bytes in lower-case hexadecimal.
    public mutating func append(hexadecimal bytes: Span<UInt8>) {
        for index in bytes.indices { append(hex: bytes[index]) }
    }

    /// Appends a count in decimal.
    public mutating func append(number: Int) { append(decimal: Int64(number)) }

    @inline(__always)
    static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
    }

    /// Four bytes as eight lower-case hexadecimal digits, the first in the highest byte.
    @inline(__always)
    static func hexDigits(of word: UInt32) -> UInt64 {
        // A nibble goes into each byte.
        var spread = UInt64(word)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        spread = (spread | spread << 4) & 0x0F0F_0F0F_0F0F_0F0F
        // What is above 9 carries into the byte's upper half, and is moved on to the letters.
        let letters = (spread &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return spread &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
    }
}
