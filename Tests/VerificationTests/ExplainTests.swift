import Foundation
import Support
import Testing

@Suite("The explanation of a row") struct ExplainTests {
    private static func explain(
        _ table: SealedTable, _ row: String..., environment: [String: String] = [:]
    ) throws -> (status: Int32, text: String, errors: String) {
        try Product.withConfiguration(table.configuration) { path, _ in
            let result = try Shell.outcome(
                of: [
                    Product.path, "explain", table.name, "--config", path, "--database",
                    PrivateServer.shared.conninfo(SealedTable.database),
                ] + row, environment: environment)
            // Where lines end depends on the terminal's width.
            let words = result.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return (result.status, words, result.errorText)
        }
    }

    private static func hash(_ table: String, _ id: Int, column: String = "hash") throws -> String {
        String(try SealedTable.psql("SELECT \(column) FROM \(table) WHERE id = \(id)").dropLast())
    }

    /// Three chains, one of them NULL's and one that of the text 'NULL', and places that occur in all three.
    private static func tenants(_ name: String) -> SealedTable {
        SealedTable(
            name: name,
            columns: [
                ("tenant", "text", "CASE i % 3 WHEN 0 THEN NULL WHEN 1 THEN 'NULL' ELSE 'a' END"),
                ("place", "int", "(i + 2) / 3"),
            ], per: "tenant", order: ["place"])
    }

    @Test func `can be had of a row whose chain is NULL, told apart from the text NULL`() throws {
        let table = Self.tenants("explain_null")
        try table.create()
        for (chain, id) in [("tenant:null", 6), ("tenant=NULL", 4), ("tenant=a", 5)] {
            let told = try Self.explain(table, "place=2", chain)
            #expect(told.status == 0, "\(told.errors)")
            let hash = try Self.hash("explain_null", id)
            #expect(told.text.contains("recomputed \(hash) stored \(hash)"))
            #expect(told.text.contains("place=1, the row before it"))
        }
        let several = try Self.explain(table, "place=2")
        #expect(several.status == 64)
        #expect(several.errors == "unbroken: 3 rows of public.explain_null have place=2\nhint: name tenant too\n")
    }

