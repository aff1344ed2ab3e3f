import AuditChain
import Formula
import Foundation

/// The folder of an export as it lies there.
struct EvidenceFolder {
    /// As the person named it.
    let path: String

    /// Whether a path is to be checked as an export: a folder, or the manifest in one.
    static func folder(of path: String) -> String? {
        var isFolder: ObjCBool = false
        if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            return path
        }
        let url = URL(fileURLWithPath: path)
        guard url.lastPathComponent == ExportManifest.name else { return nil }
        return path.contains("/") ? url.deletingLastPathComponent().path : "."
    }

    /// The place of a file in the folder.
    func path(of name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

    /// A small file as a whole.
    func read(_ name: String, limit: Int) throws(Obstacle) -> [UInt8] {
        var file = try DigestedFile(path(of: name), name: path(of: name))
        var bytes: [UInt8] = []
        while let byte = try file.byte() {
            guard bytes.count < limit else {
                throw Obstacle(.damagedFile, "\(path(of: name)) is larger than that of any export")
            }
            bytes.append(byte)
        }
        return bytes
    }

    /// Whether a file is there, whatever it is.
    func has(_ name: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path(of: name))) != nil
    }

    /// - Throws: where the folder holds what the manifest does not list, or lacks what it does.
    func checkNames(of manifest: ExportManifest) throws(Obstacle) {
        let found: Set<String>
        do { found = Set(try FileManager.default.contentsOfDirectory(atPath: path)) } catch {
            throw Obstacle(.fileTrouble, "\(path) can't be read", hint: "name a folder that you may read")
        }
        let listed = Set(manifest.files.map(\.name))
        for name in listed.sorted() where name.contains("/") || name == "." || name == ".." || Self.own.contains(name) {
            throw Obstacle(.damagedFile, "the manifest lists '\(Printable.safe(name))', which is no file of its folder")
        }
        if let missing = listed.subtracting(found).sorted().first {
            throw Obstacle(
                .damagedFile, "\(path(of: missing)) is not there, though the manifest lists it",
                hint: "get the whole folder from whoever made it")
        }
        if let foreign = found.subtracting(listed).subtracting(Self.own).sorted().first {
            throw Obstacle(
                .damagedFile, "\(Printable.safe(path(of: foreign))) is not listed in the manifest: nobody signed it",
                hint: "take it out of the folder, if it was put there since, and check again")
        }
    }

    private static let own: Set = [ExportManifest.name, ExportManifest.signatureName]
}
