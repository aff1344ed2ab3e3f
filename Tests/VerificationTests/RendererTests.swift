import Support
import Testing

/// What is rendered by whom, and where the server and we may render differently, or not at all.
@Suite("Two renderers") struct RendererTests {
    private static let database = "lying_server"
    /// A server whose lpad gives something else for what begins with an x.
    private static let made = Result {
        try SealedTable.makeDatabase(
            database,
            """
            SET allow_system_table_mods = on;
            CREATE OR REPLACE FUNCTION pg_catalog.lpad(text, int, text) RETURNS text LANGUAGE sql IMMUTABLE
            AS $$ SELECT repeat($3, $2 - length($1)) || CASE WHEN $1 LIKE 'x%' THEN 'lie' ELSE $1 END $$;
            """)
    }

    private func table(_ name: String, count: Int = 12, word: String) throws -> SealedTable {
        _ = try Self.made.get()
        let table = SealedTable(
            name: name, count: count, columns: [("word", "text", word)],
            formula: SealedTable.hex.replacing("%", with: "prev || '|' || lpad(word, 8, '.') || '|' || action"),
            database: Self.database)
        try table.create()
        return table
    }

    @Test func `that disagree accuse nobody, and show where what they hash differs`() throws {
        let table = try table("disagreeing", word: "CASE WHEN i = 5 THEN 'x' || i ELSE 'w' || i END")
        let answer = try table.verify()
        #expect(answer.status == 2)
        #expect(answer.document?.verdict == "unmet")
        #expect(answer.breaks.isEmpty)
        let message = try #require(answer.first?.findings.first { $0.kind == "renderer-disagreement" }?.message)
        #expect(message.contains("For 1 row "))
        #expect(message.contains("(id=5)"))
        // 64 digits of the link, the bar, 6 dots; then the two part.
        #expect(message.contains("from byte 72 on"))
        #expect(message.contains("|......x5|act 5'"))
        #expect(message.contains("|......lie|act 5'"))
    }

    @Test func `that disagree over one row bless no other, however many fail`() throws {
        let table = try table("blessed", count: 1_300, word: "CASE WHEN i = 7 THEN 'x' || i ELSE 'w' || i END")
        // Every other row, so that no formula-mismatch is made of them.
        try SealedTable.psql("UPDATE blessed SET action = 'forged' WHERE id % 2 = 0", database: Self.database)
        let answer = try table.verify()
        #expect(answer.status == 1)
        #expect(answer.first?.breakCount == 650)
        #expect(
            answer.first?.findings.contains { $0.kind == "renderer-disagreement" && $0.message.contains("For 1 row ") }
                == true)
    }

    @Test func `that can't compute a tampered row say so`() throws {
        let table = SealedTable(
            name: "uncomputable", columns: [("figure", "text", "i::text")],
            formula: SealedTable.hex.replacing("%", with: "prev || figure::int || action"))
        let answer = try table.tampered("UPDATE uncomputable SET figure = 'x' WHERE id = 5")
        #expect(answer.breaks == ["altered-content 5-5 1"])
        #expect(answer.text.contains("\"trouble\""))
        #expect(try table.verify(format: "text").text.contains("can't be computed over this row"))
    }

    @Test func `that disagree over a long stretch accuse nobody of any of its rows`() throws {
        let table = try table("long_dispute", count: 2_400, word: "CASE WHEN i > 100 THEN 'x' || i ELSE 'w' || i END")
        let answer = try table.verify()
        #expect(answer.status == 2)
        #expect(answer.breaks.isEmpty, "\(answer.breaks)")
        #expect(answer.first?.findings.contains { $0.message.contains("For 2,300 rows") } == true)
    }

    @Test func `that can't compute half of the rows call these rows altered, not the formula wrong`() throws {
        let table = SealedTable(
            name: "half_computable", count: 26, columns: [("figure", "text", "i::text")],
            formula: SealedTable.hex.replacing("%", with: "prev || figure::int || action"))
        let answer = try table.tampered("UPDATE half_computable SET figure = 'x' WHERE id % 2 = 0")
        #expect(answer.status == 1)
        #expect(answer.first?.breakCount == 13)
    }

    @Test func `that can compute no row at all blame the configuration`() throws {
        var table = SealedTable(name: "uncomputable_all", count: 25)
        try table.create()
        table.formula = SealedTable.hex.replacing("%", with: "prev || action::int")
        let answer = try table.verify()
        #expect(answer.status == 78)
        #expect(answer.errors.contains("unbroken.yml"))
        #expect(answer.errors.contains("can't be computed over any of 25 rows"))
    }

    @Test func `are both needed for a case that follows a collation`() throws {
        let table = SealedTable(
            name: "cased", columns: [("word", "text", "'İI ÄÖ ' || i")],
            formula: SealedTable.hex.replacing("%", with: "lower(prev || word) || upper(action)"))
        let answer = try table.tampered("UPDATE cased SET word = 'x' WHERE id = 4")
        #expect(answer.breaks.first?.hasPrefix("altered-content 4-4 1") == true, "\(answer.breaks)")
    }

    @Test(
        arguments: [
            "round(amount * 1.5, 2)", "coalesce(amount, 0)", "amount * 2", "date_part('hour', at)",
            "floor(amount / 2.0)",
            "regexp_replace(action, 'a', 'b')", "at + interval '1 day'", "amount::numeric(10, 1)", "(amount > 3)::int",
        ])
    func `need not leave to the server what is joined to what only the server knows`(_ part: String) throws {
        let name = "joined_" + part.utf8.map { String($0, radix: 16) }.joined().suffix(40)
        let table = SealedTable(
            name: name, storesLink: false,
            formula: SealedTable.hex.replacing("%", with: "previous || '|' || action || '|' || \(part)"))
        #expect(try table.tampered("UPDATE \(name) SET action = 'x' WHERE id = 12").breaks.count == 1)
    }

    @Test(arguments: ["format('%s|%s', prev, action)", "prev || '|' || action"])
    func `tell a changed link from changed content, whoever renders the link`(_ part: String) throws {
        let isServers = part.hasPrefix("format")
        let name = isServers ? "formatted" : "served"
        let table = SealedTable(
            name: name, formula: SealedTable.hex.replacing("%", with: part),
            lines: isServers ? [] : ["render: server"])
        let answer = try table.tampered("UPDATE \(name) SET prev = md5('x') || md5('y') WHERE id = 5")
        #expect(answer.first?.render == "server")
        #expect(answer.breaks == ["altered-link 5-5 1"])
    }

    @Test func `give the bytes of another encoding only where the server renders all`() throws {
        try SealedTable.psql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
        try SealedTable.psql("CREATE TABLE spent (n int)", database: "latin")
        var table = SealedTable(
            name: "coffee", columns: [("word", "text", "'café ' || i")], formula: "md5(concat(prev, '|', word))",
            lines: ["render: server"], database: "latin")
        #expect(try table.tampered("UPDATE coffee SET word = 'x' WHERE id = 4").breaks == ["altered-content 4-4 1"])
        table.lines = []
        #expect(try table.verify().status == 78)
    }
}
