import Foundation
import Support
import Testing

@Suite("The travel behaviour log") struct PartitionTests {
    private static let attached = """
        SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
        WHERE inhparent = 'user_behavior_log'::regclass AND child.relname <> 'user_behavior_log_default' ORDER BY 1
        """

    /// Empty tables without any month's partition.
    private func withoutMonths() throws -> Travel {
        let travel = try Travel.withTwoPeople()
        try travel.psql(
            """
            DELETE FROM user_behavior_log;
            DO $$ DECLARE part text; BEGIN
                FOR part IN \(Self.attached) LOOP EXECUTE format('DROP TABLE %I', part); END LOOP;
            END $$;
            """)
        return travel
    }

    @Test func `has this month's and next month's partition from the start`() throws {
        let travel = try Travel(.installed)
        let expected = try travel.psql(
            """
            SELECT to_char((now() AT TIME ZONE 'UTC') + make_interval(months => n), '"user_behavior_log_"YYYY_MM')
            FROM generate_series(0, 1) AS n ORDER BY 1
            """)
        #expect(try travel.psql(Self.attached) == expected)
    }

    @Test func `gets the next month before it is needed, once, over the turn of the year too`() throws {
        let travel = try withoutMonths()
        try travel.psql("SELECT create_monthly_partition('2026-12-31')")
        try travel.psql("SELECT create_monthly_partition('2026-12-01')")
        #expect(try travel.psql(Self.attached) == "user_behavior_log_2026_12\nuser_behavior_log_2027_01")
        let bounds = try travel.psql(
            """
            SET TimeZone = 'UTC';
            SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'user_behavior_log_2026_12'
            """)
        #expect(bounds == "FOR VALUES FROM ('2026-12-01 00:00:00+00') TO ('2027-01-01 00:00:00+00')")
    }

