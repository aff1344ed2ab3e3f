import AuditChain
import Foundation
import Postgres
import Rows
import Support
import Testing

@Suite("The limits that a server sets to a session") struct LimitTests {
    static let name = Result {
        try database(
            "limits",
            """
            DROP ROLE IF EXISTS unbroken_hurried; CREATE ROLE unbroken_hurried LOGIN;
            ALTER ROLE unbroken_hurried SET statement_timeout = '200ms';
            ALTER ROLE unbroken_hurried SET lock_timeout = '1ms';
            ALTER ROLE unbroken_hurried SET idle_in_transaction_session_timeout = '200ms';
            ALTER DATABASE limits SET idle_session_timeout = '200ms';
            CREATE TABLE log AS SELECT g::int8 AS id, md5(g::text) AS hash FROM generate_series(1, 200) g;
            CREATE TABLE held AS TABLE log;
            GRANT SELECT ON log, held TO unbroken_hurried;
            """)
    }

    @Test func `do not cut off a read, a count or a pause that takes longer`() throws {
        var source = try open(
            Self.name.get(), "log", user: "unbroken_hurried",
            layout: .init(order: ["id"], hash: "hash", filter: "pg_sleep(0.003) IS NOT NULL"))
        #expect(try source.rows(Reading(columns: ["id"])).count == 200)
        Thread.sleep(forTimeInterval: 0.5)
        #expect(try source.excludedCount() == 0)
        #expect(try source.countWithoutIndexes(in: .whole) == 200)
        #expect(try source.numbersRepeat() == false)
    }

    @Test func `bound a question to the catalog, and no read`() throws {
        let name = try Self.name.get()
        let shown = "current_setting('statement_timeout') || ' ' || current_setting('lock_timeout')"
        var session = try Session(on: Connection(to: PrivateServer.shared.conninfo(name, user: "unbroken_hurried")))
        #expect(try session.rows(of: "SELECT \(shown)") == [["10min 30s"]])
        let relation = try session.relation(schema: nil, name: "log")
        var source = try TableSource(session, place: .table(relation), layout: .init(order: ["id"], hash: "hash"))
        #expect(try source.texts(shown, atMost: 1) == ["0 30s"])
        session = source.release()
        #expect(try session.rows(of: "SELECT \(shown)") == [["10min 30s"]])
    }

    @Test func `end a wait for a table that is locked, and say which one and by whom`() throws {
        let name = try Self.name.get()
        let conninfo = PrivateServer.shared.conninfo(name)
        let holder = try Shell.spawn(
            ["psql", "-X", "-q", conninfo, "-c", "BEGIN; LOCK TABLE held; SELECT pg_sleep(60)"],
            paths: ["/dev/null", "/dev/null", "/dev/null"])
        defer {
            kill(holder, SIGKILL)
            waitpid(holder, nil, 0)
        }
        var process = ""
        for _ in 0..<100 where process.isEmpty {
            Thread.sleep(forTimeInterval: 0.05)
            process = try PrivateServer.shared.psql(
                "SELECT pid FROM pg_locks WHERE relation = 'held'::regclass AND granted", database: name
            ).trimmingCharacters(in: .whitespacesAndNewlines)
        }
        let found = #expect(throws: Obstacle.self) {
            var session = try Session(
                on: Connection(to: PrivateServer.shared.conninfo(name, user: "unbroken_hurried")), lockTimeout: 1)
            let relation = try session.relation(schema: nil, name: "held")
            var source = try TableSource(session, place: .table(relation), layout: .init(order: ["id"], hash: "hash"))
            _ = try source.texts("hash")
        }
        #expect(
            found?.sentence == "public.held is locked by process \(process), which did not let go within 1 second")
        #expect(found?.exitStatus == .unreachable)
        #expect(found?.sqlState == "55P03")
        #expect(found?.hint?.contains("WHERE pid = \(process)") == true)
        try PrivateServer.shared.psql("SELECT pg_terminate_backend(\(process))", database: name)
    }

    @Test func `leave a session its name, or the one that the person gave it`() throws {
        func name(_ options: String) throws -> String? {
            let conninfo = try PrivateServer.shared.conninfo(Self.name.get()) + options
            var session = try Session(on: Connection(to: conninfo))
            return try session.rows(of: "SELECT current_setting('application_name')").first?.first ?? nil
        }
        #expect(try name("") == "unbroken")
        #expect(try name(" application_name=nightly") == "nightly")
    }
}
