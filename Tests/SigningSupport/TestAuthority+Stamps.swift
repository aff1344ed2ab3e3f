import Foundation
import OpenSSL
import Support

extension TestAuthority {
    /// What `openssl ts -reply` answers to a request in DER.
    ///
    /// - Parameters:
    ///   - name: whose certificate stamps.
    ///   - section: which of the configuration's authorities it is.
    ///   - clock: the time that its clock shows, as `faketime -f` takes it, and stands still at; `nil`: the right one.
    func answer(
        to request: [UInt8], by name: String = "tsa", section: String = "clock", clock: String? = nil
    ) throws -> [UInt8] {
        let stem = path("stamp-\(UUID().uuidString)")
        try Data(request).write(to: URL(fileURLWithPath: stem + ".tsq"))
        // The serial number's file is one a stamp: tests run side by side.
        let serial = stem + ".serial"
        try Data("1000".utf8).write(to: URL(fileURLWithPath: serial))
        let configuration = AuthorityConfiguration.text(folder: path("")).replacing(
            path("serial-of-stamps"), with: serial)
        try Data(configuration.utf8).write(to: URL(fileURLWithPath: stem + ".cnf"))
        let words = [
            "openssl", "ts", "-reply", "-config", stem + ".cnf", "-section", section, "-queryfile", stem + ".tsq",
            "-signer", path("\(name).pem"), "-inkey", path("tsa.key"), "-chain", path("middle.pem"), "-out",
            stem + ".tsr",
        ]
        try Shell.run(
            (clock.map { ["faketime", "-f", $0] } ?? []) + words,
            environment: ["CA_DATABASE": "", "CRL_NUMBER": "", "TZ": "UTC"])
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: stem + ".tsr")))
    }

    /// A time stamp over bytes.
    func token(
        over bytes: [UInt8], by name: String = "tsa", section: String = "clock", clock: String? = nil
    ) throws -> [UInt8] {
        let request = try TimeStampRequest(sha256: Self.sha256(bytes))
        return try request.token(from: answer(to: request.der, by: name, section: section, clock: clock))
    }

    /// A signature with a time stamp on it.
    func stamped(_ cms: [UInt8], by name: String = "tsa", clock: String? = nil) throws -> [UInt8] {
        try TimeStamp.stamped(cms, by: token(over: TimeStamp.signatureValue(of: cms), by: name, clock: clock))
    }

    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var hasher = Hasher(.sha256)
        var digest = Digest(repeating: 0)
        hasher.hash(bytes.span, into: &digest)
        return (0..<32).map { digest[$0] }
    }
}
