import AuditChain
import Controls
import Foundation
import Support
import Testing

/// Controls that are a whole server's. Each test breaks one on a server of their own, and mends it again.
@Suite("A server's control", .serialized) struct ServerControlTests {
    /// As an operator would have it, with the system on it.
    private static let kept: InspectedDatabase = {
        do {
            let folder = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent(
                "cert-\(UInt32.random(in: 0 ... .max))")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try Shell.run([
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                "-keyout",
                folder.path + "/key", "-out", folder.path + "/crt",
            ])
            let server = try PrivateServer(
                settings: [
                    "fsync": "on", "archive_mode": "on", "archive_command": "true", "log_statement": "ddl",
                    "track_commit_timestamp": "on", "ssl": "on", "shared_preload_libraries": "pg_cron",
                    "cron.database_name": "kept", "cron.use_background_workers": "on", "wal_level": "replica",
                ],
                files: [
                    "server.key": try Data(contentsOf: folder.appendingPathComponent("key")),
                    "server.crt": try Data(contentsOf: folder.appendingPathComponent("crt")),
                ], checksums: true)
            let kept = try InspectedDatabase("kept", on: server)
            // As a superuser: the owner may not make the extension.
            try Shell.run([
                "psql", "-X", "-q", "-f", InspectedDatabase.fixture.appendingPathComponent("install.sql").path,
                server.conninfo("kept"),
            ])
            try kept.psql(
                """
                INSERT INTO cron.job_run_details (jobid, runid, status, return_message, end_time)
                SELECT jobid, jobid, 'succeeded', '1 row', now() FROM cron.job;
                SELECT pg_switch_wal();
                """)
            for _ in 1...200 where try kept.psql("SELECT archived_count > 0 FROM pg_stat_archiver") != "t" {
                usleep(50_000)
            }
            return kept
        } catch { fatalError("the server was not made: \(error)") }
    }()

    @Test func `is all well where everything is as it should be`() throws {
        let found = try Self.kept.inspect { $0 + "\ncontrols: {critical: [bookings], application: [clerk]}\n" }
        let amiss = found.judgements.filter { $0.grade != .pass }
        #expect(amiss == [])
        #expect(found.exitStatus(failingOn: .warn) == .intact)
        #expect(Set(found.judgements.map(\.check)) == Set(Check.allCases))
    }

    @Test(arguments: [
        (Check.dataChecksums, "Pages bear no checksums."), (.walArchiving, "archive_mode is off."),
        (.statementLogging, "log_statement is none"), (.transportEncryption, "TLS is off (ssl = off)."),
    ])
    func `is warned of where the server does without`(_ check: Check, _ says: String) throws {
        let found = try InspectedDatabase().inspect()
        #expect(found.grades(check) == [.warn])
        #expect(found.told(check).contains(says))
    }

    @Test func `asks for no job where pg_cron is not, and says where it is`() throws {
        let without = try InspectedDatabase().inspect()
        #expect(without.grades(.scheduledJobs) == [.pass])
        #expect(without.told(.scheduledJobs).contains("pg_cron is not in this database: nothing is scheduled by it."))
        let elsewhere = try InspectedDatabase("elsewhere", on: Self.kept.server).inspect()
        #expect(elsewhere.grades(.scheduledJobs) == [.unknown])
        #expect(elsewhere.told(.scheduledJobs).contains("pg_cron is at work in the database kept, not in this one."))
    }

    @Test func `is warned of without commit timestamps`() throws {
        let server = try PrivateServer()
        defer { server.stop() }
        let found = try InspectedDatabase("plain", on: server).inspect()
        #expect(found.grades(.commitTimestamps) == [.warn])
    }

    @Test func `fails where archiving does`() throws {
        let kept = Self.kept
        try kept.psql("ALTER SYSTEM SET archive_command = 'false'")
        try kept.psql("SELECT pg_reload_conf()")
        try kept.psql("SELECT pg_sleep(0.3); CREATE TABLE wal (); DROP TABLE wal; SELECT pg_switch_wal()")
        for _ in 1...200 where try kept.psql("SELECT failed_count > 0 FROM pg_stat_archiver") != "t" { usleep(50_000) }
        let found = try kept.inspect()
        #expect(found.grades(.walArchiving) == [.fail])
        #expect(found.told(.walArchiving).hasPrefix("Archiving fails: the last attempt"))
        try kept.psql("ALTER SYSTEM RESET archive_command")
        try kept.psql("SELECT pg_reload_conf()")
        for _ in 1...200 where try kept.inspect().grades(.walArchiving) != [.pass] { usleep(50_000) }
        #expect(try kept.inspect().grades(.walArchiving) == [.pass])
    }

    @Test func `fails for a job that failed or was switched off`() throws {
        let kept = Self.kept
        #expect(try kept.inspect().grades(.scheduledJobs) == [.pass, .pass, .pass])
        try kept.psql(
            """
            INSERT INTO cron.job_run_details (jobid, runid, status, return_message, end_time)
            SELECT jobid, 1000, 'failed', 'ERROR: no room', now() FROM cron.job WHERE jobname = 'refresh-analytics';
            SELECT cron.alter_job(jobid, active => false) FROM cron.job WHERE jobname = 'expire-payments';
            """)
        let found = try kept.inspect()
        #expect(found.grades(.scheduledJobs, "refresh-analytics") == [.fail])
        #expect(found.told(.scheduledJobs).contains("failed: ERROR: no room."))
        #expect(found.grades(.scheduledJobs, "expire-payments") == [.fail])
        #expect(found.grades(.scheduledJobs, "create-partition") == [.pass])
        try kept.psql(
            """
            DELETE FROM cron.job_run_details WHERE runid = 1000;
            SELECT cron.alter_job(jobid, active => true) FROM cron.job;
            """)
    }

