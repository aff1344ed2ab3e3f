import AuditChain
import Foundation
import Glibc

/// A file that has its name only once it is whole: written beside it, flushed to the disk, then renamed.
///
/// Opened before the work that it is for, so that a folder that can't be written is told at once. What is no ordinary
/// file, such as a pipe or /dev/stdout, is written directly: a rename would replace it.
final class OutputFile: ByteSink {
    private let name: String
    /// Where the file really is, whatever links lead there.
    private let path: String
    /// `nil` where the file is written directly.
    let draft: String?
    private var descriptor: Int32

    init(_ name: String) throws(Obstacle) {
        self.name = name
        path = URL(fileURLWithPath: name).resolvingSymlinksInPath().path
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR { throw Self.obstacle(name, "it is a folder") }
        if exists, status.st_mode & S_IFMT != S_IFREG {
            draft = nil
            descriptor = open(path, O_WRONLY | O_CLOEXEC)
        } else {
            let beside = path + "." + String(UInt64.random(in: 0 ... .max), radix: 36) + ".part"
            draft = beside
            descriptor = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, exists ? 0o600 : 0o666)
            // Whoever could not read the file that it replaces can't read this one.
            if exists, descriptor >= 0 { _ = fchmod(descriptor, status.st_mode & 0o777) }
        }
        guard descriptor >= 0 else { throw Self.obstacle(name, Descriptor.reason(errno)) }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if let draft { unlink(draft) }
    }

    func append(_ text: String) throws(Obstacle) {
        if let error = Descriptor.write(text, to: descriptor) { throw Self.obstacle(name, Descriptor.reason(error)) }
    }

    func append(_ bytes: [UInt8]) throws(Obstacle) {
        if let error = Descriptor.write(bytes, to: descriptor) { throw Self.obstacle(name, Descriptor.reason(error)) }
    }

    /// Gives the file its name; nothing can be appended any more.
    func commit() throws(Obstacle) {
        guard let draft else {
            defer { descriptor = -1 }
            guard close(descriptor) == 0 else { throw Self.obstacle(name, Descriptor.reason(errno)) }
            return
        }
        guard fsync(descriptor) == 0 else { throw Self.obstacle(name, Descriptor.reason(errno)) }
        let isClosed = close(descriptor) == 0
        descriptor = -1
        guard isClosed, rename(draft, path) == 0 else {
            let reason = Descriptor.reason(errno)
            unlink(draft)
            throw Self.obstacle(name, reason)
        }
        syncFolder()
    }

    /// Makes the name itself last. Not every file system can; the file is whole all the same.
    private func syncFolder() {
        let folder = open(URL(fileURLWithPath: path).deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private static func obstacle(_ name: String, _ reason: String) -> Obstacle {
        Obstacle(
            .fileTrouble, "\(name) can't be written: \(reason)",
            hint: "name a file in a folder that you may write, and that has room")
    }
}
