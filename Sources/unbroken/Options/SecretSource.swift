import Foundation

/// Where a secret is read: `env:NAME` or `file:PATH`.
enum SecretSource {
    /// Its bytes, without the end of a line that an editor put there; `nil`: there is none.
    static func read(_ source: String) -> [UInt8]? {
        if source.hasPrefix("env:") {
            return ProcessInfo.processInfo.environment[String(source.dropFirst(4))].map { Array($0.utf8) }
        }
        guard let data = FileManager.default.contents(atPath: String(source.dropFirst(5))), data.count <= 65_536 else {
            return nil
        }
        var bytes = [UInt8](data)
        if bytes.last == 10 { bytes.removeLast() }
        if bytes.last == 13 { bytes.removeLast() }
        return bytes
    }
}
