extension ByteBuffer {
    /// Appends a number in decimal, with leading zeros up to a width of at most 20.
    @inline(__always)
    mutating func append(decimal number: UInt64, width: Int = 1) {
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
