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

    /// Fifty bookings with known numbers, of one user.
    private func withBookings() throws -> Travel {
        let travel = try Travel()
        try travel.psql(
            """
            INSERT INTO bookings (id, user_id, hotel_id, hotel, destination, check_in_date, check_out_date,
                price_per_night)
            SELECT 900000 + n, (SELECT id FROM users LIMIT 1), 'hotel-1', 'Riad', 'Fès', '2026-01-01', '2026-01-02', 1
            FROM generate_series(1, 50) AS n
            """)
        return travel
    }

    /// Runs scripts of pgbench with eight connections, each so many transactions.
    ///
    /// - Parameter watching: SQL that another session asks over and over meanwhile; what it says comes first.
    private func load(
        _ scripts: [String], transactions: Int, watching: String = "SELECT", in travel: Travel
    ) throws -> Shell.Result {
        let folder = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("\(travel.name)-pgbench")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [String] = []
        for (number, script) in scripts.enumerated() {
            let file = folder.appendingPathComponent("\(number)")
            try script.write(to: file, atomically: true, encoding: .utf8)
            files += ["-f", file.path]
        }
        // Counted, not timed (-T): this process blocks the alarm that would end it, and its children inherit that. The two
        // sessions are a shell's, for those of this process wait their turn behind other tests.
        return try Shell.outcome(
            of: [
                "bash", "-c",
                """
                server=$0 folder=$1 question=$2
                shift 2
                timeout -s KILL 240 pgbench -n -c 8 -j 2 "$@" "$server" > "$folder/told" 2>&1 & bench=$!
                while kill -0 $bench 2>/dev/null; do psql -X -q -A -t -c "$question" "$server"; sleep 0.05; done
                status=0; wait $bench || status=$?
                cat "$folder/told"
                exit $status
                """, travel.conninfo(), folder.path, watching, "-t", "\(transactions)",
            ] + files)
    }

    private func processed(_ bench: Shell.Result) throws -> Int {
        let count = try #require(bench.text.firstMatch(of: /actually processed: (\d+)/)?.output.1)
        return try #require(Int(count))
    }

    @Test func `neither deadlocks nor forks nor loses a row of 20,000, and no row comes behind a later one`() throws {
        let travel = try withBookings()
        let before = try travel.logged()
        let bench = try load(
            [Self.script], transactions: 1250, watching: "SELECT 'seen', max(id), count(*) FROM audit_log", in: travel)
        #expect(bench.status == 0)
        #expect(!bench.text.contains("ERROR"))
        let transactions = try processed(bench)
        #expect(transactions == 8 * 1250)
        #expect(
            try travel.psql("SELECT sum(price_per_night - 1)::bigint FROM bookings WHERE id > 900000")
                == "\(transactions * 2)")
        #expect(try travel.logged() - before == 20_000)
        // What a reader has seen up to the newest row is never added to.
        let seen = bench.text.matches(of: /seen\|(\d+)\|(\d+)/).map { ($0.output.1, $0.output.2) }
        #expect(Set(seen.map(\.1)).count > 5, "somebody looked while rows were written")
        for (newest, count) in seen {
            #expect(try travel.psql("SELECT count(*) FROM audit_log WHERE id <= \(newest)") == count)
        }
        #expect(try travel.psql("SELECT count(*) - count(DISTINCT prev_hash) FROM audit_log") == "0")
        #expect(try travel.isWhole() == "t")
        #expect(try travel.verify().status == 0)
    }

    @Test func `gives rows their order by commit, however long a transaction was open before`() throws {
        let travel = try Travel()
        let told = try travel.psql(
            """
            BEGIN;
            UPDATE users SET phone = 'first' WHERE email = 'traveller2@example.com';
            \\! psql -X -q -c "UPDATE users SET phone = 'second' WHERE email = 'traveller3@example.com'" '\(travel.conninfo())'
            COMMIT;
            SELECT new_data ->> 'phone' FROM audit_log ORDER BY id DESC LIMIT 2;
            """)
        #expect(told == "first\nsecond")
        #expect(try travel.isWhole() == "t")
    }

    @Test func `lets nobody draw a number while another, who has one, has not committed`() throws {
        let travel = try Travel()
        let told = try travel.outcome(
            """
            BEGIN;
            UPDATE users SET phone = 'first' WHERE email = 'traveller2@example.com';
            SET CONSTRAINTS ALL IMMEDIATE;
            \\! psql -X -q -c "SET lock_timeout = 300" -c "UPDATE users SET phone = 'second' WHERE email = 'traveller3@example.com'" '\(travel.conninfo())'
            COMMIT;
            """)
        #expect(told.status == 0)
        #expect(told.errorText.contains("canceling statement due to lock timeout"))
        #expect(try travel.psql("SELECT new_data ->> 'phone' FROM audit_log ORDER BY id DESC LIMIT 1") == "first")
        #expect(try travel.logged() == Travel.rows + 1)
        #expect(try travel.isWhole() == "t")
    }

    /// Their own row locks deadlock, log or no log; the log's lock must never be a part of it.
    @Test func `stays whole where hot rows are updated in opposite order, and is in no deadlock itself`() throws {
        let travel = try withBookings()
        let before = try travel.logged()
        func update(_ first: Int, _ second: Int) -> String {
            """
            SET deadlock_timeout = '20ms';
            BEGIN;
            UPDATE bookings SET price_per_night = price_per_night + 1 WHERE id = \(900000 + first);
            UPDATE bookings SET price_per_night = price_per_night + 1 WHERE id = \(900000 + second);
            COMMIT;

            """
        }
        let bench = try load([update(1, 2), update(2, 1), update(2, 3)], transactions: 100, in: travel)
        #expect(bench.status == 0, "\(bench.text)\(bench.errorText)")
        let transactions = try processed(bench)
        #expect(transactions > 100)
        #expect(
            try travel.psql("SELECT sum(price_per_night - 1)::bigint FROM bookings WHERE id > 900000")
                == "\(transactions * 2)")
        #expect(try travel.logged() - before == transactions * 2)
        #expect(try travel.psql("SELECT deadlocks > 0 FROM pg_stat_database WHERE datname = current_database()") == "t")
        let log = try String(contentsOf: PrivateServer.shared.folder.appendingPathComponent("log"), encoding: .utf8)
        #expect(log.contains("waits for ShareLock on transaction"))
        #expect(!log.contains(/waits for ExclusiveLock on advisory lock/))
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
