import AuditChain
import Foundation
import Postgres
import Rows
import Support
import Testing

@Suite("A read that does not reach its end") struct LossTests {
    /// Rows enough that no buffer on the way holds them all.
    static let big =
        "CREATE TABLE log AS SELECT g::int8 AS id, repeat('x', 1000) AS hash FROM generate_series(1, 60000) g"
    static let name = Result { try database("losses", big) }
    static let reading = Reading(columns: ["id", "hash"])

    /// Reads, runs `event` at the 100th row, and gives what ended the reading and after how many rows.
    func read(
        _ source: inout TableSource, _ event: () throws -> Void
    ) -> (trouble: Obstacle?, rows: Int) {
        var count = 0
        do throws(Obstacle) {
            try source.read(Self.reading) { _ throws(Obstacle) in
                count += 1
                if count == 100 { do { try event() } catch { throw Obstacle(.internalError, "\(error)") } }
                return true
            }
        } catch { return (error, count) }
        return (nil, count)
    }

    func busy(_ server: PrivateServer, _ database: String) throws -> String {
        try server.psql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(database)' AND state = 'active' AND pid <> pg_backend_pid()"
        )
    }

    @Test func `is unreachable when the backend was terminated`() throws {
        let name = try database("terminated", Self.big)
        var source = try open(name, "log")
        let (trouble, rows) = read(&source) {
            try PrivateServer.shared.psql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'unbroken' AND query LIKE 'COPY%' AND datname = '\(name)'"
            )
        }
        #expect(trouble?.kind == .unreachable)
        #expect((100..<60_000).contains(rows))
    }

    @Test func `is unreachable when the server was killed`() throws {
        let server = try PrivateServer()
        defer { server.stop() }
        try server.createDatabase("dying")
        try server.psql(Self.big, database: "dying")
        var session = try Session(on: Connection(to: server.conninfo("dying")))
        let relation = try session.relation(schema: nil, name: "log")
        var source = try TableSource(session, place: .table(relation), layout: .init(order: ["id"], hash: "hash"))
        let (trouble, rows) = read(&source) {
            let backend = try server.psql("SELECT pid FROM pg_stat_activity WHERE query LIKE 'COPY%'")
            let lines = try String(
                contentsOf: server.folder.appendingPathComponent("data/postmaster.pid"), encoding: .utf8)
            for pid in [
                lines.split(separator: "\n").first.map(String.init) ?? "",
                backend.split(separator: "\n").first.map(String.init) ?? "",
            ] {
                kill(try #require(pid_t(pid)), SIGKILL)
            }
        }
        #expect(trouble?.kind == .unreachable)
        #expect((100..<60_000).contains(rows))
        let second = #expect(throws: Obstacle.self) { try source.excludedCount() == 0 ? source.texts("hash") : [] }
        #expect(second?.kind == .unreachable)
    }

    @Test func `ends within a second of an interruption, on the server too`() throws {
        let name = try database("interrupted", Self.big)
        let interruption = Interruption()
        let start = ContinuousClock.now
        do {
            var source = try open(name, "log", interruption: interruption)
            let (trouble, rows) = read(&source) { interruption.set() }
            #expect(trouble?.kind == .interrupted)
            #expect((100..<60_000).contains(rows))
        }
        #expect(ContinuousClock.now - start < .seconds(3))
        // On a server with other work to do, a backend that was told to end takes a while.
        for _ in 0..<100 where try busy(.shared, name) != "0\n" { usleep(50_000) }
        #expect(try busy(.shared, name) == "0\n")
    }

    @Test func `ends a query that sends nothing within a second`() throws {
        let interruption = Interruption()
        let name = try Self.name.get()
        var source = try open(
            name, "log", layout: .init(order: ["id"], hash: "hash", filter: "pg_sleep(0.1) IS NULL"),
            interruption: interruption)
        let clock = ContinuousClock.now
        let setter = Thread {
            Thread.sleep(forTimeInterval: 0.3)
            interruption.set()
        }
        setter.start()
        let found = #expect(throws: Obstacle.self) { try source.excludedCount() }
        #expect(found?.kind == .interrupted)
        #expect(ContinuousClock.now - clock < .seconds(1.3))
        Thread.sleep(forTimeInterval: 0.3)
        #expect(
            try PrivateServer.shared.psql(
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()"
            ) == "0\n")
    }

    @Test func `can be ended early, and the source asked on`() throws {
        var source = try open(Self.name.get(), "log")
        #expect(try source.texts("id::text", atMost: 3) == ["1", "2", "3"])
        let own = #expect(throws: Obstacle.self) {
            try source.read(Self.reading) { _ throws(Obstacle) in throw Obstacle(.internalError, "ours") }
        }
        #expect(own?.sentence == "ours")
        #expect(try source.texts("id::text").count == 60_000)
    }

    @Test func `maps an error of the server in the middle, without the row's content`() throws {
        var source = try open(Self.name.get(), "log")
        let found = #expect(throws: Obstacle.self) {
            try source.texts("(CASE WHEN id < 50000 THEN 1 ELSE ('secret' || id)::int END)::text")
        }
        #expect(found?.sqlState == "22P02")
        #expect(found?.sentence.contains("secret") == false)
        #expect(try source.texts("hash", atMost: 1).count == 1)
    }

    @Test func `gives a field of 10 MB`() throws {
        var source = try open(Self.name.get(), "log")
        #expect(
            try source.texts("repeat('y', CASE id WHEN 2 THEN 10000000 ELSE 1 END)", atMost: 3).map { $0?.utf8.count }
                == [1, 10_000_000, 1])
    }
}
