extension Span where Element == UInt8 {
    /// The bytes, to be kept.
    public var copied: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for index in 0..<count { bytes.append(self[index]) }
        return bytes
    }
}
