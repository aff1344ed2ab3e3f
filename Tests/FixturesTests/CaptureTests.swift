import Support
import Testing

@Suite("The travel log's capture") struct CaptureTests {
    private static let tables = ["users", "trips", "bookings", "crypto_payments", "booking_outcomes"]

    @Test func `tells of each table's INSERT, UPDATE and DELETE who did it, from where, and the row before and after`()
        throws
    {
        let travel = try Travel.withTwoPeople()
        let began = try travel.logged()
        try travel.psql(
            """
            SET request.jwt.claims = '{"sub": "\(Travel.amira)"}';
            SET request.headers = '{"x-forwarded-for": "203.0.113.9"}';
            UPDATE users SET phone = '1' WHERE id = '\(Travel.amira)';
            UPDATE trips SET title = 'Summer' WHERE id = 1;
            UPDATE bookings SET guests = 2 WHERE id = 1;
            UPDATE crypto_payments SET status = 'confirmed' WHERE id = 1;
            UPDATE booking_outcomes SET rating = 4 WHERE id = 1;
            DELETE FROM booking_outcomes WHERE id = 1;
            DELETE FROM crypto_payments WHERE id = 1;
            DELETE FROM bookings WHERE id = 1;
            DELETE FROM trips WHERE id = 1;
            DELETE FROM users WHERE id = '\(Travel.amira)';
            """)
        let told = try travel.psql(
            """
            SELECT table_name, action, row_id, old_data IS NULL, new_data IS NULL
            FROM audit_log WHERE id <= \(began) AND action = 'INSERT' AND row_id IN ('1', '\(Travel.amira)') ORDER BY id;
            SELECT table_name, action, user_id = '\(Travel.amira)', host(ip_address), db_user,
                (SELECT string_agg(now.key || ': ' || was.value || ' -> ' || now.value, ', ')
                 FROM jsonb_each(new_data) AS now JOIN jsonb_each(old_data) AS was USING (key)
                 WHERE was.value <> now.value), (old_data ->> 'id') = row_id
            FROM audit_log WHERE id > \(began) ORDER BY id;
            """)
        #expect(
            told == """
                users|INSERT|\(Travel.amira)|t|f
                trips|INSERT|1|t|f
                bookings|INSERT|1|t|f
                crypto_payments|INSERT|1|t|f
                booking_outcomes|INSERT|1|t|f
                users|UPDATE|t|203.0.113.9|postgres|phone: null -> "1"|t
                trips|UPDATE|t|203.0.113.9|postgres|title: "Spring" -> "Summer"|t
                bookings|UPDATE|t|203.0.113.9|postgres|guests: 1 -> 2|t
                crypto_payments|UPDATE|t|203.0.113.9|postgres|status: "pending" -> "confirmed"|t
                booking_outcomes|UPDATE|t|203.0.113.9|postgres|rating: 5 -> 4|t
                booking_outcomes|DELETE|t|203.0.113.9|postgres||t
                crypto_payments|DELETE|t|203.0.113.9|postgres||t
                bookings|DELETE|t|203.0.113.9|postgres||t
                trips|DELETE|t|203.0.113.9|postgres||t
                users|DELETE|t|203.0.113.9|postgres||t
                """)
        #expect(try travel.verify().status == 0)
    }

    @Test func `chains 10,000 rows for a bulk update of 10,000`() throws {
        let travel = try Travel.withTwoPeople()
        try travel.psql(
            """
            ALTER TABLE bookings DISABLE TRIGGER captured_in_audit_log;
            INSERT INTO bookings (id, user_id, hotel_id, hotel, destination, check_in_date, check_out_date,
                price_per_night)
            SELECT 100 + n, '\(Travel.amira)', 'hotel-2', 'Riad', 'Fès', '2026-05-01', '2026-05-02', n
            FROM generate_series(1, 10000) AS n;
            ALTER TABLE bookings ENABLE ALWAYS TRIGGER captured_in_audit_log;
            """)
        let began = try travel.logged()
        try travel.psql("UPDATE bookings SET price_per_night = price_per_night + 1 WHERE id > 100")
        #expect(try travel.logged() == began + 10_000)
        #expect(
            try travel.psql(
                """
                SELECT count(DISTINCT row_id), sum((new_data -> 'price_per_night')::numeric
                    - (old_data -> 'price_per_night')::numeric)::int
                FROM audit_log WHERE id > \(began) AND action = 'UPDATE'
                """) == "10000|10000")
        #expect(try travel.isWhole() == "t")
        #expect(try travel.verify().status == 0)
    }

    @Test(arguments: tables) func `writes nothing for a transaction that is rolled back`(_ table: String) throws {
        let travel = try Travel.withTwoPeople()
        let began = try travel.logged()
        try travel.psql(
            """
            BEGIN; UPDATE \(table) SET created_at = created_at - interval '1 day'; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK;
            BEGIN; UPDATE \(table) SET created_at = created_at - interval '1 day'; ROLLBACK;
            """)
        #expect(try travel.logged() == began)
        try travel.psql("UPDATE \(table) SET created_at = created_at - interval '1 day'")
        #expect(try travel.logged() == began + 2)
        #expect(try travel.isWhole() == "t")
    }

    @Test func `stands on each critical table and on nothing else`() throws {
        let captured = try Travel().psql(
            """
            SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'captured_in_audit_log' AND tgenabled = 'A'
            ORDER BY tgrelid::regclass::text
            """)
        #expect(captured == Self.tables.sorted().joined(separator: "\n"))
    }
}
