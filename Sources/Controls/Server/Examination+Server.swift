import AuditChain
import Postgres

extension Examination {
    /// What is written to a log is on disk when its transaction commits.
    mutating func examineDurability(_ log: Relation) throws(Obstacle) {
        let check = Check.logDurability
        guard holdsRows(log, for: check) else { return }
        let sql = """
            \(Self.treeSQL)
            SELECT string_agg(c.oid::regclass::text, ', ' ORDER BY c.relname) FILTER (WHERE c.relpersistence <> 'p'),
                string_agg(c.oid::regclass::text, ', ' ORDER BY c.relname) FILTER (WHERE c.relkind = 'f'),
                (SELECT string_agg(DISTINCT coalesce('role ' || r.rolname, 'every role'), ', ') FROM pg_db_role_setting d
                    CROSS JOIN unnest(d.setconfig) AS setting LEFT JOIN pg_roles r ON r.oid = d.setrole
                    LEFT JOIN pg_database b ON b.oid = d.setdatabase
                    WHERE setting ~* '^synchronous_commit=(off|false|no|0)$'
                        AND (b.datname IS NULL OR b.datname = current_database()))
            FROM tree JOIN pg_class c USING (oid)
            """
        guard let row = try answer(to: sql, [String(log.oid)], for: check, of: log.sqlName)?.first else { return }
        if let tables = row[0] {
            judge(
                check, log.sqlName, .fail, "Not logged, and so emptied by a crash and missing on standbys: \(tables).",
                remedy: "ALTER TABLE … SET LOGGED.")
        } else if let tables = row[1] {
            judge(
                check, log.sqlName, .unknown, "Another server keeps a part of it: \(tables).",
                remedy: "Inspect that server too.")
        } else if let roles = row[2] {
            judge(
                check, log.sqlName, .warn,
                "synchronous_commit is off for \(roles): a crash takes the rows of the last moment.",
                remedy: "ALTER ROLE … or ALTER DATABASE … RESET synchronous_commit.")
        } else {
            judge(check, log.sqlName, .pass, "No table or role of it does without the write-ahead log.")
        }
    }

    /// The server waits for the disk.
    private mutating func judgeDurability(_ settings: [String: (value: String, isOwn: Bool)]) {
        let names = ["fsync", "full_page_writes", "synchronous_commit"]
        let off = names.filter { settings[$0]?.isOwn == false && settings[$0]?.value == "off" }
        if off.isEmpty {
            judge(.logDurability, "the server", .pass, "It waits for the disk before a transaction has committed.")
        } else {
            judge(
                .logDurability, "the server", off.contains("fsync") ? .fail : .warn,
                "Off: \(off.listed). A crash takes rows of transactions that were told that they had committed.",
                remedy: "Set \(off.map { "\($0) = on" }.listed), and RESTART or reload the server.")
        }
    }

    /// Settings of the server that evidence and recovery rest on.
    mutating func examineServer() throws(Obstacle) {
        // What a role or the connection sets for itself says nothing of the server.
        let sql = """
            SELECT name, reset_val, source IN ('database', 'user', 'database user', 'client', 'interactive', 'session')
            FROM pg_settings WHERE name IN ('data_checksums', 'archive_mode', 'track_commit_timestamp', 'log_statement',
                'ssl', 'shared_preload_libraries', 'pgaudit.log', 'fsync', 'full_page_writes', 'synchronous_commit')
            """
        guard let rows = try answer(to: sql, for: .dataChecksums, of: "the server") else {
            let rest: [Check] = [
                .logDurability, .commitTimestamps, .statementLogging, .transportEncryption, .walArchiving,
            ]
            for check in rest { judge(check, "the server", .unknown, "The server refused to tell of its settings.") }
            return
        }
        var settings: [String: (value: String, isOwn: Bool)] = [:]
        for row in rows { settings[row[0] ?? ""] = (row[1] ?? "", row[2] == "t") }
        judgeDurability(settings)
        judgeSwitch(
            .dataChecksums, settings["data_checksums"]?.value, on: "Pages bear checksums.",
            off: "Pages bear no checksums.", remedy: "Stop the server and run pg_checksums --enable.")
        judgeSwitch(
            .commitTimestamps, settings["track_commit_timestamp"]?.value, on: "track_commit_timestamp is on.",
            off: "track_commit_timestamp is off.",
            remedy: "Set track_commit_timestamp = on and restart; commits before that stay without a time.")
        judgeStatementLogging(settings)
        judgeEncryption(isOn: settings["ssl"]?.value == "on")
        try examineArchiving(mode: settings["archive_mode"]?.value ?? "off")
    }

    private mutating func judgeSwitch(_ check: Check, _ value: String?, on: String, off: String, remedy: String) {
        judge(check, "the server", value == "on" ? .pass : .warn, value == "on" ? on : off, remedy: remedy)
    }

    private mutating func judgeStatementLogging(_ settings: [String: (value: String, isOwn: Bool)]) {
        let libraries = settings["shared_preload_libraries"]?.value ?? ""
        let hasAudit = libraries.split(separator: ",").contains { $0.trimmingPrefix { $0 == " " } == "pgaudit" }
        let (level, isOwn) = settings["log_statement"] ?? ("none", false)
        if hasAudit, let audited = settings["pgaudit.log"], !audited.isOwn, !["none", ""].contains(audited.value) {
            judge(.statementLogging, "the server", .pass, "pgaudit logs \(audited.value).")
        } else if isOwn {
            judge(
                .statementLogging, "the server", .unknown,
                "log_statement is \(level) for the role that looks, which says nothing of others.",
                remedy: "Look with a role for which nobody set log_statement.")
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
