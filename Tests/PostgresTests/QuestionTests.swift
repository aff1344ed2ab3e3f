import AuditChain
import Postgres
import Rows
import Support
import Testing

@Suite("Questions to a table") struct QuestionTests {
    static let name = Result {
        try database(
            "questions",
            """
            CREATE TABLE log (id int8 PRIMARY KEY, tenant text, kind text, note text, at timestamptz, hash text);
            INSERT INTO log SELECT g, CASE WHEN g % 5 = 0 THEN NULL WHEN g % 2 = 0 THEN 'a' ELSE 'B' END,
                CASE WHEN g % 10 = 0 THEN 'heartbeat' WHEN g <> 7 THEN 'x' END, g::text,
                timestamptz '2026-01-01 00:00Z' + g * interval '1 hour', md5(g::text)
            FROM generate_series(1, 100) g WHERE g NOT BETWEEN 41 AND 45;
            ANALYZE log;
            CREATE TABLE bare AS TABLE log;
            CREATE TABLE twice (id int4, tenant text, hash text);
            INSERT INTO twice VALUES (1, 'a', 'x'), (2, 'a', 'y'), (2, 'b', 'z'), (2, 'b', 'w'), (NULL, 'b', 'n');
            """)
    }
    static let filtered = TableSource.Layout(
        per: ["tenant"], order: ["id"], hash: "hash", filter: "kind OPERATOR(pg_catalog.<>) 'heartbeat'")

    @Test func `counts what the filter leaves out, NULL included, and estimates the rest`() throws {
        var source = try open(Self.name.get(), "log", layout: Self.filtered)
        #expect(try source.excludedCount() == 11)
        let estimate = try #require(try source.estimatedCount())
        #expect((50...100).contains(estimate))
        #expect(try source.texts("note").count == 84)
        var whole = try open(Self.name.get(), "log")
        #expect(try whole.excludedCount() == 0)
    }

