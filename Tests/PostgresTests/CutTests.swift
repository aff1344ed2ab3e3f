import AuditChain
import Postgres
import Rows
import Support
import Testing

@Suite("Where the order is cut") struct CutTests {
    /// Numbers that are far apart, so that the planner's statistics say where they lie.
    private static let name = Result {
        try database(
            "cuts",
            """
            CREATE TABLE log (id bigint PRIMARY KEY, hash text);
            INSERT INTO log SELECT n * 10 + n * n % 7, 'x' FROM generate_series(1, 20000) AS n;
            ANALYZE log;
            """)
    }

    @Test(arguments: [1_000, 5_000, 9_000]) func `follows how many rows a part shall have`(rows: Int) throws {
        let name = try Self.name.get()
        var source = try open(name, "log")
        let cuts = try source.cuts(of: Reading(columns: ["id"]), every: rows)
        #expect(cuts.count == 20_000 / rows - 1)
        let wholes = ["0"] + cuts.map(\.value) + ["1000000000"]
        for (from, to) in zip(wholes, wholes.dropFirst()) {
            let text = try PrivateServer.shared.psql(
                "SELECT count(*) FROM log WHERE id >= \(from) AND id < \(to)", database: name)
            let count = try #require(Int(text.filter(\.isNumber)))
            #expect((rows / 2...2 * rows).contains(count), "\(count) rows from \(from) to \(to)")
        }
    }
}
