import AuditChain
import CFiles
import Evidence
import Foundation
import Glibc

/// A folder that has its name only once it is whole: filled beside it, then renamed.
final class FolderDraft {
    private let name: String
    private let path: String
    /// The folder while it is filled.
    let draft: String
    /// Names of the files that may lie in it.
    private let mayHold: [String]
    private let replaces: Bool
    private var isCommitted = false

    /// - Parameters:
    ///   - mayHold: the names of files that are written into such a folder.
    ///   - replaces: whether a folder that is there already, and holds nothing else than such files, is replaced.
    init(_ name: String, mayHold: [String], replaces: Bool) throws(Obstacle) {
        self.name = name
        self.mayHold = mayHold
        self.replaces = replaces
        path = URL(fileURLWithPath: name).standardizedFileURL.path
        draft = path + "." + String(UInt64.random(in: 0 ... .max), radix: 36) + ".part"
        try Self.checkPlace(path, name, mayHold, replaces: replaces)
        guard mkdir(draft, 0o777) == 0 else {
            throw Self.obstacle(name, Descriptor.reason(errno), hint: "name a folder in one that you may write")
        }
    }

    deinit {
        guard !isCommitted else { return }
        Self.remove(draft, mayHold)
    }

    /// What goes when the process ends before the folder is whole, the folder last.
    var remains: [String] { mayHold.map { draft + "/" + $0 } + [draft] }

    /// Begins a file.
    func file(_ name: String) throws(Obstacle) -> FileDraft {
        try FileDraft(draft + "/" + name, name: name, in: self.name)
    }

    /// Gives the folder its name; what came to stand there meanwhile is left as it is, unless it may be replaced.
    func commit() throws(Obstacle) {
        try Self.checkPlace(path, name, mayHold, replaces: replaces)
        Self.sync(draft)
        if replaces, Self.exchange(draft, path) {
            // Now the old one has the draft's name.
            do { try Self.checkPlace(draft, name, mayHold, replaces: true) } catch {
                // What can't be put back is not ours to remove.
                isCommitted = !Self.exchange(draft, path)
                throw error
            }
            isCommitted = true
            Self.remove(draft, mayHold)
            return Self.sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
        }
        // There is none yet, or the file system can't exchange two names.
        let old = path + "." + String(UInt64.random(in: 0 ... .max), radix: 36) + ".old"
        let isThere = replaces && rename(path, old) == 0
        // No folder that holds anything is replaced by this.
        guard rename(draft, path) == 0 else {
            let reason = Descriptor.reason(errno)
            if isThere { _ = rename(old, path) }
            throw Self.obstacle(name, reason, hint: "name a folder in one that you may write")
        }
        isCommitted = true
        if isThere { Self.remove(old, mayHold) }
        Self.sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
    }

    /// Exchanges the names of two folders in one step, so that there is never a moment with neither.
    private static func exchange(_ one: String, _ other: String) -> Bool {
        renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0
    }

    /// Makes the names in a folder last. Not every file system can.
    private static func sync(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func checkPlace(
        _ path: String, _ name: String, _ mayHold: [String], replaces: Bool
    ) throws(Obstacle) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw obstacle(name, "it is there, and no folder", hint: "name a folder that is not there yet")
        }
        guard replaces else {
            throw obstacle(name, "it is there already", hint: "name another folder, or replace this one with --force")
        }
        let found = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? ["what can't be read"]
        if let foreign = found.sorted().first(where: { !mayHold.contains($0) }) {
            throw obstacle(
                name, "it holds \(foreign), which no export holds",
                hint: "name another folder: this one is not replaced")
        }
        guard found.isEmpty || found.contains(ExportManifest.name) else {
            throw obstacle(
                name, "it holds no \(ExportManifest.name), and so no export",
                hint: "name another folder: this one is not replaced")
        }
    }

    private static func remove(_ folder: String, _ names: [String]) {
        for name in names { unlink(folder + "/" + name) }
        rmdir(folder)
    }

    static func obstacle(_ name: String, _ reason: String, hint: String) -> Obstacle {
        Obstacle(.fileTrouble, "\(name) can't be written: \(reason)", hint: hint)
    }
}
