import Foundation
import OpenSSL
import Support

/// Authorities, signers and time-stamping authorities that `openssl` makes once, in a temporary folder that goes with
/// the process. A file is called after its subject: `ada.pem`, `ada.key`.
final class TestAuthority: Sendable {
    static let shared: TestAuthority = {
        do { return try TestAuthority() } catch { fatalError("the test's certificates could not be made: \(error)") }
    }()

    let folder: URL

    private init() throws {
        folder = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent(
            "unbroken-certificates-\(ProcessInfo.processInfo.processIdentifier)")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("new"), withIntermediateDirectories: true)
        Self.folderAtExit.set(folder.path)
        try write("openssl.cnf", AuthorityConfiguration.text(folder: path("")))
        try write("index.txt", "")
        try write("serial-of-stamps", "1000")
        try makeKeys()
        try makeAuthorities()
        for subject in Subject.all { try issue(subject) }
    }

    private func makeKeys() throws {
        for name in ["root", "rsa"] { try makeKey(name, ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]) }
        try makeKey("weak", ["RSA", "-pkeyopt", "rsa_keygen_bits:1024"])
        try makeKey("p256", ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"])
        try makeKey("p384", ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"])
        try makeKey("p521", ["EC", "-pkeyopt", "ec_paramgen_curve:P-521"])
        try makeKey("ed25519", ["ED25519"])
        for name in ["middle", "stranger", "tsa", "web"] {
            try makeKey(name, ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"])
        }
    }

    private func makeKey(_ name: String, _ kind: [String]) throws {
        try openssl(["genpkey", "-algorithm"] + kind + ["-out", path("\(name).key")])
    }

    /// A root, an authority below it, and a root that nobody here trusts.
    private func makeAuthorities() throws {
        for name in ["root", "stranger"] {
            try issue(
                Subject(
                    name, "/O=Sample Bank/CN=\(name.capitalized)", key: name, by: name, from: "20150101000000Z",
                    until: "20490101000000Z", extensions: Subject.forAuthorities))
        }
        try issue(
            Subject(
                "middle", "/O=Sample Bank/CN=Middle", key: "middle", by: "root", from: "20150101000000Z",
                until: "20480101000000Z", extensions: Subject.forAuthorities))
        // One that may vouch for servers alone.
        try issue(
            Subject(
                "web", "/O=Sample Bank/CN=Web", key: "web", by: "root", from: "20150101000000Z",
                until: "20480101000000Z", extensions: Subject.forAuthorities + ["extendedKeyUsage=serverAuth"]))
    }

    private func issue(_ subject: Subject) throws {
        let extensions = path("\(subject.name).ext")
        try write("\(subject.name).ext", subject.extensions.joined(separator: "\n") + "\n")
        try openssl([
            "req", "-new", "-utf8", "-config", path("openssl.cnf"), "-key", path("\(subject.key).key"), "-subj",
            subject.subject, "-out", path("\(subject.name).csr"),
        ])
        try openssl(
            [
                "ca", "-batch", "-notext", "-utf8", "-preserveDN", "-config", path("openssl.cnf"), "-name",
                subject.issuer,
                "-in", path("\(subject.name).csr"), "-extfile", extensions, "-startdate", subject.from, "-enddate",
                subject.until, "-md", subject.digest, "-out", path("\(subject.name).pem"),
            ] + (subject.issuer == subject.name ? ["-selfsign"] : []))
    }

    // MARK: What tests ask for

    func path(_ name: String) -> String { name.isEmpty ? folder.path : folder.appendingPathComponent(name).path }

    func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    }

    func certificate(_ name: String) throws -> Certificate {
        guard let certificate = try Certificate.all(in: bytes("\(name).pem")).first else {
            throw PrivateServer.Trouble("\(name).pem holds no certificate")
        }
        return certificate
    }

    func key(_ name: String) throws -> SigningKey { try SigningKey(bytes("\(name).key")) { nil } }

    /// Runs openssl and gives what it wrote to standard output.
    @discardableResult
    func openssl(
        _ words: [String], input: [UInt8]? = nil, environment: [String: String] = [:]
    ) throws -> [UInt8] {
        let means = ["CA_DATABASE": path("index.txt"), "CRL_NUMBER": path("crlnumber"), "TZ": "UTC"]
        return [UInt8](
            try Shell.run(
                ["openssl"] + words, input: input.map { Data($0) }, environment: means.merging(environment) { $1 }))
    }

    /// A signer for one of the subjects, whose chain is the authority below the root.
    func signer(_ name: String, key: String) throws -> Signer {
        try Signer(key: self.key(key), certificate: certificate(name), chain: [certificate("middle")])
    }

    /// A check that trusts the root, at this moment.
    func check(
        trust: [String] = ["root"], lists: [RevocationList] = [], now: Int = Int(Date().timeIntervalSince1970)
    ) throws -> SignatureCheck {
        SignatureCheck(trust: try trust.map(certificate), revocationLists: lists, now: now)
    }

    private static let folderAtExit = FolderAtExit()
}
