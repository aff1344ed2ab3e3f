extension ByteBuffer {
    /// Appends 16 bytes as a UUID.
    mutating func append(uuid bytes: Span<UInt8>) throws(MalformedValue) {
        guard bytes.count == 16 else { throw MalformedValue(.wrongLength) }
        writing(atMost: 36) { space in Self.write(uuid: bytes, at: space) - space }
    }

    /// Writes 16 bytes as a UUID, 36 characters, and gives where it ends.
    @inline(__always)
    static func write(uuid bytes: Span<UInt8>, at space: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
        precondition(bytes.count == 16)
        let raw = bytes.bytes
        let text = UnsafeMutableRawPointer(space)
        let first = digits(raw, 0)
        let (second, third) = (digits(raw, 4), digits(raw, 8))
        let fourth = digits(raw, 12)
        text.storeBytes(of: first, as: UInt64.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: second), toByteOffset: 9, as: UInt32.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: second >> 32), toByteOffset: 14, as: UInt32.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: third), toByteOffset: 19, as: UInt32.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: third >> 32), toByteOffset: 24, as: UInt32.self)
        text.storeBytes(of: fourth, toByteOffset: 28, as: UInt64.self)
        space[8] = UInt8(ascii: "-")
        space[13] = UInt8(ascii: "-")
        space[18] = UInt8(ascii: "-")
        space[23] = UInt8(ascii: "-")
        return space + 36
    }

    @inline(__always)
    private static func digits(_ raw: RawSpan, _ place: Int) -> UInt64 {
        hexDigits(of: UInt32(bigEndian: raw.unsafeLoadUnaligned(fromByteOffset: place, as: UInt32.self))).bigEndian
    }

    /// Appends 6 or 8 bytes as an address of a network card.
    mutating func append(cardAddress bytes: Span<UInt8>, count: Int) throws(MalformedValue) {
        guard bytes.count == count else { throw MalformedValue(.wrongLength) }
        for index in 0..<count {
            if index > 0 { append(UInt8(ascii: ":")) }
            append(hex: bytes[index])
        }
    }
}
