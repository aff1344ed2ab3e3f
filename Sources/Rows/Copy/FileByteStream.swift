public import AuditChain
public import BasicContainers

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The bytes of a file, from its beginning.
public struct FileByteStream: ByteStream, ~Copyable {
    private let descriptor: Int32
    private let path: String

    /// Opens a file for reading.
    public init(path: String) throws(Obstacle) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Obstacle(.fileTrouble, "\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Appends at most 64 KiB.
    public mutating func read(into buffer: inout UniqueArray<UInt8>) throws(Obstacle) -> Int {
        let piece = 65_536
        while true {
            var count = 0
            buffer.append(addingCount: piece) { output in
                output.withUnsafeMutableBufferPointer { space, used in
                    guard let base = space.baseAddress else { return }
                    count = systemRead(descriptor, base, space.count)
                    used += max(0, count)
                }
            }
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw Obstacle(.fileTrouble, "\(path) can't be read: \(String(cString: strerror(errno)))")
            }
        }
    }
}

/// `read(2)`, which the method of that name hides.
private func systemRead(_ descriptor: Int32, _ base: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
    read(descriptor, base, count)
}
