import Support
import Testing

@Suite("Tables of every shape") struct TableShapeTests {
    @Test func `hold many chains, NULL a value like any other`() throws {
        let table = SealedTable(
            name: "many", count: 40,
            columns: [("tenant", "text", "CASE i % 4 WHEN 0 THEN NULL ELSE 'tenant ' || i % 4 END")],
            genesis: "encode(sha256(convert_to(coalesce(tenant, '-'), 'UTF8')), 'hex')", per: "tenant")
        let answer = try table.tampered("UPDATE many SET action = '' WHERE id IN (8, 9)")
        #expect(answer.first?.chainCount == 4)
        #expect(answer.breaks.sorted() == ["NULL: altered-content 8-8 1", "tenant 1: altered-content 9-9 1"])
    }

    @Test func `of which one chain is gone entirely stay consistent, and count one chain less`() throws {
        let table = SealedTable(
            name: "gone", count: 12, columns: [("tenant", "int", "i % 3")],
            genesis: "'tenant ' || tenant::text", per: "tenant")
        let answer = try table.tampered("DELETE FROM gone WHERE tenant = 1")
        #expect(answer.status == 0)
        #expect(answer.first?.chainCount == 2)
    }

    @Test(arguments: ["text", "char(70000)", "jsonb"])
    func `may have values of any length, each in the formula as often as somebody likes`(_ type: String) throws {
        let value =
            type == "jsonb"
            ? "to_jsonb(repeat('é\"', i * 9000))" : "repeat('é' || i, least(23000, i * 4500 + i))"
        let name = "long_\(type.prefix { $0.isLetter })"
        let table = SealedTable(
            name: name, count: 8, columns: [("body", type, value)],
            formula: "encode(sha256(convert_to(prev || body::text || action || body::text || "
                + "jsonb_build_array(body, action, body)::text || body::text, 'UTF8')), 'hex')")
        let answer = try table.tampered("UPDATE \(name) SET action = '' WHERE id = 6")
        #expect(answer.first?.verified == 8)
        #expect(answer.breaks == ["altered-content 6-6 1"])
    }

    @Test func `need not store the link`() throws {
        let table = SealedTable(
            name: "unlinked", storesLink: false, formula: SealedTable.hex.replacing("%", with: "previous || action"))
        let answer = try table.tampered("UPDATE unlinked SET action = '' WHERE id = 5")
        #expect(answer.breaks == ["altered-content 5-5 1 or rewritten-row"])
        try SealedTable.psql("UPDATE unlinked SET action = 'act 5' WHERE id = 5; DELETE FROM unlinked WHERE id = 7")
        #expect(try table.verify().breaks == ["missing-rows 6-8 ? or altered-content, rewritten-row"])
    }

    @Test func `may have rows that where: leaves out, which are counted apart`() throws {
        let table = SealedTable(
            name: "omitted", lines: ["where: \"amount <> -1\""],
            withinLoop: "IF i % 4 = 0 THEN INSERT INTO omitted VALUES (i + 100, now(), 'beat', -1, NULL, NULL); END IF;"
        )
        let answer = try table.tampered("UPDATE omitted SET hash = NULL WHERE id = 5")
        #expect(answer.first?.excluded == 3)
        #expect(answer.first?.rows == 12)
        #expect(answer.first?.verified == 11)
        #expect(answer.first?.unsealed == 1)
    }

    @Test func `may be ordered by several columns`() throws {
        let table = SealedTable(
            name: "composite", columns: [("shard", "int", "i / 5")], order: ["shard", "id"], id: "100 + i")
        let answer = try table.tampered("UPDATE composite SET action = '' WHERE id = 107")
        #expect(answer.breaks == ["altered-content 107/1-107/1 1"])
    }

    @Test(arguments: [true, false])
    func `may have rows at one place, which stand in the order of their links`(storesLink: Bool) throws {
        let name = storesLink ? "tied" : "tied_unlinked"
        let link = storesLink ? "prev" : "previous"
        // The rows of one place are read in the order in which they lie in the file, which is turned round here.
        let table = SealedTable(
            name: name, storesLink: storesLink, formula: SealedTable.hex.replacing("%", with: "\(link) || action"),
            order: ["place"], withinLoop: "")
        var tied = table
        tied.columns = [("place", "int", "i / 4")]
        try tied.create()
        try SealedTable.psql(
            "CREATE TABLE \(name)_turned AS SELECT * FROM \(name) ORDER BY id DESC; TRUNCATE \(name); INSERT INTO \(name) SELECT * FROM \(name)_turned"
        )
        let answer = try tied.verify()
        #expect(answer.breaks == [])
        #expect(answer.status == 0)
        try SealedTable.psql("UPDATE \(name) SET action = 'x' WHERE id = 6")
        let broken = try tied.verify()
        #expect(broken.status == 1)
        #expect(broken.breaks.count == 1)
        #expect(broken.breaks.first?.hasPrefix("altered-content 1-1 1") == true, "\(broken.breaks)")
    }

