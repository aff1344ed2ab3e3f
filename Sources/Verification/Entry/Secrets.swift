import AuditChain
import Configuration
import Formula
import Foundation

/// Reads secrets when a formula needs them; nothing of one is ever printed.
enum Secrets {
    static func read(_ sources: [String: Located<SecretSource>]) throws(Obstacle) -> [String: [UInt8]] {
        var secrets: [String: [UInt8]] = [:]
        for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
            secrets[name] = try read(name, source)
        }
        return secrets
    }

    private static func read(_ name: String, _ source: Located<SecretSource>) throws(Obstacle) -> [UInt8] {
        switch source.value {
        case .environment(let variable):
            let value = ProcessInfo.processInfo.environment[variable]
            guard let value, !value.isEmpty else {
                throw Obstacle(
                    .configuration,
                    "\(source.position): the secret \(name) is not set: \(value == nil ? "there is no \(variable) in the environment" : "\(variable) is empty")",
                    hint: "set \(variable) before you run unbroken, or say file:PATH")
            }
            return Array(value.utf8)
        case .file(let path):
            guard FileManager.default.fileExists(atPath: path) else {
                throw Obstacle(
                    .configuration, "\(source.position): the secret \(name) is not set: there is no file \(path)",
                    hint: "the file's content is the secret; a line's end behind it does not count")
            }
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Obstacle(
                    .permission, "\(source.position): the file \(path) with the secret \(name) can't be read",
                    hint: "let the user that runs unbroken read it, and nobody else")
            }
            var bytes = [UInt8](data)
            if bytes.last == 0x0A { bytes.removeLast() }
            if bytes.last == 0x0D { bytes.removeLast() }
            guard !bytes.isEmpty else {
                throw Obstacle(
                    .configuration, "\(source.position): the secret \(name) is not set: the file \(path) is empty",
                    hint: "the file's content is the secret; a line's end behind it does not count")
            }
            return bytes
        }
    }
}
