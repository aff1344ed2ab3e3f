import Foundation
import Support
import Testing

@Suite("What an explanation says of a link") struct ExplainLinkTests {
    private static func explain(_ table: SealedTable, _ row: String) throws -> (status: Int32, text: String) {
        try Product.withConfiguration(table.configuration) { path, _ in
            let result = try Shell.outcome(of: [
                Product.path, "explain", table.name, "--config", path, "--database",
                PrivateServer.shared.conninfo(SealedTable.database), row,
            ])
            let words = result.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return (result.status, words + result.errorText)
        }
    }

    private static func value(_ sql: String) throws -> String { String(try SealedTable.psql(sql).dropLast()) }

    private static let zeros = String(repeating: "0", count: 64)

    @Test(arguments: ["text", "bytea", "char(64)"])
    func `is that a first row has the genesis, and another the hash before`(type: String) throws {
        let name = "link_\(type.prefix(4))"
        var table = SealedTable(name: name, hashType: type)
        if type == "bytea" {
            table.genesis = "decode(repeat('00', 32), 'hex')"
            table.formula = "sha256(prev || convert_to(action, 'UTF8'))"
        }
        try table.create()
        let first = try Self.explain(table, "id=1")
        #expect(first.status == 0)
        #expect(
            first.text.hasSuffix("The link stored \(Self.zeros) the genesis, as this is the first row of its chain"))
        #expect(try Self.explain(table, "id=2").text.hasSuffix(" the hash of row id=1, the row before it"))
        // The link of row 5 now names row 2, that of row 7 no row, that of row 1 neither.
        try SealedTable.psql(
            """
            UPDATE \(name) SET prev = (SELECT hash FROM \(name) WHERE id = 2) WHERE id = 5;
            UPDATE \(name) SET prev = hash WHERE id = 1; UPDATE \(name) SET prev = '\(Self.zeros)' WHERE id = 7;
            UPDATE \(name) SET hash = NULL WHERE id = 9
            """)
        let shown = type == "bytea" ? "encode(hash, 'hex')" : "hash"
        let four = try Self.value("SELECT \(shown) FROM \(name) WHERE id = 4")
        let wrong = try Self.explain(table, "id=5")
        #expect(wrong.status == 1)
        #expect(
            wrong.text.contains(
                "With the hash of the row before in place of the link the formula gives the stored hash: the content "
                    + "holds, only the link was changed."))
        #expect(
            wrong.text.hasSuffix(
                "the hash of row id=2 It should be \(four), the hash of row id=4, the row before it."))
        let head = try Self.explain(table, "id=1")
        #expect(head.text.contains("With the genesis in place of the link the formula gives the stored hash"))
        #expect(
            head.text.hasSuffix(
                "the hash of row id=1 It should be the genesis, \(Self.zeros), as this is the first row of its chain."))
        if type != "bytea" {
            #expect(
                try Self.explain(table, "id=7").text.contains(
                    "\(Self.zeros) the genesis, which only the first row of a chain links to; the hash of no row It"))
        }
        let unsealed = try Self.explain(table, "id=9")
        #expect(unsealed.status == 1)
        #expect(unsealed.text.contains("row id=9: the row has no hash: it was never sealed, or its hash was removed."))
        #expect(try Self.explain(table, "id=10").text.contains("row id=8, the nearest row before it that has a hash."))
    }

    @Test func `is that content fails whatever the link`() throws {
        let table = SealedTable(name: "link_content")
        try table.create()
        try SealedTable.psql(
            """
            UPDATE link_content SET action = 'x' WHERE id IN (3, 6);
            UPDATE link_content SET prev = repeat('f', 64) WHERE id = 6
            """)
        #expect(try Self.explain(table, "id=3").text.contains("The link is the hash of the row before: so it is the"))
        #expect(
            try Self.explain(table, "id=6").text.contains(
                "With the hash of the row before in place of the link the formula does not give the stored hash either")
        )
    }

    @Test func `is which row's hash stands for it where none is stored, in its own chain`() throws {
        let table = SealedTable(
            name: "link_unstored", count: 20, columns: [("tenant", "text", "nullif(i % 3, 0)::text")],
            storesLink: false, formula: SealedTable.hex.replacing("%", with: "previous || action"), per: "tenant")
        try table.create()
        for id in [1, 2, 3] {
            let first = try Self.explain(table, "id=\(id)")
            #expect(first.status == 0, "\(first.text)")
            #expect(first.text.hasSuffix("previous \(Self.zeros) the genesis, as this is the first row of its chain"))
        }
        let later = try Self.explain(table, "id=11")
        #expect(later.status == 0)
        #expect(later.text.hasSuffix("the hash of row tenant=2, id=8, the row before it, as the table stores no link"))
        #expect(try Self.explain(table, "id=12").text.contains("the hash of row tenant=NULL, id=9, the row before it"))
        try SealedTable.psql("UPDATE link_unstored SET action = '' WHERE id = 11")
        let broken = try Self.explain(table, "id=11")
        #expect(broken.status == 1)
        #expect(broken.text.contains("The table stores no link: either this row was changed, or the hash of the row"))
    }

    @Test func `is the hash of that row of one place which is the last by its links`() throws {
        var table = SealedTable(
            name: "link_tied", storesLink: false, formula: SealedTable.hex.replacing("%", with: "previous || action"))
        table.columns = [("place", "int", "CASE WHEN i < 5 THEN 1 ELSE i END")]
        table.order = ["place"]
        try table.create()
        try SealedTable.psql(
            """
            CREATE TABLE link_turned AS SELECT * FROM link_tied ORDER BY id DESC;
            TRUNCATE link_tied; INSERT INTO link_tied SELECT * FROM link_turned
            """)
        let four = try Self.value("SELECT hash FROM link_tied WHERE id = 4")
        let told = try Self.explain(table, "place=5")
        #expect(told.status == 0)
        #expect(told.text.contains("previous \(four) the hash of row place=1, the row before it"))
    }

    @Test func `costs no pass over the table where an index leads to the row`() throws {
        for (name, storesLink) in [("link_cheap", true), ("link_cheap_unstored", false)] {
            let link = storesLink ? "prev" : "previous"
            let table = SealedTable(
                name: name, count: 60, storesLink: storesLink,
                formula: SealedTable.hex.replacing("%", with: "\(link) || action"))
            try table.create()
            // Rows ahead of the chain's first: enough that the server would rather not read them all.
            try SealedTable.psql(
                """
                INSERT INTO \(name) (id, at, action) SELECT -i, now(), repeat('x', 200) FROM generate_series(1, 20000) i;
                ALTER TABLE \(name) ADD PRIMARY KEY (id); ANALYZE \(name)
                """)
            func reads() throws -> [Int] {
                try Self.value("SELECT seq_tup_read, idx_tup_fetch FROM pg_stat_user_tables WHERE relname = '\(name)'")
                    .split(separator: "|").map { Int($0) ?? 0 }
            }
            // A session's counts come when it has ended.
            Thread.sleep(forTimeInterval: 0.5)
            let before = try reads()
            #expect(try Self.explain(table, "id=40").status == 0)
            var after = before
            for _ in 0..<50 where after[1] == before[1] {
                Thread.sleep(forTimeInterval: 0.1)
                after = try reads()
            }
            #expect(after[0] == before[0])
            #expect((1...200).contains(after[1] - before[1]))
        }
    }
}
