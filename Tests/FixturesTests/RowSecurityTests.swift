import Support
import Testing

@Suite("Row security of the travel system") struct RowSecurityTests {
    /// Every table of the system, with the rows that are one person's own in it.
    private static let personal = [
        "users": "id = '\(Travel.amira)'", "trips": "id = 1", "bookings": "id = 1", "crypto_payments": "id = 1",
        "booking_outcomes": "id = 1", "traveler_personas": "user_id = '\(Travel.amira)'",
        "trip_predictions": "trip_id = 1", "outcome_predictions": "booking_id = 1", "referrals": "id = 1",
        "shared_content": "id = 1", "user_behavior_log": "user_id = '\(Travel.amira)'",
    ]
    private static let analytics = [
        "booking_outcomes", "traveler_personas", "trip_predictions", "outcome_predictions", "referrals",
        "shared_content", "user_behavior_log",
    ]

    @Test func `is on for every table and partition`() throws {
        let bare = try Travel().psql(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relrowsecurity
            """)
        #expect(bare == "")
    }

    @Test(arguments: personal.keys.sorted())
    func `shows a person their own rows and no others`(_ table: String) throws {
        let travel = try Travel.withTwoPeople()
        let own = try #require(Self.personal[table])
        #expect(try travel.psql("SELECT count(*), count(*) FILTER (WHERE \(own)) FROM \(table)") == "2|1")
        let seen = try travel.ask(
            "SELECT count(*), count(*) FILTER (WHERE \(own)) FROM \(table)", as: .person(Travel.amira))
        #expect(seen == "1|1")
    }

    @Test func `shows a person of the audit log only what they did`() throws {
        let travel = try Travel.withTwoPeople()
        let change = "UPDATE trips SET title = 'Later' WHERE user_id"
        _ = try travel.ask("\(change) = '\(Travel.amira)'", as: .person(Travel.amira))
        _ = try travel.ask("\(change) = '\(Travel.youssef)'", as: .person(Travel.youssef))
        let seen = try travel.ask("SELECT user_id, table_name, row_id FROM audit_log", as: .person(Travel.amira))
        #expect(seen == "\(Travel.amira)|trips|1")
    }

    @Test(arguments: analytics) func `shows administrators everybody's analytics`(_ table: String) throws {
        let travel = try Travel.withTwoPeople()
        #expect(try travel.ask("SELECT count(*) FROM \(table)", as: .admin(Travel.amira)) == "2")
    }

    @Test(arguments: ["users", "trips", "bookings", "crypto_payments"])
    func `shows administrators nobody else's accounts, bookings and payments`(_ table: String) throws {
        let travel = try Travel.withTwoPeople()
        #expect(try travel.ask("SELECT count(*) FROM \(table)", as: .admin(Travel.amira)) == "1")
    }

    @Test func `lets nobody make themselves an administrator by what they may choose of their token`() throws {
        let travel = try Travel.withTwoPeople()
        let claims = #"{"sub": "\#(Travel.amira)", "user_metadata": {"role": "admin"}, "role": "admin"}"#
        let seen = try travel.psql(
            "SET ROLE authenticated; SET request.jwt.claims = '\(claims)'; SELECT count(*) FROM traveler_personas")
        #expect(seen == "1")
    }

    @Test func `shows a visitor the social proof and nothing else`() throws {
        let travel = try Travel.withTwoPeople()
        #expect(
            try travel.ask("SELECT hotel_id, total_bookings FROM social_proof_cache WHERE persona = ''", as: .visitor)
                == "hotel-1|2")
        #expect(
            try travel.ask("SELECT total_bookings FROM get_hotel_social_proof('hotel-1', 'مسافر_جديد')", as: .visitor)
                == "2")
        let hidden = [
            "audit_log", "analytics_refreshes", "user_booking_stats", "hotel_social_proof", "own_booking_stats",
        ]
        for table in Self.personal.keys.sorted() + hidden {
            #expect(try travel.refusal("SELECT FROM \(table)", as: .visitor).contains("permission denied"), "\(table)")
        }
    }

    @Test func `shows nobody signed in the views that it cannot hold`() throws {
        let travel = try Travel.withTwoPeople()
        for view in ["user_booking_stats", "hotel_social_proof"] {
            for asker in [Asker.person(Travel.amira), .admin(Travel.amira)] {
                #expect(try travel.refusal("SELECT FROM \(view)", as: asker).contains("permission denied"), "\(view)")
            }
        }
        #expect(try travel.ask("SELECT user_id FROM own_booking_stats", as: .person(Travel.amira)) == Travel.amira)
        #expect(try travel.ask("SELECT count(*) FROM own_booking_stats", as: .admin(Travel.amira)) == "2")
        #expect(try travel.psql("SELECT count(*) FROM own_booking_stats") == "2")
    }

    @Test func `holds a partition that is asked directly`() throws {
        let travel = try Travel.withTwoPeople()
        let partition = try travel.psql("SELECT DISTINCT tableoid::regclass FROM user_behavior_log")
        #expect(
            try travel.refusal("SELECT FROM \(partition)", as: .person(Travel.amira)).contains("permission denied"))
        try travel.psql("GRANT SELECT ON \(partition) TO authenticated")
        #expect(try travel.ask("SELECT count(*) FROM \(partition)", as: .person(Travel.amira)) == "0")
    }

    @Test(
        arguments: [
            "INSERT INTO users (id, email, full_name) VALUES (gen_random_uuid(), 'x@example.com', 'X')",
            "INSERT INTO trips (user_id, title, destination, start_date, end_date) VALUES ('\(Travel.youssef)', 'T', 'D', '2026-01-01', '2026-01-02')",
            "INSERT INTO bookings (user_id, hotel_id, hotel, destination, check_in_date, check_out_date, price_per_night) VALUES ('\(Travel.youssef)', 'h', 'H', 'D', '2026-01-01', '2026-01-02', 1)",
            "UPDATE bookings SET status = 'completed'",
            "INSERT INTO crypto_payments (booking_id, amount, currency, wallet_address) VALUES (2, 1, 'USDT', '0x')",
            "INSERT INTO booking_outcomes (booking_id, rating, would_rebook) VALUES (2, 1, false)",
            "INSERT INTO booking_outcomes (booking_id, rating, would_rebook) VALUES (1, 1, false)",
            "INSERT INTO referrals (referrer_id, code) VALUES ('\(Travel.youssef)', 'X')",
            "INSERT INTO shared_content (user_id, kind, channel) VALUES ('\(Travel.youssef)', 'trip', 'x')",
            "INSERT INTO user_behavior_log (user_id, session_id, action) VALUES ('\(Travel.youssef)', gen_random_uuid(), 'x')",
        ])
    func `refuses what is written in another's name, or before its time`(_ statement: String) throws {
        let travel = try Travel.withTwoPeople()
        #expect(
            try travel.refusal(statement, as: .person(Travel.amira)).contains("violates row-level security policy"))
    }

    @Test func `keeps a booking out of another's trip`() throws {
        let travel = try Travel.withTwoPeople()
        let told = try travel.refusal(
            """
            INSERT INTO bookings (user_id, trip_id, hotel_id, hotel, destination, check_in_date, check_out_date,
                price_per_night) VALUES ('\(Travel.amira)', 2, 'h', 'H', 'D', '2026-01-01', '2026-01-02', 1)
            """, as: .person(Travel.amira))
        #expect(told.contains("bookings_trip_id_fkey"))
    }

    @Test func `leaves a booking that is over as it was`() throws {
        let travel = try Travel.withTwoPeople()
        try travel.psql("UPDATE bookings SET status = 'completed'")
        _ = try travel.ask("UPDATE bookings SET status = 'cancelled', notes = 'never was'", as: .person(Travel.amira))
        #expect(try travel.psql("SELECT DISTINCT status, notes IS NULL FROM bookings") == "completed|t")
    }

    @Test(
        arguments: [
            "UPDATE crypto_payments SET status = 'confirmed'", "DELETE FROM bookings",
            "UPDATE bookings SET price_per_night = 0.01", "UPDATE bookings SET created_at = 'infinity'",
            "UPDATE bookings SET hotel_id = 'rival'", "INSERT INTO bookings (id) VALUES (99)",
            "INSERT INTO crypto_payments (status) VALUES ('confirmed')",
            "INSERT INTO crypto_payments (expires_at) VALUES ('infinity')",
            "INSERT INTO user_behavior_log (occurred_at) VALUES ('9999-01-01')",
            "INSERT INTO referrals (referred_user_id) VALUES (NULL)", "INSERT INTO shared_content (views) VALUES (9)",
            "UPDATE booking_outcomes SET booking_id = 2", "UPDATE trips SET user_id = '\(Travel.youssef)'",
            "SELECT nextval('audit_log_id_seq')", "SELECT setval('bookings_id_seq', 1)", "DELETE FROM booking_outcomes",
            "UPDATE traveler_personas SET persona = 'x'", "INSERT INTO social_proof_cache DEFAULT VALUES",
            "UPDATE social_proof_cache SET avg_rating = 5", "DELETE FROM outcome_predictions",
            "DELETE FROM trip_predictions", "UPDATE referrals SET code = 'x'", "UPDATE shared_content SET views = 9",
            "DELETE FROM user_behavior_log", "INSERT INTO audit_log DEFAULT VALUES", "DELETE FROM analytics_refreshes",
            "SELECT refresh_analytics_views()", "SELECT maintain_crypto_payments()",
            "SELECT create_monthly_partition()", "SELECT verify_audit_log_integrity()",
        ])
    func `leaves to the service what is the service's`(_ statement: String) throws {
        let travel = try Travel.withTwoPeople()
        for asker in [Asker.visitor, .person(Travel.amira), .admin(Travel.amira)] {
            #expect(try travel.refusal(statement, as: asker).contains("permission denied"))
        }
    }

    @Test func `lets a person write what is theirs, and touches nobody else's`() throws {
        let travel = try Travel.withTwoPeople()
        try travel.psql(
            "UPDATE bookings SET status = 'completed' WHERE id = 1; DELETE FROM booking_outcomes WHERE id = 1")
        _ = try travel.ask(
            """
            UPDATE users SET phone = '1';
            UPDATE trips SET title = 'Summer';
            INSERT INTO booking_outcomes (booking_id, rating, would_rebook) VALUES (1, 4, true);
            UPDATE booking_outcomes SET comment = 'quiet';
            INSERT INTO trips (user_id, title, destination, start_date, end_date)
                VALUES ('\(Travel.amira)', 'Short', 'D', '2026-01-01', '2026-01-02');
            DELETE FROM trips WHERE title = 'Short';
            INSERT INTO bookings (user_id, hotel_id, hotel, destination, check_in_date, check_out_date,
                price_per_night) VALUES ('\(Travel.amira)', 'h', 'H', 'D', '2026-01-01', '2026-01-02', 1);
            INSERT INTO crypto_payments (booking_id, amount, currency, wallet_address)
                SELECT id, 1, 'BTC', '0x' FROM bookings WHERE hotel_id = 'h';
            UPDATE bookings SET status = 'cancelled' WHERE hotel_id = 'h';
            INSERT INTO referrals (referrer_id, code) VALUES ('\(Travel.amira)', 'A9');
            INSERT INTO shared_content (user_id, kind, channel) VALUES ('\(Travel.amira)', 'review', 'x');
            INSERT INTO user_behavior_log (user_id, session_id, action)
                VALUES ('\(Travel.amira)', gen_random_uuid(), 'view_hotel');
            """, as: .person(Travel.amira))
        let others = try travel.psql(
            """
            SELECT phone IS NULL FROM users WHERE id = '\(Travel.youssef)';
            SELECT title FROM trips WHERE id = 2;
            SELECT status FROM bookings WHERE id = 2;
            SELECT comment IS NULL FROM booking_outcomes WHERE id = 2;
            SELECT count(DISTINCT user_id) FROM audit_log WHERE user_id IS NOT NULL;
            """)
        #expect(others == "t\nAutumn\nconfirmed\nt\n1")
        #expect(try travel.isWhole() == "t")
    }

    @Test func `holds where every new object is granted to everybody, as on Supabase`() throws {
        let travel = try Travel.empty()
        try travel.psql(
            """
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO PUBLIC;
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO PUBLIC;
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO PUBLIC;
            """)
        try travel.load("install.sql")
        for statement in [
            "SELECT setval('audit_log_id_seq', 20)", "SELECT nextval('bookings_id_seq')", "SELECT FROM audit_log",
            "SELECT FROM user_booking_stats", "SELECT refresh_analytics_views()",
            "SELECT FROM user_behavior_log_default",
            "SELECT invitation_conversion()", "TRUNCATE analytics_refreshes",
        ] {
            #expect(try travel.refusal(statement, as: .visitor).contains("permission denied"), "\(statement)")
        }
    }
}
