import AuditChain
import Postgres
import Rows
import Support
import Testing

@Suite("Slices of a table's file") struct SliceTests {
    /// Rows that lie in another order than their numbers have them, some deleted, some written anew behind all others.
    private static let name = Result {
        try database(
            "slices",
            """
            CREATE TABLE log (id bigint PRIMARY KEY, hash text);
            INSERT INTO log SELECT n * 7919 % 20011, repeat('x', 100) FROM generate_series(1, 20000) AS n;
            DELETE FROM log WHERE id % 10 = 3;
            UPDATE log SET hash = 'y' WHERE id % 100 = 50;
            CREATE TABLE empty (LIKE log);
            CREATE TABLE cut (LIKE log) PARTITION BY RANGE (id);
            """)
    }

    @Test(arguments: [2, 3, 7, 40, 100_000]) func `hold every row once, however many they are`(count: Int) throws {
        var source = try open(Self.name.get(), "log", layout: .init(order: ["id"], hash: "hash", filter: "id % 2 = 0"))
        let slices = try source.slices(count)
        #expect(slices.count == count || count > 100 && slices.count > 100)
        #expect(slices.first?.from == nil && slices.last?.to == nil)
        #expect(zip(slices, slices.dropFirst()).allSatisfy { $0.to == $1.from && $0.to != nil })
        // They are of one snapshot with everything else that the source is asked.
        try PrivateServer.shared.psql(
            "INSERT INTO log VALUES (\(1_000_000 + 2 * count), 'z')", database: Self.name.get())
        let counts = try slices.map { slice in try #require(try source.countWithoutIndexes(in: slice)) }
        #expect(counts.reduce(0, +) == (try source.countWithoutIndexes(in: .whole)))
        #expect(counts.filter { $0 > 0 }.count > 1)
    }

    @Test func `are read by their blocks alone`() throws {
        var source = try open(Self.name.get(), "log")
        let slices = try source.slices(20)
        let count = try #require(try source.countWithoutIndexes(in: slices[10]))
        var session = source.release()
        let read = try session.rows(
            of: "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'log'")
        #expect(count > 100 && read == [["\(count)"]], "\(read)")
    }

    @Test(arguments: ["empty", "cut"]) func `are none of a table without blocks of its own`(table: String) throws {
        var source = try open(Self.name.get(), table)
        #expect(try source.slices(4) == [])
        #expect(try source.countWithoutIndexes(in: .whole) == 0)
    }
}
