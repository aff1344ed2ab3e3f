/// Values of `inet` and `cidr` in PostgreSQL's wire format (`inet_send`).
public enum NetworkAddress {
    /// Appends the address with its mask: always where `masked`, else only where it is not the address's whole length.
    public static func append(
        _ bytes: Span<UInt8>, masked: Bool, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        let place = buffer.place(buffer.end, withRoomFor: mostRoom)
        buffer.end(at: try write(bytes, masked: masked, at: place))
    }

    /// As much room as writing an address wants, more than its text has.
    static let mostRoom = 64

    /// Writes what `append` appends and gives where it ends.
    static func write(
        _ bytes: Span<UInt8>, masked: Bool, at place: UnsafeMutablePointer<UInt8>
    ) throws(MalformedValue) -> UnsafeMutablePointer<UInt8> {
        let maskBits = try check(bytes)
        let isShort = bytes[0] == 2
        let end = isShort ? writeDotted(bytes, from: 4, at: place) : writeColoned(bytes, at: place)
        guard masked || maskBits != (isShort ? 32 : 128) else { return end }
        end[0] = UInt8(ascii: "/")
        return write(octet: UInt32(truncatingIfNeeded: maskBits), at: end + 1)
    }

    /// Appends what `host()` gives: the address alone.
    public static func appendHost(
        of bytes: Span<UInt8>, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        _ = try check(bytes)
        let place = buffer.place(buffer.end, withRoomFor: mostRoom)
        buffer.end(
            at: bytes[0] == 2 ? writeDotted(bytes, from: 4, at: place) : writeColoned(bytes, at: place))
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

    @inline(__always)
    private static func check(_ bytes: Span<UInt8>) throws(MalformedValue) -> Int {
        guard bytes.count >= 4, Int(bytes[3]) == bytes.count - 4 else { throw MalformedValue(.wrongLength) }
        let size = bytes[0] == 2 ? 4 : bytes[0] == 3 ? 16 : 0
        guard size > 0, bytes[2] <= 1 else { throw MalformedValue(.wrongFormat) }
        guard bytes.count == 4 + size else { throw MalformedValue(.wrongLength) }
        guard Int(bytes[1]) <= size * 8 else { throw MalformedValue(.outOfRange) }
        return Int(bytes[1])
    }

    @inline(__always)
    private static func writeDotted(
        _ bytes: Span<UInt8>, from start: Int, at place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        var at = place
        for index in start..<start + 4 {
            at = write(octet: UInt32(bytes[index]), at: at)
            at[0] = UInt8(ascii: ".")
            at += 1
        }
        return at - 1
    }

    /// A number below 256; four bytes are written, of which one to three stand.
    @inline(__always)
    private static func write(
        octet number: UInt32, at place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let hundreds = (number &* 41) &>> 12
        let rest = number &- hundreds &* 100
        let tens = (rest &* 205) &>> 11
        let digits = 0x0030_3030 | hundreds | tens << 8 | (rest &- tens &* 10) << 16
        let leading: UInt32 = number < 10 ? 2 : number < 100 ? 1 : 0
        UnsafeMutableRawPointer(place).storeBytes(of: (digits &>> (8 &* leading)).littleEndian, as: UInt32.self)
        return place + Int(3 &- leading)
    }

    private static func writeColoned(
        _ bytes: Span<UInt8>, at place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let (high, low) = (bytes.bigEndian(at: 4, as: UInt64.self), bytes.bigEndian(at: 12, as: UInt64.self))
        @inline(__always) func word(_ index: Int) -> UInt16 {
            UInt16(truncatingIfNeeded: (index < 4 ? high : low) &>> UInt64(48 &- 16 &* (index & 3)))
        }
        if !hasZeroWord(high), !hasZeroWord(low) {
            var at = place
            for index in 0..<8 {
                at = write(hexadecimal: word(index), at: at)
                at[0] = UInt8(ascii: ":")
                at += 1
            }
            return at - 1
        }
        // The first longest run of at least two zero words shrinks to "::".
        var zeros: UInt8 = 0
        for index in 0..<8 where word(index) == 0 { zeros |= 0x80 &>> UInt8(index) }
        let (start, count) = longestRun(of: zeros)
        let endsDotted = count > 0 && start == 0 && (count == 6 || (count == 5 && word(5) == 0xFFFF))
        var at = place
        var index = 0
        // Each word with a colon behind it, of which the last is one too many.
        while index < start {
            at = write(hexadecimal: word(index), at: at)
            at[0] = UInt8(ascii: ":")
            at += 1
            index &+= 1
        }
        if count > 0 {
            at[0] = UInt8(ascii: ":")
            at[1] = UInt8(ascii: ":")
            at += start == 0 ? 2 : 1
            index = start &+ count
            if index == 8 { return at }
        }
        while index < 8 {
            if index == 6, endsDotted { return writeDotted(bytes, from: 16, at: at) }
            at = write(hexadecimal: word(index), at: at)
            at[0] = UInt8(ascii: ":")
            at += 1
            index &+= 1
        }
        return at - 1
    }

    /// The first longest run of at least two bits, from the highest bit on; none is 8 and 0.
    @inline(__always)
    private static func longestRun(of bits: UInt8) -> (start: Int, count: Int) {
        // Of each run what is left after so many steps is where longer ones begin.
        var left = bits & (bits &<< 1)
        guard left != 0 else { return (8, 0) }
        var count = 2
        while true {
            let longer = left & (left &<< 1)
            guard longer != 0 else { return (left.leadingZeroBitCount, count) }
            left = longer
            count &+= 1
        }
    }

    /// Whether one of four words is 0; perhaps also where one is 1 above such a one.
    @inline(__always)
    private static func hasZeroWord(_ words: UInt64) -> Bool {
        (words &- 0x0001_0001_0001_0001) & ~words & 0x8000_8000_8000_8000 != 0
    }

    /// One to four digits.
    @inline(__always)
    private static func write(
        hexadecimal word: UInt16, at place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8> {
        let digits = UInt32(truncatingIfNeeded: ByteBuffer.hexDigits(of: UInt32(word)))
        let count = Swift.max(1, (19 &- word.leadingZeroBitCount) / 4)
        UnsafeMutableRawPointer(place).storeBytes(
            of: (digits &<< UInt32(8 &* (4 &- count))).bigEndian, as: UInt32.self)
        return place + count
    }
}
