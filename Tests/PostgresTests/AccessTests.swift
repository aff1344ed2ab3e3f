import AuditChain
import Postgres
import Rows
import Support
import Testing

@Suite("Reading a table") struct AccessTests {
    static let name = Result {
        try database(
            "access",
            """
            DROP ROLE IF EXISTS unbroken_reader; CREATE ROLE unbroken_reader LOGIN;
            DROP ROLE IF EXISTS unbroken_owner; CREATE ROLE unbroken_owner LOGIN;
            DROP ROLE IF EXISTS unbroken_bypass; CREATE ROLE unbroken_bypass LOGIN BYPASSRLS;
            CREATE TABLE secured (id int8 PRIMARY KEY, hash text);
            INSERT INTO secured SELECT g, md5(g::text) FROM generate_series(1, 10) g;
            ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
            CREATE POLICY few ON secured USING (id < 3);
            GRANT SELECT ON secured TO unbroken_reader, unbroken_bypass;
            CREATE TABLE owned AS TABLE secured; ALTER TABLE owned OWNER TO unbroken_owner;
            ALTER TABLE owned ENABLE ROW LEVEL SECURITY;
            CREATE TABLE forced AS TABLE secured; ALTER TABLE forced OWNER TO unbroken_owner;
            ALTER TABLE forced ENABLE ROW LEVEL SECURITY; ALTER TABLE forced FORCE ROW LEVEL SECURITY;
            CREATE VIEW through AS SELECT * FROM secured; ALTER VIEW through OWNER TO unbroken_reader;
            GRANT SELECT ON through TO unbroken_bypass;
            CREATE TABLE closed AS TABLE secured;
            CREATE TABLE half AS TABLE secured; GRANT SELECT (id) ON half TO unbroken_reader;
            CREATE MATERIALIZED VIEW stored AS TABLE secured;
            CREATE SCHEMA "Odd.Schema"; CREATE TABLE "Odd.Schema"."Audit ""Log"".X" AS TABLE secured;
            CREATE EXTENSION postgres_fdw;
            CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw;
            CREATE FOREIGN TABLE far (id int8, hash text) SERVER other;
            CREATE UNLOGGED TABLE light AS TABLE secured;
            CREATE TABLE parts (id int8, month date, hash text, PRIMARY KEY (id, month)) PARTITION BY RANGE (month);
            CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
            CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
            INSERT INTO parts SELECT g, date '2026-01-20' + g::int, md5(g::text) FROM generate_series(1, 20) g;
            CREATE TABLE farparts (id int8, hash text) PARTITION BY RANGE (id);
            CREATE FOREIGN TABLE farparts_1 PARTITION OF farparts FOR VALUES FROM (0) TO (5) SERVER other;
            CREATE DOMAIN word AS varchar(10); CREATE DOMAIN loud AS word; CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE TABLE typed (id int8, hash text, d loud, e mood, a int4[], u uuid[], m mood[]);
            """)
    }

    func obstacle(_ table: String, user: String, read: Bool = false) throws -> Obstacle? {
        let name = try Self.name.get()
        do throws(Obstacle) {
            var source = try open(name, table, user: user)
            if read { _ = try source.rows(Reading(columns: ["id", "hash"], withOrigin: true)) }
            return nil
        } catch { return error }
    }

    @Test(arguments: [("secured", "unbroken_reader"), ("forced", "unbroken_owner")])
    func `refuses rows that row security would hide`(table: String, user: String) throws {
        let found = try #require(try obstacle(table, user: user))
        #expect(found.sentence == "row security hides rows of public.\(table) from role \(user); nothing was verified")
        #expect(found.exitStatus == .permission)
        #expect(found.hint?.contains("BYPASSRLS") == true)
    }

    @Test(arguments: [("secured", "unbroken_bypass"), ("owned", "unbroken_owner"), ("secured", "postgres")])
    func `reads every row for those whom row security does not bind`(table: String, user: String) throws {
        var source = try open(Self.name.get(), table, user: user)
        #expect(try source.texts("id::text").count == 10)
    }

