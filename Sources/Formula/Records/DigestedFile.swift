public import AuditChain
import OpenSSL

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A file that is digested as it is read, so that what was looked at is what has the digest.
public struct DigestedFile: ~Copyable {
    /// As sentences name it.
    public let name: String
    /// How many bytes it had when it was opened.
    public let size: Int
    private let descriptor: Int32
    private let buffer: UnsafeMutableBufferPointer<UInt8>
    private var at = 0
    private var end = 0
    private var hasher = Hasher(.sha256)
    private var count = 0

    private static let piece = 1 << 16

    /// - Throws: `.damagedFile` where there is no plain file of that name.
    public init(_ path: String, name: String) throws(Obstacle) {
        // Neither a link, which could show another file to whoever comes next, nor a pipe, which nobody can read twice.
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 || errno == ENOENT || errno == ELOOP else {
            throw Obstacle(
                .fileTrouble, "\(name) can't be read: \(String(cString: strerror(errno)))",
                hint: "name what you may read")
        }
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            if descriptor >= 0 { close(descriptor) }
            throw Obstacle(.damagedFile, "\(name) is not there, or is no plain file")
        }
        size = Int(status.st_size)
        self.name = name
        self.descriptor = descriptor
        buffer = .allocate(capacity: Self.piece)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// The next byte; `nil` behind the last.
    @inline(__always)
    public mutating func byte() throws(Obstacle) -> UInt8? {
        if at == end {
            guard try fill() else { return nil }
        }
        defer { at &+= 1 }
        return buffer[at]
    }

    private mutating func fill() throws(Obstacle) -> Bool {
        var got = -1
        repeat { got = systemRead(descriptor, buffer.baseAddress, Self.piece) } while got < 0 && errno == EINTR
        guard got >= 0 else { throw Obstacle(.fileTrouble, "\(name) can't be read to its end") }
        (at, end, count) = (0, got, count + got)
        let bytes = UnsafeRawBufferPointer(start: buffer.baseAddress, count: got)
        hasher.update(bytes.bindMemory(to: UInt8.self).span)
        return got > 0
    }

    /// Reads to the end.
    ///
    /// - Parameter limit: more bytes than this are not read.
    /// - Returns: how many bytes there were, and their SHA-256 in lower-case hex.
    public mutating func finish(limit: Int) throws(Obstacle) -> (bytes: Int, sha256: String) {
        while count <= limit, try fill() {}
        var digest = Digest(repeating: 0)
        hasher.finish(into: &digest)
        return (count, HexDigest.text(of: digest, count: 32))
    }
}

/// `read(2)`, by a name of its own.
private func systemRead(_ descriptor: Int32, _ base: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
    read(descriptor, base, count)
}