    @Test(arguments: ["log", "bare"])
    func `knows which numbers are some row's`(table: String) throws {
        var source = try open(Self.name.get(), table, layout: Self.filtered)
        let asked = [
            NumberInterval(lower: 40, upper: 46), NumberInterval(lower: 38, upper: 48),
            NumberInterval(lower: 8, upper: 11),
            NumberInterval(lower: 1, upper: 2), NumberInterval(lower: 0, upper: 100, chain: ["a"]),
            NumberInterval(lower: 0, upper: 101, chain: [nil]), NumberInterval(lower: 0, upper: 10, chain: ["A"]),
            NumberInterval(lower: .min, upper: .max), NumberInterval(lower: 5, upper: 5),
        ]
        let found = try source.occupancy(of: asked)
        #expect(
            found == [
                Occupancy(present: 0, hasExcluded: false), Occupancy(present: 4, hasExcluded: true),
                Occupancy(present: 2, hasExcluded: true), Occupancy(present: 0, hasExcluded: false),
                Occupancy(present: 38, hasExcluded: false), Occupancy(present: 19, hasExcluded: true),
                Occupancy(present: 0, hasExcluded: false), Occupancy(present: 95, hasExcluded: true),
                Occupancy(present: 0, hasExcluded: false),
            ])
    }

    @Test func `knows whether numbers repeat, by an index or by looking`() throws {
        for (table, answer) in [("log", false), ("bare", false), ("twice", true)] {
            var source = try open(Self.name.get(), table)
            #expect(try source.numbersRepeat() == answer, "\(table)")
        }
    }

    @Test func `gives rows with one number in one order, and NULL last`() throws {
        var source = try open(Self.name.get(), "twice")
        #expect(try source.texts("hash") == ["x", "y", "z", "w", "n"])
    }

    @Test func `gives the server's opinion of rows by their place`() throws {
        var source = try open(Self.name.get(), "log")
        let rows = try source.rows(Reading(columns: ["id"], withOrigin: true))
        var keys = try [3, 0, 90].map { index in
            let oid = try #require(rows[index][2]).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let ctid = String(decoding: try #require(rows[index][3]), as: UTF8.self)
            return RowKey(
                origin: .init(tableoid: oid, ctid: ctid), chain: [], order: [], previous: Array("p\"\\\(index)".utf8))
        }
        keys.append(RowKey(origin: .init(tableoid: 1, ctid: "(0,1)"), chain: [], order: [], previous: nil))
        let found = try source.evaluate("unbroken_previous || note -- a comment", at: keys)
        #expect(
            found == [
                .bytes(Array("p\"\\34".utf8)), .bytes(Array("p\"\\01".utf8)), .bytes(Array("p\"\\9096".utf8)), .absent,
            ])
        keys[0].previous = nil
        #expect(try source.evaluate("unbroken_previous || note", at: keys)[0] == .null)
        #expect(try source.evaluate("sha256(convert_to(note, 'UTF8'))", at: [keys[1]])[0] != .null)
    }

    @Test func `goes on after rows for which the expression fails`() throws {
        var source = try open(Self.name.get(), "log")
        let keys = (1...40).map { RowKey(origin: nil, chain: [], order: [String($0)], previous: nil) }
        let found = try source.evaluate("(1 / (id % 7))::text", at: keys)
        for (index, answer) in found.enumerated() { #expect((answer == .failed) == ((index + 1) % 7 == 0)) }
        #expect(try source.evaluate("no_such_function(id)", at: keys) == Array(repeating: .failed, count: 40))
        #expect(try source.texts("note").count == 95)
    }

    @Test func `finds rows of a query by their values, NULL among them, and none where two have them`() throws {
        let layout = TableSource.Layout(per: ["tenant"], order: ["id"], hash: "hash")
        var source = try open(Self.name.get(), query: "SELECT * FROM public.twice; ", layout: layout)
        #expect(source.columns.map(\.type.name) == ["int4", "text", "text"])
        let keys: [RowKey] = [("a", "1"), ("b", "2"), ("a", "2"), ("b", nil), ("A", "1")].map {
            RowKey(origin: nil, chain: [$0.0], order: [$0.1], previous: nil)
        }
        #expect(
            try source.evaluate("hash", at: keys)
                == [
                    .bytes([UInt8(ascii: "x")]), .absent, .bytes([UInt8(ascii: "y")]), .bytes([UInt8(ascii: "n")]),
                    .absent,
                ])
        #expect(try source.rows(Reading(columns: ["id"], withOrigin: true)).allSatisfy { $0[1] == nil && $0[3] == nil })
        #expect(try source.numbersRepeat())
    }

    @Test func `knows when transactions committed`() throws {
        var source = try open(Self.name.get(), "log")
        let expected = try PrivateServer.shared.psql(
            """
            SELECT xmin, to_char(pg_xact_commit_timestamp(xmin) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
            FROM log LIMIT 1
            """, database: Self.name.get()
        ).split(whereSeparator: { $0 == "|" || $0 == "\n" })
        let xmin = try #require(UInt32(expected[0]))
        #expect(try source.commitTimes(of: [xmin, 2, 1, 0, xmin, 4_000_000_000]) == [xmin: String(expected[1])])
    }

    @Test func `renders under settings, by ranges of the order, and pins them otherwise`() throws {
        var layout = TableSource.Layout(order: ["id"], hash: "hash")
        layout.ranges = [
            .init(settings: ["TimeZone": "Europe/Berlin", "DateStyle": "German"]),
            .init(from: ["id": "3"], settings: ["TimeZone": "Asia/Riyadh"]),
        ]
        var source = try open(Self.name.get(), "log", layout: layout)
        let rendered = ["01.01.2026 02:00:00 CET", "01.01.2026 03:00:00 CET", "2026-01-01 06:00:00+03"]
        #expect(try source.texts("at::text", atMost: 3) == rendered)
        let keys = (1...3).map { RowKey(origin: nil, chain: [], order: [String($0)], previous: nil) }
        #expect(try source.evaluate("at::text", at: keys) == rendered.map { .bytes(Array($0.utf8)) })
        try source.apply(settings: [:])
        #expect(try source.texts("at::text", atMost: 1) == ["2026-01-01 01:00:00+00"])
        let refused = #expect(throws: Obstacle.self) { try source.apply(settings: ["row_security": "on"]) }
        #expect(refused?.kind == .configuration)
    }

    @Test func `sees one snapshot, whatever is written meanwhile`() throws {
        let name = try database(
            "snapshots", "CREATE TABLE log (id int8 PRIMARY KEY, hash text); INSERT INTO log VALUES (1, 'x')")
        var source = try open(name, "log")
        try PrivateServer.shared.psql("INSERT INTO log VALUES (2, 'y')", database: name)
        #expect(try source.texts("hash") == ["x"])
        #expect(source.facts.name == name)
        #expect(source.facts.protection == .socket && source.facts.isLocal && !source.facts.isStandby)
        let control = try PrivateServer.shared.psql("SELECT system_identifier FROM pg_control_system()", database: name)
        #expect(control == "\(source.facts.systemIdentifier ?? "")\n")
        #expect(source.facts.timeline == 1 && source.facts.lsn?.contains("/") == true)
    }
}
