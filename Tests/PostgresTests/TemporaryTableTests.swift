import AuditChain
import Support
import Testing

@testable import Postgres

@Suite("Another session's temporary table") struct TemporaryTableTests {
    @Test func `is called temporary, and is not read`() throws {
        let name = try database("temporary")
        let conninfo = PrivateServer.shared.conninfo(name)
        var other = try Connection(to: conninfo)
        _ = try other.query("CREATE TEMPORARY TABLE log AS SELECT 1::int8 AS id, 'x'::text AS hash")
        let schema = try other.query("SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()").required(0, 0)
        var session = try Session(on: Connection(to: conninfo))
        let relation = try session.relation(schema: schema, name: "log")
        #expect(relation.isTemporary)
        var source = try TableSource(session, place: .table(relation), layout: .init(order: ["id"], hash: "hash"))
        let found = #expect(throws: Obstacle.self) { try source.texts("hash") }
        #expect(found?.kind == .configuration)
        #expect(found?.sentence.contains("temporary tables of other sessions") == true)
        var back = source.release()
        let hidden = #expect(throws: Obstacle.self) { try back.relation(schema: nil, name: "log") }
        #expect(hidden?.kind == .configuration)
    }
}
