import ArgumentParser
import AuditChain
import Foundation

/// Where a time-stamping authority is, as it is named on a command line: a URL, or where one is read that holds a password.
enum AuthorityAddress {
    static let help = "a URL; env:NAME or file:PATH where it holds a password"

    /// What stands in arguments, everybody on the computer can read.
    static func validate(_ text: String?) throws {
        guard let text, !isElsewhere(text) else { return }
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw ValidationError(
                "--timestamp wants a URL that begins with http:// or https://, or env:NAME or file:PATH")
        }
        let authority = text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...]
        if let at = authority.lastIndex(of: "@"), authority[..<at].contains(":") {
            throw ValidationError(
                "--timestamp: everybody on this computer can read a password in arguments: put the address into the environment or a file, and say env:NAME or file:PATH"
            )
        }
    }

    /// The URL.
    static func url(_ text: String) throws(Obstacle) -> String {
        guard isElsewhere(text) else { return text }
        guard let bytes = SecretSource.read(text), let url = String(validating: bytes, as: UTF8.self) else {
            throw Obstacle(
                .permission, "there is no \(text), where the authority's address should be",
                hint: "set the variable, or name a file that you may read")
        }
        return url.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func isElsewhere(_ text: String) -> Bool { text.hasPrefix("env:") || text.hasPrefix("file:") }
}
