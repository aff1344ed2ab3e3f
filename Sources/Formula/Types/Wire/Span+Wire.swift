/// PostgreSQL's wire format has numbers in network byte order (its `*_send` functions).
extension Span where Element == UInt8 {
    /// The number at a place; the caller has checked that it is there, else this traps.
    @inline(__always)
    func bigEndian<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as: Number.Type) -> Number {
        bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Number.self).bigEndian
    }

    /// The number that these bytes are as a whole.
    @inline(__always)
    func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) throws(MalformedValue) -> Number {
        guard count == MemoryLayout<Number>.size else { throw MalformedValue(.wrongLength) }
        return bigEndian(at: 0, as: type)
    }
}