    @Test(arguments: [true, false])
    func `may have rows at one place whose order values differ in spelling only`(storesLink: Bool) throws {
        let name = storesLink ? "scaled" : "scaled_unlinked"
        let link = storesLink ? "prev" : "previous"
        let table = SealedTable(
            name: name,
            columns: [("place", "numeric", "CASE i % 2 WHEN 0 THEN i / 2 ELSE ((i + 1) / 2)::numeric(9,3) END")],
            storesLink: storesLink, formula: SealedTable.hex.replacing("%", with: "\(link) || action"))
        try table.create()
        var tied = table
        tied.order = ["place"]
        try SealedTable.psql(
            "CREATE TABLE \(name)_turned AS SELECT * FROM \(name) ORDER BY id DESC; TRUNCATE \(name); INSERT INTO \(name) SELECT * FROM \(name)_turned"
        )
        let answer = try tied.verify()
        #expect(answer.breaks == [])
        #expect(answer.status == 0)
        try SealedTable.psql("UPDATE \(name) SET action = 'x' WHERE id = 6")
        #expect(try tied.verify().breaks.count == 1)
    }

    @Test func `hold one chain for values that are equal, however they are spelled`() throws {
        try SealedTable.psql(
            "CREATE COLLATION IF NOT EXISTS anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
        )
        let table = SealedTable(
            name: "any_case", count: 20,
            columns: [
                ("tenant", "text COLLATE anycase", "CASE i % 4 WHEN 0 THEN 'Acme' WHEN 1 THEN 'ACME' ELSE 'Zeta' END")
            ],
            per: "tenant")
        let answer = try table.tampered(
            "UPDATE any_case SET action = 'x' WHERE id = 8; DELETE FROM any_case WHERE id = 13")
        #expect(answer.first?.chainCount == 2)
        #expect(answer.breaks.contains { $0.hasSuffix("altered-content 8-8 1") }, "\(answer.breaks)")
        #expect(answer.breaks.contains { $0.contains("missing-rows 12-16 ?") }, "\(answer.breaks)")
        #expect(answer.breaks.count == 2)
    }

