public import AuditChain
public import BasicContainers

/// Bytes that come one after another: from a server, a file, memory.
public protocol ByteStream: ~Copyable {
    /// Appends the next bytes to `buffer` and leaves those that it holds alone.
    ///
    /// - Returns: how many bytes were appended, at least 1; 0 is the end, after which every further call gives 0.
    ///   A stream that can't tell whether it has ended whole throws instead of giving 0.
    mutating func read(into buffer: inout UniqueArray<UInt8>) throws(Obstacle) -> Int
}
