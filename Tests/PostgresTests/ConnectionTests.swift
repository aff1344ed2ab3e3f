import AuditChain
import Foundation
import Postgres
import Support
import Testing

@Suite("Connecting") struct ConnectionTests {
    /// A server with a certificate for `localhost` of an authority made for this test, that wants passwords over TCP.
    static let secure = Result { () throws -> (server: PrivateServer, folder: URL) in
        let folder = PrivateServer.shared.folder.appendingPathComponent("tls")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
        for name in ["ca", "other"] {
            try Shell.run([
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2",
                "-subj", "/CN=Test authority \(name)", "-keyout", path("\(name).key"), "-out", path("\(name).crt"),
            ])
        }
        try Shell.run([
            "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
            "/CN=localhost", "-keyout", path("server.key"), "-out", path("server.csr"),
        ])
        try Data("subjectAltName=DNS:localhost\n".utf8).write(to: folder.appendingPathComponent("names"))
        try Shell.run([
            "openssl", "x509", "-req", "-in", path("server.csr"), "-CA", path("ca.crt"), "-CAkey", path("ca.key"),
            "-CAcreateserial", "-days", "2", "-extfile", path("names"), "-out", path("server.crt"),
        ])
        let server = try PrivateServer(
            settings: ["ssl": "on"], port: try FakeServer.freePort(),
            files: try Dictionary(
                uniqueKeysWithValues: ["server.crt", "server.key"].map {
                    ($0, try Data(contentsOf: folder.appendingPathComponent($0)))
                }),
            access: "host all all 127.0.0.1/32 scram-sha-256\n")
        try server.psql("CREATE ROLE auditor LOGIN PASSWORD 'correct-horse'")
        return (server, folder)
    }

    func conninfo(_ options: String, password: String = "correct-horse") throws -> String {
        let (server, _) = try Self.secure.get()
        return
            "host=localhost hostaddr=127.0.0.1 port=\(server.port) dbname=postgres user=auditor password='\(password)' \(options)"
    }

    func authority(_ name: String) throws -> String { try Self.secure.get().folder.appendingPathComponent(name).path }

    func facts(_ conninfo: String) throws(Obstacle) -> ServerFacts { try Session(on: Connection(to: conninfo)).facts }

    @Test func `verifies a server by its authority and name`() throws {
        let full = try facts(conninfo("sslmode=verify-full sslrootcert=\(authority("ca.crt"))"))
        #expect(full.protection == .verifyFull && full.isLocal && !full.needsWarning && full.host == "localhost")
        #expect(try facts(conninfo("sslmode=verify-ca sslrootcert=\(authority("ca.crt"))")).protection == .verifyCA)
        #expect(try facts(conninfo("sslmode=require")).protection == .unverified)
        let plain = try facts(conninfo("sslmode=disable"))
        #expect(plain.protection == .none && plain.user == "auditor")
    }

    @Test func `refuses a server of another authority, or of another name`() throws {
        let other = try conninfo("sslmode=verify-full sslrootcert=\(authority("other.crt"))")
        let found = #expect(throws: Obstacle.self) { try facts(other) }
        #expect(found?.kind == .unreachable)
        #expect(found?.sentence.contains("certificate verify failed") == true)
        let named = try conninfo("sslmode=verify-full sslrootcert=\(authority("ca.crt"))")
            .replacingOccurrences(of: "host=localhost", with: "host=example.org")
        #expect(throws: Obstacle.self) { try facts(named) }
    }

    @Test func `says that a login was refused, never the password`() throws {
        let wrong = try conninfo("sslmode=require", password: "wrong-Horse-7")
        let found = try #require(throws: Obstacle.self) { try facts(wrong) }
        #expect(found.exitStatus == .unreachable)
        #expect(found.sentence.contains("password authentication failed for user \"auditor\""))
        #expect(!"\(found)".contains("wrong-Horse-7"))
        let none = try conninfo("sslmode=require", password: "")
        let missing = try #require(throws: Obstacle.self) { try facts(none) }
        #expect(missing.hint?.contains(".pgpass") == true)
    }

    @Test(arguments: [
        "host=/tmp password=se cret-7", "postgresql://user:secret-7@[host/x", "secret-7=1",
        "postgres://u:secret-7%zz@h/d",
    ])
    func `never repeats a connection string that can't be read`(text: String) throws {
        let found = try #require(throws: Obstacle.self) { try facts(text) }
        #expect(found.kind == .configuration)
        #expect(!"\(found)".contains("cret-7"))
    }

    @Test func `says that there is no server, or no such database`() throws {
        let nobody = #expect(throws: Obstacle.self) {
            try facts("host=127.0.0.1 port=\(FakeServer.freePort()) user=x dbname=x")
        }
        #expect(nobody?.exitStatus == .unreachable)
        let wrong = #expect(throws: Obstacle.self) { try facts(PrivateServer.shared.conninfo("no_such_database")) }
        #expect(wrong?.exitStatus == .unreachable)
        #expect(wrong?.sentence.contains("\"no_such_database\" does not exist") == true)
    }

    @Test func `gives up on a server that does not answer, and at once when interrupted`() throws {
        let server = try FakeServer(greeting: [], answer: [])
        let clock = ContinuousClock.now
        let late = #expect(throws: Obstacle.self) { try facts(server.conninfo + " connect_timeout=2") }
        #expect(late?.kind == .unreachable)
        #expect(ContinuousClock.now - clock < .seconds(6))
        let interruption = Interruption()
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.2)
            interruption.set()
        }
        let second = ContinuousClock.now
        let found = #expect(throws: Obstacle.self) {
            try Session(on: Connection(to: server.conninfo, interruption: interruption)).facts
        }
        #expect(found?.kind == .interrupted)
        #expect(ContinuousClock.now - second < .seconds(1.2))
    }

    @Test func `pins what changes how values render, whatever the role prefers`() throws {
        let name = try database(
            "pinned",
            """
            ALTER DATABASE pinned SET DateStyle = 'German'; ALTER DATABASE pinned SET TimeZone = 'Asia/Tokyo';
            ALTER DATABASE pinned SET bytea_output = 'escape'; ALTER DATABASE pinned SET extra_float_digits = 0;
            ALTER DATABASE pinned SET search_path = audit, public; CREATE SCHEMA audit;
            CREATE TABLE audit.log AS SELECT 1::int8 AS id, timestamptz '2026-02-03 04:05:06Z' AS at, 0.1::float8 + 0.2 AS f,
                '\\x00ff'::bytea AS b, ''::text AS hash;
            """)
        var session = try Session(on: Connection(to: PrivateServer.shared.conninfo(name)))
        #expect(session.searchPath == ["pg_catalog", "audit", "public"])
        let relation = try session.relation(schema: nil, name: "log")
        #expect(relation.sqlName == "audit.log")
        var source = try TableSource(session, place: .table(relation), layout: .init(order: ["id"], hash: "hash"))
        #expect(try source.texts("concat_ws(' ', at, f, b)") == ["2026-02-03 04:05:06+00 0.30000000000000004 \\x00ff"])
        #expect(
            try source.texts("current_setting('transaction_read_only') || current_setting('row_security')") == ["onoff"]
        )
    }
}