    @Test func `can be had of a row whose order is NULL`() throws {
        var table = SealedTable(name: "explain_unordered", columns: [("place", "int", "NULLIF(i, 12)")])
        table.order = ["place"]
        try table.create()
        let told = try Self.explain(table, "place:null")
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.text.contains("row place=NULL: the formula gives the stored hash. "))
        #expect(told.text.contains("the hash of row place=11, the row before it"))
        let none = try Self.explain(table, "place=NULL")
        #expect(none.status == 64)
        #expect(none.errors.hasSuffix("has no value 'NULL'\nhint: NULL is spelled place:null\n"))
    }

    @Test func `takes values in every spelling that PostgreSQL takes`() throws {
        let table = SealedTable(
            name: "explain_spelled",
            columns: [
                ("who", "uuid", "md5(i::text)::uuid"), ("part", "numeric", "i + CASE WHEN i = 7 THEN 0.00 ELSE 0 END"),
            ], order: ["id", "at", "who", "part"])
        try table.create()
        let who = "8F14E45F-CEEA-167A-5A36-DEDD4BEA2543"  // md5 of 7
        let told = try Self.explain(table, "id=007", "at=2024-01-15T15:07+03", "who=\(who)", "part=7")
        #expect(told.status == 0, "\(told.errors)")
        #expect(
            told.text.contains("id=7, at='2024-01-15 12:07:00+00', who=\(who.lowercased()), part=7.00: the formula"))
    }

    @Test(arguments: [
        ("id=abc", "id of public.explain_typed is of type bigint, which has no value 'abc'"),
        ("id=", "id of public.explain_typed is of type bigint, which has no value ''"),
        ("id=99999999999999999999", "which has no value '99999999999999999999'"),
        ("id=13", "public.explain_typed has no row with id=13"),
        ("amount=7", "a row of explain_typed is named by id, not by amount"),
    ])
    func `is refused for a row that can't be meant`(row: String, sentence: String) throws {
        let table = SealedTable(name: "explain_typed")
        try Self.typed.once { try table.create() }
        let told = try Self.explain(table, row)
        #expect(told.status == 64)
        #expect(told.text.isEmpty)
        #expect(told.errors.contains(sentence))
    }

    private static let typed = Lazily()

    @Test func `names two rows that have one key as two, and one that is spelled exactly as one`() throws {
        let table = SealedTable(name: "explain_twice", columns: [("part", "numeric", "i")], order: ["part"])
        try table.create()
        try SealedTable.psql(
            """
            INSERT INTO explain_twice SELECT id + 100, at, action, amount, 3.00, prev, hash FROM explain_twice WHERE id = 3;
            INSERT INTO explain_twice SELECT id + 100, at, action, amount, part, prev, hash FROM explain_twice WHERE id = 5
            """)
        let twice = try Self.explain(table, "part=5")
        #expect(twice.status == 64)
        #expect(twice.errors.hasPrefix("unbroken: 2 rows of public.explain_twice have part=5\n"))
        #expect(try Self.explain(table, "part=3.00").text.contains("row part=3.00: the formula"))
        #expect(try Self.explain(table, "part=3.000").errors.hasPrefix("unbroken: 2 rows of "))
    }

    @Test func `knows the row before where the server numbers the places of the order`() throws {
        let table = SealedTable(name: "explain_scaled", columns: [("part", "numeric", "i + 0.50")], order: ["part"])
        try table.create()
        let told = try Self.explain(table, "part=5.50")
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.text.contains("the hash of row part=4.50, the row before it"), "\(told.text)")
    }

    @Test func `leaves out what where leaves out`() throws {
        let table = SealedTable(name: "explain_filtered", lines: ["where: \"amount <> -1\""])
        try table.create()
        try SealedTable.psql(
            """
            INSERT INTO explain_filtered SELECT 5, at, 'beat', -1, NULL, hash FROM explain_filtered WHERE id = 4;
            INSERT INTO explain_filtered VALUES (99, now(), 'beat', -1, NULL, NULL)
            """)
        let told = try Self.explain(table, "id=5")
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.text.contains("the hash of row id=4, the row before it"))
        let none = try Self.explain(table, "id=99")
        #expect(none.errors.contains("has no row with id=99\nhint: rows that where: leaves out are not looked at\n"))
    }

    @Test func `goes by the settings of the row's own range, and finds the row before in another`() throws {
        let table = SealedTable(
            name: "explain_moved", count: 20,
            formula: SealedTable.hex.replacing("%", with: "prev || at::text || action"),
            lines: [
                "settings:", "  - {TimeZone: Europe/Berlin}",
                "  - {from: {id: 11}, TimeZone: UTC, DateStyle: \"SQL, DMY\"}",
            ],
            settings: ["TimeZone": "Europe/Berlin"],
            withinLoop:
                "IF i = 10 THEN PERFORM set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'SQL, DMY', false); END IF;"
        )
        try table.create()
        for (id, time) in [(10, "2024-01-15 13:10:00+01"), (11, "15/01/2024 12:11:00 UTC")] {
            let told = try Self.explain(table, "id=\(id)")
            #expect(told.status == 0, "\(told.errors)")
            #expect(told.text.contains("value '\(time)'"))
            #expect(told.text.hasSuffix("the hash of row id=\(id - 1), the row before it"))
        }
    }

    @Test func `says what the server rendered, and that it tried no other link there`() throws {
        let table = SealedTable(
            name: "explain_served",
            formula: SealedTable.hex.replacing("%", with: "regexp_replace(prev, 'a', 'b') || action"))
        try table.create()
        try SealedTable.psql("UPDATE explain_served SET prev = 'x' WHERE id = 5")
        let told = try Self.explain(table, "id=5")
        #expect(told.status == 1)
        #expect(told.text.contains("rendered by the server, which is believed in that"))
        #expect(told.text.contains("was not tried: the server renders the part with the link."))
    }

    @Test func `shows no secret, nor takes one for NULL`() throws {
        let secret = "battery-staple-5521"
        let formula =
            "encode(sha256(convert_to(prev || action || encode(hmac(action, KEY, 'sha256'), 'hex'), 'UTF8')), 'hex')"
        let making = SealedTable(name: "explain_secret", formula: formula.replacing("KEY", with: "'\(secret)'"))
        try making.create()
        var reading = making
        reading.formula = formula.replacing("KEY", with: "audit_key")
        reading.lines = ["secrets: {audit_key: \"env:CT_EXPLAIN_KEY\"}"]
        let told = try Self.explain(reading, "id=5", environment: ["CT_EXPLAIN_KEY": secret])
        #expect(told.status == 0, "\(told.errors)")
        #expect(told.text.contains("value not shown: a secret is in it"))
        #expect(told.text.contains("part action value 'act 5' bytes 6163742035"))
        #expect(!told.text.contains(secret) && !told.text.contains("NULL"))
        let hex = secret.utf8.map { String($0, radix: 16) }.joined()
        #expect(!told.text.contains(hex))
    }

    @Test func `can be had of a row of a query`() throws {
        let table = SealedTable(name: "explain_side")
        try table.create()
        try SealedTable.psql("CREATE VIEW explain_seal AS SELECT id, prev, hash FROM explain_side")
        let configuration = table.configuration.replacing(
            "table: public.explain_side\n",
            with:
                "rows: SELECT d.id, d.at, d.action, d.amount, s.prev, s.hash FROM public.explain_side d JOIN public.explain_seal s USING (id)\n"
        )
        try Product.withConfiguration(configuration) { path, _ in
            let result = try Shell.outcome(of: [
                Product.path, "explain", "explain_side", "id=5", "--config", path, "--database",
                PrivateServer.shared.conninfo(SealedTable.database),
            ])
            #expect(result.status == 0, "\(result.errorText)")
            #expect(result.text.hasSuffix("the hash of row id=4, the row before it\n"))
        }
    }
}