    @Test func `is told by the server of row security behind a view`() throws {
        let found = try #require(try obstacle("through", user: "unbroken_bypass", read: true))
        #expect(found.kind == .permission)
        #expect(found.sentence.contains("row security hides rows"))
    }

    @Test func `needs the right to read the table, or the columns that it reads`() throws {
        let closed = try #require(try obstacle("closed", user: "unbroken_reader"))
        #expect(closed.kind == .permission)
        #expect(closed.sentence == "role unbroken_reader may not read public.closed")
        let half = try #require(try obstacle("half", user: "unbroken_reader", read: true))
        #expect(half.kind == .permission)
        #expect(half.sentence == "role unbroken_reader may not read column hash of public.half")
        var source = try open(Self.name.get(), "half", user: "unbroken_reader")
        let rows = try source.rows(Reading(columns: ["id"], withOrigin: true))
        #expect(rows.count == 10)
        #expect(rows.allSatisfy { $0[1] == nil && $0[3] == nil })
    }

    @Test func `tells views, stored views, foreign, unlogged and partitioned tables apart`() throws {
        var session = try Session(on: Connection(to: PrivateServer.shared.conninfo(Self.name.get())))
        func kind(_ name: String) throws(Obstacle) -> Relation.Kind {
            try session.relation(schema: nil, name: name).kind
        }
        #expect(try kind("through") == .view)
        #expect(try kind("stored") == .materializedView)
        #expect(try kind("far") == .foreign)
        #expect(try kind("parts") == .partitioned)
        #expect(try kind("secured") == .table)
        #expect(try session.relation(schema: "public", name: "far").hasForeignPart)
        #expect(try session.relation(schema: "public", name: "farparts").hasForeignPart)
        #expect(try session.relation(schema: "public", name: "light").isUnlogged)
        #expect(try !session.relation(schema: "public", name: "parts").hasForeignPart)
    }

    @Test func `takes a name to the letter`() throws {
        var source = try open(Self.name.get(), "Audit \"Log\".X", schema: "Odd.Schema")
        #expect(try source.texts("id::text").count == 10)
    }

    @Test func `gives the nearest names for a table, a column and a function that are not there`() throws {
        let name = try Self.name.get()
        let table = try #require(throws: Obstacle.self) { try open(name, "secued").release().facts }
        #expect(table.kind == .configuration)
        #expect(table.sentence == "there is no table public.secued in database access")
        #expect(table.hint == "did you mean public.secured?")
        let column = try #require(throws: Obstacle.self) {
            try open(name, "secured", layout: .init(order: ["id"], hash: "hsh")).release().facts
        }
        #expect(column.hint == "did you mean hash?")
        var session = try Session(on: Connection(to: PrivateServer.shared.conninfo(name)))
        #expect(try session.functions(near: "sha265").contains("sha256"))
        #expect(try session.functions(named: ["sha256"])["sha256"]?.map(\.schema) == ["pg_catalog"])
        #expect(try session.schemas(ofType: "mood") == ["public"])
        #expect(try session.functions(named: ["no_such"]).isEmpty)
    }

    @Test func `resolves domains, enums and arrays`() throws {
        let source = try open(Self.name.get(), "typed")
        let types = source.columns.map(\.type)
        #expect(types.map(\.name) == ["int8", "text", "varchar", "mood", "_int4", "_uuid", "_mood"])
        #expect(types[2].modifier == 14)
        #expect(types[3].category == .enumeration)
        #expect(types[4].category == .array(element: 23))
        #expect(types[5].category == .array(element: 2950))
    }

    @Test func `reads partitions in order, with their origin`() throws {
        var source = try open(Self.name.get(), "parts")
        let rows = try source.rows(Reading(columns: ["id", "month", "hash"], withOrigin: true))
        let expected = try PrivateServer.shared.copyBinary(
            "SELECT id, month, hash, xmin::text::int8, tableoid::int8, ctid::text FROM parts ORDER BY id",
            database: Self.name.get())
        #expect(rows == expected)
        #expect(Set(rows.map { $0[4] }).count == 2)
        #expect(try open(Self.name.get(), "stored").release().facts.name == "access")
    }
}
