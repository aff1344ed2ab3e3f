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
}
