import Foundation
import Support
import Testing

@Suite("The travel log under many writers") struct ConcurrencyTests {
    /// Rows in one order, or the writers' own row locks would deadlock, log or no log. Each update adds 1 to a price, so
    /// that the table itself counts what was committed.
    private static let script = """
        \\set one random(1, 50)
        \\set other random(1, 50)
        \\set low least(:one, :other)
        \\set high greatest(:one, :other)
        BEGIN;
        UPDATE bookings SET price_per_night = price_per_night + 1 WHERE id = :low + 900000;
        UPDATE bookings SET price_per_night = price_per_night + 1 WHERE id = :high + 900000;
        COMMIT;

        """

    @Test func `neither deadlocks nor forks nor loses a row`() throws {
        let travel = try Travel()
        try travel.psql(
            """
            INSERT INTO bookings SELECT 900000 + n, (SELECT id FROM users LIMIT 1), 'Riad', 'Fès', '2026-01-01',
                '2026-01-02', 1, 'EUR', 'pending' FROM generate_series(1, 50) AS n
            """)
        let before = try travel.logged()
        let file = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("\(travel.name).pgbench")
        try Self.script.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        // Counted, not timed (-T): this process blocks the alarm that would end it, and its children inherit that.
        let bench = try Shell.outcome(of: [
            "timeout", "-s", "KILL", "120", "pgbench", "-n", "-c", "8", "-j", "2", "-t", "400", "-f", file.path,
            travel.conninfo(),
        ])
        #expect(bench.status == 0)
        #expect(!bench.errorText.contains("ERROR"))
        let count = try #require(bench.text.firstMatch(of: /actually processed: (\d+)/)?.output.1)
        let transactions = try #require(Int(count))
        #expect(transactions == 8 * 400)
        let committed = try travel.psql(
            "SELECT sum(price_per_night - 1)::bigint FROM bookings WHERE id > 900000")
        #expect(committed == "\(transactions * 2)")
        #expect(try travel.logged() - before == transactions * 2)
        #expect(try travel.psql("SELECT count(*) - count(DISTINCT prev_hash) FROM audit_log") == "0")
        #expect(try travel.isWhole() == "t")
        #expect(try travel.verify().status == 0)
    }

    /// Another writer commits inside this one's transaction, after its snapshot and before its commit.
    private func meeting(_ level: String, in travel: Travel) throws -> Shell.Result {
        try travel.outcome(
            """
            BEGIN ISOLATION LEVEL \(level);
            SELECT 1 FROM users LIMIT 1;
            \\! psql -X -q -c "UPDATE users SET phone = '1' WHERE email = 'traveller2@example.com'" '\(travel.conninfo())'
            UPDATE users SET phone = '2' WHERE email = 'traveller3@example.com';
            COMMIT;
            """)
    }

    @Test(arguments: ["REPEATABLE READ", "SERIALIZABLE"])
    func `gives an error, no fork, to a writer that sees an old snapshot`(_ level: String) throws {
        let travel = try Travel()
        let result = try meeting(level, in: travel)
        #expect(result.status != 0)
        #expect(result.errorText.contains("audit_log_does_not_fork") || result.errorText.contains("serialize"))
        #expect(try travel.psql("SELECT count(*) FROM users WHERE phone IN ('1', '2')") == "1")
        #expect(try travel.logged() == Travel.rows + 1)
        #expect(try travel.isWhole() == "t")
    }

    @Test func `records both writers that read what is committed`() throws {
        let travel = try Travel()
        #expect(try meeting("READ COMMITTED", in: travel).status == 0)
        #expect(try travel.logged() == Travel.rows + 2)
        #expect(try travel.isWhole() == "t")
    }

    @Test func `records nothing of what was rolled back`() throws {
        let travel = try Travel()
        try travel.psql(
            """
            BEGIN; UPDATE users SET phone = '1'; ROLLBACK;
            BEGIN; SAVEPOINT before; UPDATE users SET phone = '1'; ROLLBACK TO before; COMMIT;
            """)
        #expect(try travel.logged() == Travel.rows)
        #expect(try travel.verify().status == 0)
    }
}
