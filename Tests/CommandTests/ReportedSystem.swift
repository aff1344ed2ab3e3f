import Foundation
@testable import SigningSupport
import Support

/// The reference system in a database of its own, with a log of a history, and a folder for what is made of it.
struct ReportedSystem {
    static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Fixtures/travel").standardizedFileURL.path
    private static let rows = 2_000

    /// Made once; a test that tampers does so in a copy.
    private static let template: String = {
        do {
            let name = "reported"
            try PrivateServer.shared.createDatabase(name)
            try Shell.run(["psql", "-X", "-q", "-f", fixture + "/install.sql", PrivateServer.shared.conninfo(name)])
            try Shell.run([
                "psql", "-X", "-q", "-v", "rows=\(rows)", "-f", fixture + "/history.sql",
                PrivateServer.shared.conninfo(name),
            ])
            return name
        } catch { fatalError("the reported system was not made: \(error)") }
    }()

    let database: String
    let folder: String

    /// - Parameters:
    ///   - tampering: SQL that somebody runs who may switch the guards off.
    ///   - template: the database that it is a copy of; `nil`: that of all.
    init(tampering: String? = nil, template: String? = nil) throws {
        let name = "reported_\(UInt64.random(in: 0...UInt64.max))"
        try PrivateServer.shared.psql("CREATE DATABASE \(name) TEMPLATE \(template ?? Self.template)")
        database = name
        folder = NSTemporaryDirectory() + "/report-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = try String(contentsOfFile: Self.fixture + "/unbroken.yml", encoding: .utf8)
        try write(
            "unbroken.yml",
            file + "\nreport: {name: Jane Doe, organisation: Sample Bank, columns: [action, table_name]}\n")
        if let tampering {
            try psql(
                """
                ALTER TABLE audit_log DISABLE TRIGGER USER;
                \(tampering);
                ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows, ENABLE ALWAYS TRIGGER audit_log_keeps_rows
                """)
        }
    }

    /// A row's content changed, and three rows removed.
    static let twoBreaks = """
        UPDATE audit_log SET new_data = new_data || '{"price": 1}' WHERE id = 503;
        DELETE FROM audit_log WHERE id BETWEEN 1501 AND 1503
        """

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    @discardableResult
    func psql(_ sql: String) throws -> String { try PrivateServer.shared.psql(sql, database: database) }

    func path(_ name: String) -> String { folder + "/" + name }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name)))) }

    /// Whether a file stands under its name, or a draft of it beside it.
    func files(beginning name: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(name) }
    }

    /// `unbroken report` to a file, signed by Ada unless other words say otherwise.
    func report(
        _ name: String, _ words: [String] = [], signing: [String]? = nil, environment: [String: String] = [:]
    ) throws -> Shell.Result {
        let reading = ["--config", path("unbroken.yml"), "--database", PrivateServer.shared.conninfo(database)]
        return try Command.run(
            ["report"] + (words.contains("--from") ? [] : reading)
                + ["--output", path(name)] + words + (signing ?? Self.ada), environment: environment)
    }

    static var ada: [String] {
        let authority = TestAuthority.shared
        return [
            "--sign-key", authority.path("rsa.key"), "--sign-cert", authority.path("ada.pem"), "--chain-certs",
            authority.path("middle.pem"),
        ]
    }

    /// Signs a file anew by openssl, beside it, with a certificate of the key 'rsa'.
    func sign(_ name: String, as signer: String, below issuer: String = "middle") throws {
        let authority = TestAuthority.shared
        try Shell.run([
            "openssl", "cms", "-sign", "-cades", "-binary", "-in", path(name), "-signer",
            authority.path("\(signer).pem"),
            "-inkey", authority.path("rsa.key"), "-certfile", authority.path("\(issuer).pem"), "-outform", "DER",
            "-out",
            path(name + ".p7s"),
        ])
    }

    func check(_ name: String, _ words: [String] = []) throws -> Shell.Result {
        try Command.run(["check", path(name), "--trust", TestAuthority.shared.path("root.pem")] + words)
    }

    static let python = ProcessInfo.processInfo.environment["UNBROKEN_TEST_PYTHON"] ?? "python3"
}