    /// What is broken, how the check then judges, and how it is mended.
    private static let roles: [(check: Check, subject: String, grade: Grade, says: String, sql: String, mend: String)] =
        [
            (
                .appendOnlyGrants, "public.audit_log", .fail,
                "clerk may DELETE, INSERT, TRIGGER, TRUNCATE, UPDATE public.audit_log, as a member of keeper.",
                "GRANT keeper TO clerk", "REVOKE keeper FROM clerk"
            ),
            (
                .appendOnlyGrants, "public.audit_log", .fail,
                "clerk may DELETE, INSERT, UPDATE public.audit_log, as a member of pg_write_all_data.",
                "GRANT pg_write_all_data TO clerk", "REVOKE pg_write_all_data FROM clerk"
            ),
            (
                .appendOnlyGrants, "public.audit_log", .fail,
                "clerk may DELETE public.audit_log, as a member of cleaners.",
                "CREATE ROLE cleaners; GRANT DELETE ON audit_log TO cleaners; ALTER ROLE clerk NOINHERIT; GRANT cleaners TO clerk",
                "DROP OWNED BY cleaners; DROP ROLE cleaners; ALTER ROLE clerk INHERIT"
            ),
            (
                .tableOwner, "public.audit_log", .warn, "The owner keeper can log in", "ALTER ROLE keeper LOGIN",
                "ALTER ROLE keeper NOLOGIN"
            ),
            (
                .rowSecurity, "public.audit_log", .warn, "not forced on the owner keeper, who can log in",
                "ALTER ROLE keeper LOGIN",
                "ALTER ROLE keeper NOLOGIN"
            ),
            (
                .privilegedRoles, "roles", .warn, "root2 can log in", "CREATE ROLE root2 SUPERUSER LOGIN",
                "DROP ROLE root2"
            ),
            (
                .privilegedRoles, "roles", .warn, "clerk is a member of dba, by which it can come to more.",
                "CREATE ROLE dba SUPERUSER NOLOGIN; GRANT dba TO clerk; ALTER ROLE clerk NOINHERIT",
                "DROP ROLE dba; ALTER ROLE clerk INHERIT"
            ),
            (
                .privilegedRoles, "roles", .warn, "clerk is CREATEROLE, by which it can come to more.",
                "ALTER ROLE clerk CREATEROLE", "ALTER ROLE clerk NOCREATEROLE"
            ),
            (
                .replicationRole, "the database", .fail,
                "session_replication_role=replica is preset for every role in database kept.",
                "ALTER DATABASE kept SET session_replication_role = replica",
                "ALTER DATABASE kept RESET session_replication_role"
            ),
            (
                .replicationRole, "the database", .fail,
                "session_replication_role=replica is preset for role clerk in every database.",
                "ALTER ROLE clerk SET session_replication_role = replica",
                "ALTER ROLE clerk RESET session_replication_role"
            ),
        ]

    @Test(arguments: roles.indices) func `turns with what roles and presets allow`(_ index: Int) throws {
        let kept = Self.kept
        let (check, subject, grade, says, sql, mend) = Self.roles[index]
        #expect(try kept.inspect().grades(check, subject) == [.pass])
        try kept.psql(sql)
        let found = try kept.inspect()
        #expect(Set(found.grades(check, subject)) == [grade])
        #expect(found.told(check).contains(says), "\(found.told(check))")
        try kept.psql(mend)
        #expect(try kept.inspect().grades(check, subject) == [.pass])
    }

    @Test func `warns of a role that may set session_replication_role, where PostgreSQL lets one grant it`() throws {
        let kept = Self.kept
        guard try kept.psql("SELECT current_setting('server_version_num')::int >= 150000") == "t" else { return }
        try kept.psql("GRANT SET ON PARAMETER session_replication_role TO clerk")
        #expect(try kept.inspect().told(.replicationRole) == "clerk may set session_replication_role.")
        try kept.psql("REVOKE SET ON PARAMETER session_replication_role FROM clerk")
        try kept.psql("GRANT ALTER SYSTEM ON PARAMETER session_replication_role TO clerk")
        #expect(try kept.inspect().told(.replicationRole) == "clerk may set session_replication_role.")
        try kept.psql("REVOKE ALL ON PARAMETER session_replication_role FROM clerk")
        #expect(try kept.inspect().grades(.replicationRole) == [.pass])
    }

    @Test func `fails where the whole server silences triggers`() throws {
        let kept = Self.kept
        try kept.psql("ALTER SYSTEM SET session_replication_role = replica")
        try kept.psql("SELECT pg_reload_conf()")
        for _ in 1...100 where try kept.psql("SHOW session_replication_role") != "replica" { usleep(50_000) }
        #expect(try kept.inspect().told(.replicationRole).contains("is preset for every role in the whole server."))
        try kept.psql("ALTER SYSTEM RESET session_replication_role")
        try kept.psql("SELECT pg_reload_conf()")
        for _ in 1...100 where try kept.psql("SHOW session_replication_role") != "origin" { usleep(50_000) }
        #expect(try kept.inspect().grades(.replicationRole) == [.pass])
    }
}