    @Test func `has months that begin in UTC, wherever the job's session is`() throws {
        let travel = try withoutMonths()
        try travel.psql("SET TimeZone = 'Asia/Riyadh'; SELECT create_monthly_partition('2026-05-15')")
        try travel.psql(
            """
            INSERT INTO user_behavior_log (user_id, session_id, action, occurred_at) VALUES
                ('\(Travel.amira)', gen_random_uuid(), 'x', '2026-05-01 00:00:00+00'),
                ('\(Travel.amira)', gen_random_uuid(), 'x', '2026-04-30 23:59:59.999999+00'),
                ('\(Travel.amira)', gen_random_uuid(), 'x', '2026-06-30 23:59:59.999999+00')
            """)
        #expect(
            try travel.psql("SELECT tableoid::regclass FROM user_behavior_log ORDER BY occurred_at")
                == "user_behavior_log_default\nuser_behavior_log_2026_05\nuser_behavior_log_2026_06")
    }

    @Test func `keeps twelve months and detaches older ones, whose rows stay`() throws {
        let travel = try withoutMonths()
        for month in 1...12 {
            try travel.psql("SELECT create_monthly_partition(make_date(2026, \(month), 5))")
        }
        try travel.psql(
            """
            INSERT INTO user_behavior_log (user_id, session_id, action, occurred_at)
            SELECT '\(Travel.amira)', gen_random_uuid(), 'x', make_date(2026, n, 15) FROM generate_series(1, 12) AS n
            """)
        #expect(try travel.psql("SELECT count(*) FROM (\(Self.attached)) AS months") == "13")
        try travel.psql("SELECT create_monthly_partition('2027-02-01')")
        let months = try travel.psql(Self.attached).split(separator: "\n")
        #expect(months.first == "user_behavior_log_2026_02")
        #expect(months.last == "user_behavior_log_2027_03")
        #expect(months.count == 14)
        #expect(try travel.psql("SELECT count(*) FROM user_behavior_log") == "11")
        #expect(try travel.psql("SELECT count(*) FROM user_behavior_log_2026_01") == "1")
        #expect(
            try travel.psql("SELECT relrowsecurity FROM pg_class WHERE relname = 'user_behavior_log_2026_01'") == "t")
        // What was detached is not made again.
        try travel.psql("SELECT create_monthly_partition('2027-02-01')")
        #expect(try travel.psql(Self.attached).split(separator: "\n") == months)
    }

    @Test func `takes a detached month back where it is asked for it`() throws {
        let travel = try withoutMonths()
        try travel.psql("SELECT create_monthly_partition('2026-01-05')")
        try travel.psql(
            """
            INSERT INTO user_behavior_log (user_id, session_id, action, occurred_at)
                VALUES ('\(Travel.amira)', gen_random_uuid(), 'x', '2026-01-15');
            SELECT create_monthly_partition('2028-01-05');
            """)
        #expect(try travel.psql("SELECT count(*) FROM user_behavior_log") == "0")
        try travel.psql("SELECT create_monthly_partition('2026-01-05')")
        #expect(try travel.psql("SELECT tableoid::regclass FROM user_behavior_log") == "user_behavior_log_2026_01")
    }

    @Test(arguments: ["NULL", "'infinity'", "'0044-01-01 BC'"]) func `refuses a day that has no month`(_ day: String)
        throws
    {
        let told = try Travel(.installed).outcome("SELECT create_monthly_partition(\(day))").errorText
        #expect(told.contains("there are no partitions for the month of"))
    }

    @Test func `has the same months whatever DateStyle the session has`() throws {
        let travel = try withoutMonths()
        try travel.psql("SET DateStyle = 'German, MDY'; SELECT create_monthly_partition(make_date(2028, 4, 5))")
        #expect(
            try travel.psql(
                "SET TimeZone = 'UTC'; SELECT pg_get_expr(relpartbound, oid) FROM pg_class WHERE relname = 'user_behavior_log_2028_04'"
            ) == "FOR VALUES FROM ('2028-04-01 00:00:00+00') TO ('2028-05-01 00:00:00+00')")
    }

    @Test func `gets its months in the midst of readers and writers without a deadlock`() throws {
        let travel = try withoutMonths()
        let folder = NSTemporaryDirectory() + "/\(travel.name)-load"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try """
        BEGIN;
        UPDATE users SET phone = phone WHERE id = '\(Travel.amira)';
        INSERT INTO user_behavior_log (user_id, session_id, action) VALUES ('\(Travel.youssef)', gen_random_uuid(), 'x');
        SELECT count(*) FROM user_behavior_log;
        COMMIT;
        """.write(toFile: folder + "/script", atomically: true, encoding: .utf8)
        let told = try Shell.outcome(
            of: [
                "bash", "-c",
                """
                timeout -s KILL 120 pgbench -n -c 4 -j 2 -t 400 -f "$1/script" "$0" > "$1/bench" 2>&1 & bench=$!
                for month in $(seq 1 12); do
                    psql -X -q -A -t -c "SELECT create_monthly_partition(make_date(2026, $month, 5))" "$0" || echo failed
                done
                wait $bench; echo "ended $?"; cat "$1/bench"
                """, travel.conninfo(), folder,
            ])
        #expect(told.text.contains("ended 0"), "\(told.text)\(told.errorText)")
        #expect(!told.text.contains("failed\n") && !told.text.contains("deadlock") && told.errorText == "")
        #expect(told.text.contains("actually processed: 1600/1600"))
        #expect(try travel.psql("SELECT count(*) FROM (\(Self.attached)) AS months") == "13")
    }

    @Test func `moves what came too early out of the default partition`() throws {
        let travel = try withoutMonths()
        try travel.psql(
            """
            INSERT INTO user_behavior_log (user_id, session_id, action, occurred_at) VALUES
                ('\(Travel.amira)', gen_random_uuid(), 'early', '2028-03-10'),
                ('\(Travel.amira)', gen_random_uuid(), 'earlier', '2028-09-10');
            SELECT create_monthly_partition('2028-03-01');
            """)
        #expect(
            try travel.psql("SELECT action, tableoid::regclass FROM user_behavior_log ORDER BY 1")
                == "earlier|user_behavior_log_default\nearly|user_behavior_log_2028_03")
    }

    @Test func `is made ready by two at once without an error`() throws {
        let travel = try withoutMonths()
        let told = try travel.psql(
            """
            BEGIN;
            SELECT create_monthly_partition('2026-12-01');
            \\! (psql -X -q -A -t -c "SELECT create_monthly_partition('2026-12-01')" '\(travel.conninfo())' 2>&1; echo "ended $?") > /tmp/\(travel.name) &
            SELECT pg_sleep(0.5);
            COMMIT;
            \\! for try in $(seq 100); do grep -q ended /tmp/\(travel.name) && break; sleep 0.1; done; cat /tmp/\(travel.name); rm /tmp/\(travel.name)
            """)
        #expect(told.split(separator: "\n").filter { !$0.isEmpty } == ["ended 0"])
        #expect(try travel.psql(Self.attached) == "user_behavior_log_2026_12\nuser_behavior_log_2027_01")
    }

    @Test func `is read by the planner only where the months asked about are`() throws {
        let travel = try withoutMonths()
        for month in 1...12 { try travel.psql("SELECT create_monthly_partition(make_date(2026, \(month), 5))") }
        let plan = try travel.psql(
            "EXPLAIN SELECT count(*) FROM user_behavior_log WHERE occurred_at >= '2026-07-01' AND occurred_at < '2026-08-01'"
        )
        let read = Set(plan.matches(of: /user_behavior_log_\d{4}_\d{2}/).map { String($0.output) })
        #expect(read == ["user_behavior_log_2026_07"])
    }
}
