import AuditChain
import Postgres

extension Examination {
    /// Settings of the server that evidence and recovery rest on.
    mutating func examineServer() throws(Obstacle) {
        let sql = """
            SELECT current_setting('data_checksums'), current_setting('archive_mode'), current_setting('track_commit_timestamp'),
                current_setting('log_statement'), current_setting('ssl'),
                (SELECT setting FROM pg_settings WHERE name = 'shared_preload_libraries'),
                (SELECT setting FROM pg_settings WHERE name = 'pgaudit.log')
            """
        guard let row = try answer(to: sql, for: .dataChecksums, of: "the server")?.first else { return }
        judgeSwitch(
            .dataChecksums, row[0], on: "Pages bear checksums.", off: "Pages bear no checksums.",
            remedy: "Stop the server and run pg_checksums --enable.")
        judgeSwitch(
            .commitTimestamps, row[2], on: "track_commit_timestamp is on.", off: "track_commit_timestamp is off.",
            remedy: "Set track_commit_timestamp = on and restart; commits before that stay without a time.")
        judgeStatementLogging(row[3] ?? "", libraries: row[5], pgaudit: row[6])
        judgeEncryption(isOn: row[4] == "on")
        try examineArchiving(mode: row[1] ?? "off")
    }

    private mutating func judgeSwitch(_ check: Check, _ value: String?, on: String, off: String, remedy: String) {
        judge(check, "the server", value == "on" ? .pass : .warn, value == "on" ? on : off, remedy: remedy)
    }

    private mutating func judgeStatementLogging(_ level: String, libraries: String?, pgaudit: String?) {
        let hasAudit = (libraries ?? "").split(separator: ",").contains { $0.trimmingPrefix { $0 == " " } == "pgaudit" }
        if hasAudit, let pgaudit, pgaudit != "none", !pgaudit.isEmpty {
            judge(.statementLogging, "the server", .pass, "pgaudit logs \(pgaudit).")
        } else if ["ddl", "mod", "all"].contains(level) {
            judge(.statementLogging, "the server", .pass, "log_statement is \(level).")
        } else {
            judge(
                .statementLogging, "the server", .warn,
                "log_statement is \(level)\(hasAudit ? ", and pgaudit logs nothing" : ""): a trigger that is switched off leaves no line.",
                remedy: "Set log_statement = ddl (or load pgaudit), and let the log go to another machine.")
        }
    }

    private mutating func judgeEncryption(isOn: Bool) {
        let facts = session.facts
        if !isOn {
            judge(
                .transportEncryption, "the server", facts.isLocal ? .warn : .fail, "TLS is off (ssl = off).",
                remedy: "Set ssl = on with a certificate, and hostssl in pg_hba.conf.")
        } else if facts.needsWarning {
            judge(
                .transportEncryption, "the server", .warn,
                "TLS is on, but this connection is \(facts.protection == .none ? "in the clear" : "not sure of its server").",
                remedy: "Connect with sslmode=verify-full, and let pg_hba.conf take hostssl alone.")
        } else {
            judge(
                .transportEncryption, "the server", .pass,
                "TLS is on; this connection is \(facts.protection == .socket ? "by Unix socket" : facts.isLocal ? "local" : "verified")."
            )
        }
    }

    private mutating func examineArchiving(mode: String) throws(Obstacle) {
        let check = Check.walArchiving
        guard mode != "off" else {
            judge(
                check, "the server", .warn, "archive_mode is off.",
                remedy:
                    "Archive the write-ahead log (archive_mode, archive_command or archive_library), or show that pg_receivewal does."
            )
            return
        }
        let sql = """
            SELECT archived_count, last_archived_time::text, failed_count, last_failed_time::text,
                last_failed_time > coalesce(last_archived_time, '-infinity') FROM pg_stat_archiver
            """
        guard let row = try answer(to: sql, for: check, of: "the server")?.first else { return }
        if row[4] == "t" {
            judge(
                check, "the server", .fail,
                "Archiving fails: the last attempt, at \(row[3] ?? ""), did, and nothing has been archived since \(row[1] ?? "the statistics began").",
                remedy: "See the server's log for what archive_command said.")
        } else if row[1] == nil {
            judge(
                check, "the server", .warn,
                "archive_mode is \(mode), and nothing has been archived since the statistics began.",
                remedy: "SELECT pg_switch_wal() and look again.")
        } else {
            judge(check, "the server", .pass, "The write-ahead log is archived, last at \(row[1] ?? "").")
        }
    }
}
