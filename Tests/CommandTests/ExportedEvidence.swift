import Foundation
import Support

@testable import SigningSupport

/// Folders that `unbroken export` wrote, and the two checkers.
extension ReportedSystem {
    static let checker = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Evidence/checker/checker.py").standardizedFileURL.path

    /// `unbroken export` to a folder, signed by Ada unless other words say otherwise.
    func export(
        _ name: String, _ words: [String], signing: [String]? = nil, configuration: String = "unbroken.yml",
        environment: [String: String] = [:]
    ) throws -> Shell.Result {
        try Command.run(
            [
                "export", "--config", path(configuration), "--database", PrivateServer.shared.conninfo(database),
                "--output", path(name),
            ] + words + (signing ?? Self.ada), environment: environment)
    }

    /// The independent checker.
    func recheck(_ name: String) throws -> Shell.Result {
        try Shell.outcome(of: [
            "python3", "-B", Self.checker, path(name), "--trust", TestAuthority.shared.path("root.pem"),
        ])
    }

    /// What both checkers exit with; -1 where they differ.
    func verdict(of name: String) throws -> Int32 {
        let (one, other) = (try check(name), try recheck(name))
        guard one.status == other.status else {
            print("unbroken check: \(one.status) \(one.errorText)\nchecker.py: \(other.status) \(other.errorText)")
            return -1
        }
        return one.status
    }

    func manifest(_ name: String) throws -> [String: Any] {
        let data = Data(try bytes(name + "/manifest.json"))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// SHA-256 by another program.
    static func sum(_ path: String) throws -> String {
        String(decoding: try Shell.run(["sha256sum", path]).prefix(64), as: UTF8.self)
    }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// Changes a file of a folder, and signs all of it anew as its maker would: what holds then is the rows' own matter.
    func forge(_ folder: String, _ file: String, as copy: String, _ change: (String) -> String) throws {
        try? FileManager.default.removeItem(atPath: path(copy))
        try FileManager.default.copyItem(atPath: path(folder), toPath: path(copy))
        try write("\(copy)/\(file)", change(try text("\(copy)/\(file)")))
        if file != "manifest.json" {
            var text = try text("\(copy)/manifest.json")
            let listed = (try manifest(copy)["files"] as? [[String: Any]] ?? []).first { $0["name"] as? String == file }
            let bytes = try bytes("\(copy)/\(file)")
            let sum = try Self.sum(path("\(copy)/\(file)"))
            text = text.replacingOccurrences(of: "\(listed?["sha256"] ?? "")", with: sum)
            text = text.replacingOccurrences(
                of: "\"bytes\": \(listed?["bytes"] ?? 0),", with: "\"bytes\": \(bytes.count),")
            try write("\(copy)/manifest.json", text)
        }
        try sign("\(copy)/manifest.json", as: "ada")
    }
}
