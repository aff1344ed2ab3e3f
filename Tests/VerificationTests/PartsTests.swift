import Foundation
import Support
import Testing

/// What several connections read in parts; that all other tests give the same in parts, `Product.verify` sees to.
@Suite("Parts of the order") struct PartsTests {
    @Test func `are cut between numbers at both ends of what there is`() throws {
        let table = SealedTable(
            name: "both_ends", count: 40,
            id: "CASE WHEN i <= 20 THEN -9223372036854775807 + i ELSE 9223372036854775000 + i END")
        try table.create()
        #expect(try table.verify().status == 0)
    }

    @Test func `take rows with NULL in their order with them`() throws {
        let table = SealedTable(name: "null_order", count: 40, id: "nullif(i, 40)")
        try table.create()
        let answer = try table.verify()
        #expect(answer.first?.rows == 40)
    }

    @Test(arguments: ["0", "65", "many"]) func `are not read by a number of connections that makes no sense`(
        _ jobs: String
    ) throws {
        let table = SealedTable(name: "senseless", count: 1)
        let answer = try Product.verify(
            table.configuration, database: SealedTable.database, arguments: ["--jobs", jobs])
        #expect(answer.status == 64)
        #expect(answer.errors.contains("--jobs") || answer.errors.contains("jobs"))
    }

    /// What may befall a row, `%` being its number.
    private static let harms = [
        "UPDATE # SET action = 'changed' WHERE id = %", "UPDATE # SET hash = md5(hash) || md5(prev) WHERE id = %",
        "UPDATE # SET prev = md5(prev) || md5(hash) WHERE id = %", "UPDATE # SET hash = NULL WHERE id = %",
        "DELETE FROM # WHERE id = %", "DELETE FROM # WHERE id BETWEEN % AND % + 7",
        "UPDATE # SET prev = (SELECT hash FROM # WHERE id = % - 9) WHERE id = %",
        "UPDATE # SET id = -id WHERE id IN (%, % + 3); UPDATE # SET id = CASE WHEN id = -% THEN % + 3 ELSE % END WHERE id < 0",
        "UPDATE # SET prev = repeat('e', 64), hash = repeat('f', 64) WHERE id BETWEEN % AND % + 2",
        "INSERT INTO # SELECT * FROM (SELECT (jsonb_populate_record(t, jsonb_build_object('id', id + 10000))).* FROM # AS t WHERE id = %) AS double",
    ]

    @Test(arguments: 0..<8) func `give the same breaks wherever the borders fall`(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed) &+ 77)
        var table = SealedTable(name: "borders_\(seed)", count: 400)
        if seed % 2 == 1 {
            table.per = "tenant"
            table.columns = [("tenant", "int", "i % 5")]
        }
        try table.create()
        var sql = "ALTER TABLE # ADD PRIMARY KEY (id);\nUPDATE # SET amount = 0 WHERE id = 5;\n"
        for _ in 0..<Int.random(in: 1...8, using: &dice) {
            let harm = Self.harms.randomElement(using: &dice) ?? ""
            sql += harm.replacing("%", with: String(Int.random(in: 12...390, using: &dice))) + ";\n"
        }
        _ = try SealedTable.psql(sql.replacing("#", with: table.name) + "ANALYZE \(table.name)")
        func chains(_ arguments: String...) throws -> String {
            let answer = try Product.verify(table.configuration, database: SealedTable.database, arguments: arguments)
            #expect(answer.status == 1, "\(answer.errors)")
            return Product.chains(in: Data(answer.text.utf8))
        }
        let whole = try chains("--jobs", "1")
        #expect(whole.contains("\"breaks\": ["))
        for _ in 0..<6 {
            let rows = Int.random(in: 1...190, using: &dice)
            let parts = try chains("--jobs", "3", "--part-rows", String(rows))
            #expect(parts == whole, "parts of \(rows) rows, after\n\(sql)")
        }
    }
}
