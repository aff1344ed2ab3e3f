public import AuditChain
public import BasicContainers

/// Bytes in memory, given out in pieces.
public struct MemoryByteStream: ByteStream, ~Copyable {
    private let bytes: [UInt8]
    private let piece: Int
    private var position = 0

    /// A stream of `bytes` that gives at most `piece` of them at a time.
    public init(_ bytes: [UInt8], piece: Int = 65_536) {
        self.bytes = bytes
        self.piece = max(1, piece)
    }

    /// Appends the next piece.
    public mutating func read(into buffer: inout UniqueArray<UInt8>) throws(Obstacle) -> Int {
        let count = min(piece, bytes.count - position)
        buffer.append(copying: bytes.span.extracting(position..<position + count))
        position += count
        return count
    }
}