    @Test func `may have chains under several ranges of settings that the server renders`() throws {
        let table = SealedTable(
            name: "ranged_chains", count: 40, columns: [("tenant", "int", "i % 3")],
            formula: SealedTable.hex.replacing("%", with: "prev || initcap(action) || at::text"), per: "tenant",
            lines: ["settings: [{TimeZone: UTC}, {from: {id: 21}, TimeZone: Asia/Riyadh}]"],
            settings: ["TimeZone": "UTC"],
            withinLoop: "IF i = 20 THEN SET TimeZone = 'Asia/Riyadh'; END IF;")
        let answer = try table.tampered("UPDATE ranged_chains SET action = 'x' WHERE id IN (11, 30)")
        #expect(
            answer.breaks.sorted() == ["0: altered-content 30-30 1", "2: altered-content 11-11 1"])
    }

    @Test func `whose settings are out of order are refused, with their place`() throws {
        var table = SealedTable(name: "misranged", count: 6)
        try table.create()
        for (from, sentence) in [("{id: 3}", "does not stand behind"), ("{id: x}", "is no place in the order")] {
            table.lines = [
                "settings: [{TimeZone: UTC}, {from: {id: 4}, TimeZone: UTC}, {from: \(from), TimeZone: UTC}]"
            ]
            let answer = try table.verify()
            #expect(answer.status == 78)
            #expect(answer.errors.contains("unbroken.yml"))
            #expect(answer.errors.contains(sentence), "\(answer.errors)")
        }
    }

    @Test func `each of whose rows is a chain prove little, and the verdict says so`() throws {
        let table = SealedTable(name: "lonely", columns: [("tenant", "int", "i")], per: "tenant")
        #expect(try table.tampered("SELECT 1").findings.contains("single-row-chains"))
    }

    @Test func `that are one part of a table are said to be that`() throws {
        let table = SealedTable(name: "parted", partitioned: true)
        try table.create()
        var part = table
        part.name = "parted_2"
        #expect(try part.verify().findings.contains("unusual-table"))
        #expect(try !table.verify().findings.contains("unusual-table"))
    }

    @Test func `may be partitioned by month`() throws {
        let table = SealedTable(name: "monthly", partitioned: true)
        let answer = try table.tampered("UPDATE monthly SET action = '' WHERE id = 5; DROP TABLE monthly_6")
        #expect(answer.first?.rows == 10)
        #expect(answer.breaks.first == "altered-content 5-5 1")
        #expect(answer.breaks.count == 2)
        #expect(answer.breaks.last?.hasPrefix("missing-rows") == true)
    }

    static let forms: [SealedTable] = [
        SealedTable(
            name: "upper_hex", genesis: "repeat('0', 64)",
            formula: "upper(" + SealedTable.hex.replacing("%", with: "prev || action") + ")"),
        SealedTable(
            name: "prefixed", genesis: "'sha256:' || repeat('0', 64)",
            formula: "'sha256:' || " + SealedTable.hex.replacing("%", with: "prev || action")),
        SealedTable(
            name: "base64", genesis: "NULL",
            formula: "encode(sha256(convert_to(coalesce(prev, '') || action, 'UTF8')), 'base64')"),
        SealedTable(
            name: "bytes", hashType: "bytea", genesis: "decode(repeat('00', 32), 'hex')",
            formula: "sha256(prev || convert_to(action, 'UTF8'))"),
        SealedTable(
            name: "sha512", genesis: "'start'",
            formula: "encode(sha512(convert_to(prev || action, 'UTF8')), 'hex')"),
        SealedTable(name: "fixed_width", hashType: "char(64)"),
        SealedTable(name: "varying", hashType: "varchar(64)"),
        SealedTable(name: "short", genesis: "''", formula: "md5(prev || action)"),
    ]

    @Test(arguments: forms.indices)
    func `may spell their hashes as they like`(_ index: Int) throws {
        let table = Self.forms[index]
        let answer = try table.tampered("UPDATE \(table.name) SET action = '' WHERE id = 5")
        #expect(answer.breaks == ["altered-content 5-5 1"])
        let stored = table.hashType == "bytea" ? "encode(hash, 'hex')" : "hash"
        let found = try SealedTable.psql("SELECT \(stored) FROM \(table.name) WHERE id = 5")
        #expect(answer.first?.breaks.first?.foundHash == String(found.dropLast()))
        try SealedTable.psql("DELETE FROM \(table.name) WHERE id = 5")
        #expect(try table.verify().breaks == ["missing-rows 4-6 ? or rewritten-row"])
    }

    @Test func `may have changed the settings of their writer`() throws {
        let formula = SealedTable.hex.replacing("%", with: "prev || at::text || action")
        var table = SealedTable(
            name: "moved", count: 20, formula: formula,
            lines: [
                "settings:", "  - {TimeZone: Europe/Berlin}",
                "  - {from: {id: 11}, TimeZone: UTC, DateStyle: \"SQL, DMY\"}",
            ],
            settings: ["TimeZone": "Europe/Berlin"],
            withinLoop:
                "IF i = 10 THEN PERFORM set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'SQL, DMY', false); END IF;"
        )
        let answer = try table.tampered("UPDATE moved SET action = '' WHERE id = 15")
        #expect(answer.breaks == ["altered-content 15-15 1"])
        #expect(answer.first?.render == "client")
        table.lines = ["settings: {TimeZone: Europe/Berlin}"]
        #expect(try table.verify().status == 1)
    }

    @Test func `may have a formula that only the server can render, and the verdict says so`() throws {
        let table = SealedTable(
            name: "server_side",
            formula: SealedTable.hex.replacing("%", with: "prev || regexp_replace(lower(action), '[aeiou]+', '_', 'g')")
        )
        let answer = try table.tampered(
            "UPDATE server_side SET action = 'ACT 5' WHERE id = 5; UPDATE server_side SET action = 'x' WHERE id = 7")
        #expect(answer.breaks == ["altered-content 7-7 1"])
        #expect(answer.first?.render == "server")
        #expect(answer.findings.contains("server-rendered"))
    }

    @Test func `may keep their links in a side table`() throws {
        let table = SealedTable(name: "side")
        try table.create()
        try SealedTable.psql(
            "DROP TABLE IF EXISTS side_data, side_seal; CREATE TABLE side_data AS SELECT id, at, action, amount FROM side; CREATE TABLE side_seal AS SELECT id, prev, hash FROM side"
        )
        let configuration = table.configuration.replacing(
            "table: public.side\n",
            with:
                "rows: SELECT d.id, d.at, d.action, d.amount, s.prev, s.hash FROM public.side_data d LEFT JOIN public.side_seal s USING (id)\n"
        )
        let intact = try Product.verify(configuration, database: SealedTable.database)
        #expect(intact.status == 0, "\(intact.text)\(intact.errors)")
        #expect(intact.findings.contains("view-not-table"))
        try SealedTable.psql("UPDATE side_data SET amount = 0 WHERE id = 5; DELETE FROM side_seal WHERE id = 9")
        let broken = try Product.verify(configuration, database: SealedTable.database)
        #expect(broken.breaks.first == "altered-content 5-5 1")
        #expect(broken.breaks.contains("unsealed-row 9-9 1"))
    }
}
