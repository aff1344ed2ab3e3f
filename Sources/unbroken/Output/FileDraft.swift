import AuditChain
import Evidence
import Glibc
import OpenSSL

/// A file of a folder that is being filled.
final class FileDraft: ByteSink {
    let name: String
    private let folder: String
    private var descriptor: Int32
    private var hasher = Hasher(.sha256)
    private var count = 0

    init(_ path: String, name: String, in folder: String) throws(Obstacle) {
        self.name = name
        self.folder = folder
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw trouble(errno) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func append(_ bytes: [UInt8]) throws(Obstacle) {
        if let error = Descriptor.write(bytes, to: descriptor) { throw trouble(error) }
        hasher.update(bytes.span)
        count += bytes.count
    }

    /// Closes the file when it is on the disk.
    func finish(as role: ExportManifest.File.Role) throws(Obstacle) -> ExportManifest.File {
        guard fsync(descriptor) == 0 else { throw trouble(errno) }
        let isClosed = close(descriptor) == 0
        descriptor = -1
        guard isClosed else { throw trouble(errno) }
        var digest = Digest(repeating: 0)
        hasher.finish(into: &digest)
        return ExportManifest.File(name: name, role: role, bytes: count, sha256: HexDigest.text(of: digest, count: 32))
    }

    private func trouble(_ error: Int32) -> Obstacle {
        FolderDraft.obstacle(
            folder, "\(name): \(Descriptor.reason(error))",
            hint: "see whether there is room, and that you may write there")
    }
}
