/// Values of `inet` and `cidr` in PostgreSQL's wire format (`inet_send`).
public enum NetworkAddress {
    /// Appends the address with its mask: always where `masked`, else only where it is not the address's whole length.
    public static func append(
        _ bytes: Span<UInt8>, masked: Bool, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        let maskBits = try check(bytes)
        appendHost(bytes, to: &buffer)
        let full = bytes[0] == 2 ? 32 : 128
        if masked || maskBits != full {
            buffer.append(UInt8(ascii: "/"))
            buffer.append(decimal: UInt64(maskBits))
        }
    }

    /// Appends what `host()` gives: the address alone.
    public static func appendHost(
        of bytes: Span<UInt8>, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        _ = try check(bytes)
        appendHost(bytes, to: &buffer)
    }

    /// Orders two addresses: -1, 0 or 1. Family first, then the network's bits that both have, mask, address.
    public static func order(_ one: Span<UInt8>, _ other: Span<UInt8>) throws(MalformedValue) -> Int {
        let leftMask = try check(one)
        let rightMask = try check(other)
        if one[0] != other[0] { return one[0] < other[0] ? -1 : 1 }
        let common = min(leftMask, rightMask)
        var place = 0
        while place < common {
            let bits = min(8, common - place)
            let left = one[4 + place / 8] >> UInt8(8 - bits)
            let right = other[4 + place / 8] >> UInt8(8 - bits)
            if left != right { return left < right ? -1 : 1 }
            place += 8
        }
        if leftMask != rightMask { return leftMask < rightMask ? -1 : 1 }
        for index in 4..<one.count where one[index] != other[index] { return one[index] < other[index] ? -1 : 1 }
        return 0
    }

    private static func check(_ bytes: Span<UInt8>) throws(MalformedValue) -> Int {
        guard bytes.count >= 4, Int(bytes[3]) == bytes.count - 4 else { throw MalformedValue(.wrongLength) }
        let size = bytes[0] == 2 ? 4 : bytes[0] == 3 ? 16 : 0
        guard size > 0, bytes[2] <= 1 else { throw MalformedValue(.wrongFormat) }
        guard bytes.count == 4 + size else { throw MalformedValue(.wrongLength) }
        guard Int(bytes[1]) <= size * 8 else { throw MalformedValue(.outOfRange) }
        return Int(bytes[1])
    }

    private static func appendHost(_ bytes: Span<UInt8>, to buffer: inout ByteBuffer) {
        if bytes[0] == 2 { appendDotted(bytes, from: 4, to: &buffer) } else { appendColoned(bytes, to: &buffer) }
    }

    private static func appendDotted(_ bytes: Span<UInt8>, from start: Int, to buffer: inout ByteBuffer) {
        buffer.writing(atMost: 15) { space in
            var at = space
            for index in 0..<4 {
                if index > 0 {
                    at[0] = UInt8(ascii: ".")
                    at += 1
                }
                let number = bytes[start + index]
                if number >= 100 {
                    at[0] = UInt8(ascii: "0") + number / 100
                    at += 1
                }
                if number >= 10 {
                    at[0] = UInt8(ascii: "0") + number / 10 % 10
                    at += 1
                }
                at[0] = UInt8(ascii: "0") + number % 10
                at += 1
            }
            return at - space
        }
    }

    private static func appendColoned(_ bytes: Span<UInt8>, to buffer: inout ByteBuffer) {
        func word(_ index: Int) -> UInt16 { UInt16(bytes[4 + index * 2]) << 8 | UInt16(bytes[5 + index * 2]) }
        // The first longest run of at least two zero words shrinks to "::".
        var run = 0..<0
        var index = 0
        while index < 8 {
            var end = index
            while end < 8, word(end) == 0 { end += 1 }
            if end - index >= 2, end - index > run.count { run = index..<end }
            index = end + 1
        }
        let endsDotted =
            run.lowerBound == 0
            && (run.count == 6 || (run.count == 5 && word(5) == 0xFFFF))
        index = 0
        while index < 8 {
            if !run.isEmpty, index == run.lowerBound {
                buffer.append(UInt8(ascii: ":"))
                if run.upperBound == 8 { buffer.append(UInt8(ascii: ":")) }
                index = run.upperBound
                continue
            }
            if index > 0 { buffer.append(UInt8(ascii: ":")) }
            if index == 6, endsDotted {
                appendDotted(bytes, from: 16, to: &buffer)
                return
            }
            appendHexadecimal(word(index), to: &buffer)
            index += 1
        }
    }

    private static func appendHexadecimal(_ word: UInt16, to buffer: inout ByteBuffer) {
        var digits = 1
        while digits < 4, word >> UInt16(4 * digits) != 0 { digits += 1 }
        buffer.writing(atMost: digits) { space in
            for index in 0..<digits {
                let nibble = word >> UInt16(4 * (digits - 1 - index)) & 15
                space[index] = ByteBuffer.hexDigit(UInt8(truncatingIfNeeded: nibble))
            }
            return digits
        }
    }
}
