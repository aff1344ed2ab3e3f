import Foundation
import Support
import Testing

/// Rows that were saved by COPY, verified without a server.
@Suite("A saved stream") struct StreamTests {
    private static let columns =
        "columns: {id: bigint, at: timestamptz, action: text, amount: int, tenant: int, prev: text, hash: \"char(64)\"}"

    private static func table(_ name: String, lines: [String] = [Self.columns], per: String? = nil) -> SealedTable {
        var table = SealedTable(name: name, count: 60, columns: [("tenant", "int", "i % 3")])
        table.lines = lines
        table.per = per
        if per != nil { table.genesis = "repeat('0', 64)" }
        return table
    }

    /// Verifies a stream where no server can be found.
    private static func verify(
        _ table: SealedTable, _ copy: String, conninfo: String? = nil, damage: (Data) -> Data = { $0 },
        arguments: [String] = []
    ) throws -> Product.Answer {
        let file = NSTemporaryDirectory() + "/stream-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let whole = try Shell.run(
            [
                "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-",
                PrivateServer.shared.conninfo(SealedTable.database),
            ],
            input: Data("COPY (\(copy)) TO STDOUT (FORMAT binary);\n".utf8))
        try damage(Data(whole)).write(to: URL(fileURLWithPath: file))
        return try Product.verify(
            table.configuration, conninfo: conninfo ?? "host=/nowhere connect_timeout=1",
            arguments: ["--stream", file] + arguments)
    }

    private static func ordered(_ table: SealedTable) -> String { "SELECT * FROM \(table.name) ORDER BY id" }

    @Test func `is intact where the table is, with no server to be found`() throws {
        let table = Self.table("stream_whole")
        try table.create()
        let answer = try Self.verify(table, Self.ordered(table))
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.first?.verified == 60)
        #expect(answer.document?.verdict == "intact")
    }

    @Test(arguments: ["tenant", nil])
    func `gives the breaks that the database gives, also where rows lie elsewhere in it`(per: String?) throws {
        let table = Self.table("stream_broken_\(per ?? "one")", per: per)
        try table.create()
        // Rows that are changed move to the end of the table's file, sound ones among them; one goes to its beginning.
        try SealedTable.psql(
            """
            UPDATE \(table.name) SET action = 'forged' WHERE id = 14;
            UPDATE \(table.name) SET amount = amount WHERE id IN (3, 20, 21, 40);
            DELETE FROM \(table.name) WHERE id = 31;
            UPDATE \(table.name) SET hash = repeat('a', 64) WHERE id = 50;
            """)
        let live = try Product.verify(table.configuration, database: SealedTable.database)
        let moved = try SealedTable.psql(
            "SELECT count(*) FROM (SELECT id < lag(id) OVER (ORDER BY ctid) AS back FROM \(table.name)) AS r WHERE back"
        )
        #expect(moved != "0\n")
        for copy in [
            "SELECT * FROM \(table.name) ORDER BY ctid", Self.ordered(table),
            "SELECT * FROM \(table.name) ORDER BY (id + 7) % 60",
        ] {
            let answer = try Self.verify(table, copy)
            #expect(answer.status == 1, "\(answer.errors)")
            #expect(answer.breaks == live.breaks)
            #expect(answer.first?.rows == 59)
        }
    }

    @Test func `is read by the types of the catalog where the configuration names none`() throws {
        let table = Self.table("stream_catalog", lines: [])
        try table.create()
        let answer = try Self.verify(
            table, Self.ordered(table), conninfo: PrivateServer.shared.conninfo(SealedTable.database))
        #expect(answer.status == 0, "\(answer.errors)")
        let blind = try Self.verify(table, Self.ordered(table))
        #expect(blind.status == 69)
    }

    @Test func `shows rows that share a place, of which the links tell the order`() throws {
        let table = Self.table("stream_ties")
        try table.create()
        var tied = table
        tied.order = ["at"]
        try SealedTable.psql("UPDATE stream_ties SET at = '2024-01-01' WHERE id IN (5, 6, 7)")
        let answer = try Self.verify(tied, "SELECT * FROM stream_ties ORDER BY at, id DESC")
        #expect(answer.status == 0 || answer.breaks.allSatisfy { !$0.contains("altered") }, "\(answer.breaks)")
    }

    @Test func `shows a row and its double that stand far apart as the database does`() throws {
        let table = Self.table("stream_double")
        try table.create()
        try SealedTable.psql("INSERT INTO stream_double SELECT * FROM stream_double WHERE id = 3")
        let live = try Product.verify(table.configuration, database: SealedTable.database)
        let answer = try Self.verify(table, "SELECT * FROM stream_double ORDER BY ctid")
        #expect(answer.status == live.status)
        #expect(answer.breaks == live.breaks && !live.breaks.isEmpty)
    }

    @Test func `that is cut off, or none, is damaged, and nothing of it is called intact`() throws {
        let table = Self.table("stream_damaged")
        try table.create()
        for damage: (Data) -> Data in [
            { $0.dropLast(2) }, { $0.dropLast(40) }, { _ in Data("id,hash\n".utf8) }, { _ in Data() },
            { $0 + Data([0]) },
        ] {
            let answer = try Self.verify(table, Self.ordered(table), damage: damage)
            #expect(answer.status == 65, "\(answer.errors)")
            #expect(answer.document?.verdict != "intact")
        }
        let narrow = try Self.verify(table, "SELECT id, hash FROM stream_damaged")
        #expect(narrow.status == 65, "\(narrow.errors)")
    }

    @Test(arguments: [
        ("id::int", "id, which has 4 bytes, is no int8"), ("CASE WHEN id <> 9 THEN id END::text", "is no int8"),
        ("CASE id WHEN 5 THEN ''::bytea ELSE int8send(id) END", "row 5: id, which has 0 bytes, is no int8"),
    ])
    func `is damaged where a place in the order is no value of its type`(place: String, sentence: String) throws {
        let table = Self.table("stream_places")
        try table.create()
        // Two rows stand for each other: were they of one place, their links would put them right.
        let answer = try Self.verify(
            table,
            "SELECT \(place), at, action, amount, tenant, prev, hash FROM \(table.name) ORDER BY CASE id WHEN 30 THEN 40 WHEN 40 THEN 30 ELSE id END"
        )
        #expect(answer.status == 65, "\(answer.errors)")
        #expect(answer.errors.contains(sentence), "\(answer.errors)")
        #expect(answer.document?.verdict != "intact")
    }

    @Test func `names a rewritten row of one chain among many as the database does`() throws {
        let table = Self.table("stream_rewritten", per: "tenant")
        try table.create()
        try SealedTable.psql(
            """
            UPDATE \(table.name) SET action = 'forged' WHERE id = 41;
            UPDATE \(table.name) SET hash = \(table.formula) WHERE id = 41;
            """)
        let live = try Product.verify(table.configuration, database: SealedTable.database)
        let answer = try Self.verify(table, Self.ordered(table))
        #expect(answer.status == 1, "\(answer.errors)")
        #expect(live.breaks.first?.contains("rewritten-row") == true, "\(live.breaks)")
        #expect(answer.breaks == live.breaks)
    }

    @Test func `gives the same in every run where the last rows of several chains lie at its beginning`() throws {
        let table = Self.table("stream_lasts", per: "tenant")
        try table.create()
        let copy = "SELECT * FROM \(table.name) ORDER BY id <= 57, id"
        for _ in 0..<8 {
            let answer = try Self.verify(table, copy)
            #expect(answer.status == 0, "\(answer.errors)")
            #expect(answer.first?.last?.order["id"] == "60")
        }
    }

    @Test func `is intact where its number is an integer, and NULL stands last`() throws {
        var table = SealedTable(name: "stream_null", count: 40)
        table.lines = [
            "columns: {id: integer, at: timestamptz, action: text, amount: int, prev: text, hash: text}"
        ]
        try table.create()
        try SealedTable.psql("UPDATE \(table.name) SET id = NULL WHERE id = 40")
        let copy = "SELECT id::int, at, action, amount, prev, hash FROM \(table.name) ORDER BY "
        #expect(try Self.verify(table, copy + "1").status == 0)
        #expect(try Self.verify(table, copy + "id <> 9, 1").status == 0)
        try SealedTable.psql("UPDATE \(table.name) SET action = 'forged' WHERE id = 11")
        #expect(try Self.verify(table, copy + "1").status == 1)
    }

    @Test func `that is missing, or can't be read twice, is said so`() throws {
        let table = Self.table("stream_missing")
        try table.create()
        for path in ["/nowhere/at/all", "/dev/null"] {
            let answer = try Product.verify(
                table.configuration, conninfo: "host=/nowhere", arguments: ["--stream", path])
            #expect(answer.status == 74, "\(answer.errors)")
            #expect(answer.errors.contains(path))
        }
    }

    @Test func `needs what only a server can do, and that is refused`() throws {
        let cases: [([String], String)] = [
            (["where: \"action <> 'x'\"", Self.columns], "where"),
            (["columns: {id: bigint, at: nonsense}"], "nonsense"),
            (["render: server", Self.columns], "server"),
            (["columns: {id: bigint}"], "column"),
        ]
        let table = Self.table("stream_refused")
        try table.create()
        for (lines, word) in cases {
            var other = table
            other.lines = lines
            let answer = try Self.verify(other, Self.ordered(table))
            #expect(answer.status == 78, "\(answer.errors)")
            #expect(answer.errors.contains(word), "\(answer.errors)")
        }
        let two =
            table.configuration
            + table.configuration.replacing("chains:\n", with: "").replacing("name: ", with: "name: other_")
        let answer = try Product.verify(two, conninfo: "host=/nowhere", arguments: ["--stream", "/dev/null"])
        #expect(answer.status == 64, "\(answer.errors)")
    }
}
