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

    private let piece: Int

    /// Opens a file for reading, from a byte on, so many bytes at a time: few enough that they are still in the processor's
    /// second-level cache when the rows are looked at.
    public init(path: String, from offset: Int = 0, piece: Int = 65_536) throws(Obstacle) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Obstacle(.fileTrouble, "\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        self.descriptor = descriptor
        self.path = path
        self.piece = piece
        if offset > 0 { lseek(descriptor, off_t(offset), SEEK_SET) }
    }

    /// How many bytes a file has.
    ///
    /// - Throws: an obstacle where the path names no plain file: what comes through a pipe can't be read again.
    public static func size(ofPlainFile path: String) throws(Obstacle) -> Int {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            throw Obstacle(.fileTrouble, "\(path) can't be opened: \(String(cString: strerror(errno)))")
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw Obstacle(
                .fileTrouble, "\(path) is no plain file, and rows in doubt have to be read twice",
                hint: "save the stream to a file first")
        }
        return Int(facts.st_size)
    }

    deinit { close(descriptor) }

    /// Appends at most a piece.
    public mutating func read(into buffer: inout UniqueArray<UInt8>) throws(Obstacle) -> Int {
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
