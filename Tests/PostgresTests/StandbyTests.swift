import AuditChain
import Foundation
import Postgres
import Rows
import Support
import Testing

@Suite("A standby", .serialized) struct StandbyTests {
    static let pair = Result { () throws -> PrivateStandby in
        let pair = try PrivateStandby()
        try pair.primary.psql(
            "CREATE TABLE log AS SELECT g::int8 AS id, repeat('x', 1000) AS hash FROM generate_series(1, 20000) g")
        try pair.conflict("postgres")
        try pair.catchUp()
        return pair
    }

    func source(_ conninfo: String) throws -> TableSource {
        var session = try Session(on: Connection(to: conninfo))
        let relation = try session.relation(schema: "public", name: "log")
        return try TableSource(session, place: .table(relation), layout: .init(order: ["id"], hash: "hash"))
    }

    @Test func `gives a new snapshot where a conflict ended the session between two questions`() throws {
        let pair = try Self.pair.get()
        var source = try source(pair.standby.conninfo())
        #expect(source.facts.isStandby)
        try pair.conflict("postgres")
        try pair.catchUp()
        let loss = try #require(throws: Obstacle.self) { try source.countWithoutIndexes(in: .whole) }
        #expect(loss.kind == .unreachable)
        let renewed = try source.renewSnapshot(after: loss, pause: .zero)
        #expect(renewed?.position != nil)
        #expect(try source.countWithoutIndexes(in: .whole) == 20_000)
        #expect(try source.texts("current_setting('transaction_read_only')", atMost: 1) == ["on"])
    }

    @Test(arguments: [true, false]) func `gives a new snapshot where a conflict ended a read`(_ isSlow: Bool) throws {
        let pair = try Self.pair.get()
        var source = try source(pair.standby.conninfo())
        var count = 0
        let loss = try #require(throws: Obstacle.self) {
            try source.read(Reading(columns: ["id", "hash"])) { _ throws(Obstacle) in
                count += 1
                if count == 100 {
                    do {
                        try pair.conflict("postgres")
                        if isSlow { try pair.catchUp() }
                    } catch { throw Obstacle(.internalError, "\(error)") }
                }
                return true
            }
        }
        #expect((100..<20_000).contains(count))
        #expect(try source.renewSnapshot(after: loss, pause: .zero) != nil, "\(loss)")
        #expect(try source.texts("hash").count == 20_000)
    }

    @Test func `is told from one whose session somebody ended`() throws {
        let pair = try Self.pair.get()
        var source = try source(pair.standby.conninfo())
        try pair.standby.psql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'unbroken'")
        let loss = try #require(throws: Obstacle.self) { try source.countWithoutIndexes(in: .whole) }
        #expect(try source.renewSnapshot(after: loss, pause: .zero) == nil)
    }

    @Test func `is told from a primary, where no snapshot is taken away`() throws {
        var source = try source(try Self.pair.get().primary.conninfo())
        let loss = Obstacle(.unreachable, "canceling statement due to conflict with recovery", sqlState: "40001")
        #expect(try source.renewSnapshot(after: loss, pause: .zero) == nil)
    }

    @Test func `does not go on with a table that was altered meanwhile`() throws {
        let pair = try Self.pair.get()
        try pair.primary.psql("CREATE TABLE changing AS SELECT 1::int8 AS id, 'x'::text AS hash")
        try pair.catchUp()
        var session = try Session(on: Connection(to: pair.standby.conninfo()))
        let relation = try session.relation(schema: "public", name: "changing")
        var source = try TableSource(session, place: .table(relation), layout: .init(order: ["id"], hash: "hash"))
        try pair.primary.psql("ALTER TABLE changing ADD more text")
        try pair.conflict("postgres")
        try pair.catchUp()
        let loss = try #require(throws: Obstacle.self) { try source.countWithoutIndexes(in: .whole) }
        let found = #expect(throws: Obstacle.self) { try source.renewSnapshot(after: loss, pause: .zero) }
        #expect(found?.sentence.contains("altered between two snapshots") == true, "\(loss)")
    }
}
