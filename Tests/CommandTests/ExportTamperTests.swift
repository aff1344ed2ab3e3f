import Foundation
import Support
import Testing

@testable import SigningSupport

@Suite("Exports of logs that were tampered with") struct ExportTamperTests {
    private static let folder = ReportedSystem.fixture + "/tamper"
    static let tamperings = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

    /// A log with room for each of the tamperings; made once.
    private static let template: String = {
        do {
            let name = "tampered_template"
            try PrivateServer.shared.createDatabase(name)
            for words in [["-f", "install.sql"], ["-v", "rows=5000", "-f", "history.sql"]] {
                let path = ReportedSystem.fixture + "/" + words[words.count - 1]
                try Shell.run(
                    ["psql", "-X", "-q"] + words.dropLast() + [path, PrivateServer.shared.conninfo(name)])
            }
            return name
        } catch { fatalError("the log to tamper with was not made: \(error)") }
    }()

    @Test(arguments: tamperings) func `hold to both checkers, and tell of the break`(_ file: String) throws {
        #expect(Self.tamperings.count == 9)
        let system = try ReportedSystem(template: Self.template)
        defer { system.remove() }
        try Shell.run([
            "psql", "-X", "-q", "-f", Self.folder + "/" + file, PrivateServer.shared.conninfo(system.database),
        ])
        #expect(try system.export("all", ["--all"]).status == 1)
        #expect(try system.verdict(of: "all") == 1)
        #expect(try system.export("first", ["--break", "1", "--where", "action <> 'UPDATE'"]).status == 1)
        #expect(try system.verdict(of: "first") == 1)
        let text = try system.text("first/rows.csv") + system.text("first/left-out.csv")
        #expect(text.contains(file.dropFirst(3).dropLast(4)))
    }

    @Test(
        arguments: [
            "occurred_at = 'infinity'", "occurred_at = '0044-03-15 12:00:00 BC'", "prev_hash = NULL",
            "occurred_at = NULL", "ip_address = '2001:db8::/32'", "new_data = NULL, old_data = NULL",
            "row_id = E'\\x01\"\\\\ '", "new_data = jsonb_build_object('n', repeat('9', 5000)::numeric)",
            "hash = NULL, prev_hash = NULL",
        ])
    func `hold to both checkers whatever a row was made into`(_ change: String) throws {
        let system = try ReportedSystem(template: Self.template)
        defer { system.remove() }
        try system.psql(
            """
            ALTER TABLE audit_log DISABLE TRIGGER USER;
            ALTER TABLE audit_log DROP CONSTRAINT audit_log_occurred_at_check, ALTER prev_hash DROP NOT NULL,
                ALTER occurred_at DROP NOT NULL, ALTER hash DROP NOT NULL;
            UPDATE audit_log SET \(change) WHERE id = 300;
            """)
        #expect(try system.export("out", ["--all", "--mask", "new_data.status"]).status == 1)
        #expect(try system.verdict(of: "out") == 1)
        #expect(try system.export("plain", ["--all", "--format", "jsonl"]).status == 1)
        #expect(try system.verdict(of: "plain") == 1)
    }
}
