extension ByteBuffer {
    /// Appends 16 bytes as a UUID.
    mutating func append(uuid bytes: Span<UInt8>) throws(MalformedValue) {
        guard bytes.count == 16 else { throw MalformedValue(.wrongLength) }
        writing(atMost: 36) { space in
            let raw = bytes.bytes
            let text = UnsafeMutableRawPointer(space)
            @inline(__always) func digits(_ place: Int) -> UInt64 {
                Self.hexDigits(
                    of: UInt32(bigEndian: raw.unsafeLoadUnaligned(fromByteOffset: place, as: UInt32.self))
                ).bigEndian
            }
            let (second, third) = (digits(4), digits(8))
            text.storeBytes(of: digits(0), as: UInt64.self)
            text.storeBytes(of: UInt32(truncatingIfNeeded: second), toByteOffset: 9, as: UInt32.self)
            text.storeBytes(of: UInt32(truncatingIfNeeded: second >> 32), toByteOffset: 14, as: UInt32.self)
            text.storeBytes(of: UInt32(truncatingIfNeeded: third), toByteOffset: 19, as: UInt32.self)
            text.storeBytes(of: UInt32(truncatingIfNeeded: third >> 32), toByteOffset: 24, as: UInt32.self)
            text.storeBytes(of: digits(12), toByteOffset: 28, as: UInt64.self)
            space[8] = UInt8(ascii: "-")
            space[13] = UInt8(ascii: "-")
            space[18] = UInt8(ascii: "-")
            space[23] = UInt8(ascii: "-")
            return 36
        }
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
