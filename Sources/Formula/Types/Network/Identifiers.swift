extension ByteBuffer {
    /// Appends 16 bytes as a UUID.
    mutating func append(uuid bytes: Span<UInt8>) throws(MalformedValue) {
        guard bytes.count == 16 else { throw MalformedValue(.wrongLength) }
        writing(atMost: 36) { space in
            var at = 0
            for index in 0..<16 {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    space[at] = UInt8(ascii: "-")
                    at += 1
                }
                space[at] = Self.hexDigit(bytes[index] >> 4)
                space[at + 1] = Self.hexDigit(bytes[index] & 15)
                at += 2
            }
            return at
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
