import Foundation
import Support
import Testing

/// The expected numbers are worked out by hand from the definitions in views.sql and functions.sql.
@Suite("The travel analytics") struct AnalyticsTests {
    /// A person with these bookings: nights, days ahead, guests, dollars a night.
    private func person(_ bookings: [(nights: Int, lead: Int, guests: Int, price: Int)], in travel: Travel) throws
        -> String
    {
        let id = UUID().uuidString.lowercased()
        try travel.psql("INSERT INTO users (id, email, full_name) VALUES ('\(id)', '\(id)@example.com', 'Somebody')")
        for booking in bookings {
            try travel.psql(
                """
                INSERT INTO bookings (user_id, hotel_id, hotel, destination, guests, check_in_date, check_out_date,
                    price_per_night, status, created_at)
                SELECT '\(id)', 'hotel-9', 'Inn', 'Fès', \(booking.guests), day, day + \(booking.nights),
                    \(booking.price), 'completed', '2026-02-01 12:00:00+00'
                FROM (SELECT date '2026-02-01' + \(booking.lead) AS day) AS dated
                """)
        }
        return id
    }

    @Test func `know each kind of traveller by its bookings`() throws {
        let travel = try Travel(.installed)
        let people = [
            ("مسافر_جديد", try person([], in: travel)),
            ("مسافر_جديد", try person([(2, 3, 1, 900)], in: travel)),
            ("مسافر_أعمال", try person([(1, 3, 1, 900), (3, 11, 5, 900)], in: travel)),
            ("مسافر_عائلي", try person([(7, 30, 4, 500), (7, 30, 2, 500)], in: travel)),
            ("مسافر_فاخر", try person([(7, 30, 2, 500), (7, 30, 2, 300)], in: travel)),
            ("مسافر_متوسط", try person([(7, 30, 2, 399), (7, 30, 2, 399)], in: travel)),
            ("مسافر_متوسط", try person([(7, 30, 2, 100), (7, 30, 2, 100)], in: travel)),
            ("مسافر_اقتصادي", try person([(7, 30, 2, 100), (7, 30, 2, 99)], in: travel)),
            // Just past "2 nights at most and 7 days ahead at most" and short of 3 guests.
            ("مسافر_اقتصادي", try person([(2, 7, 2, 50), (3, 7, 3, 50)], in: travel)),
            ("مسافر_اقتصادي", try person([(2, 7, 2, 50), (2, 8, 3, 50)], in: travel)),
        ]
        #expect(try travel.psql("SELECT calculate_traveler_persona('\(people[4].1)')") == "مسافر_جديد")
        try travel.psql("SELECT refresh_analytics_views()")
        for (kind, id) in people {
            #expect(try travel.psql("SELECT calculate_traveler_persona('\(id)')") == kind)
        }
        // 2 / (2 + 3), and 1 / (1 + 3).
        #expect(
            try travel.psql("SELECT persona, confidence_level FROM traveler_personas WHERE user_id = '\(people[4].1)'")
                == "مسافر_فاخر|0.40")
        #expect(
            try travel.psql("SELECT confidence_level FROM traveler_personas WHERE user_id = '\(people[1].1)'") == "0.25"
        )
        #expect(try travel.psql("SELECT calculate_traveler_persona(gen_random_uuid()) IS NULL") == "t")
    }

    @Test func `judge by the numbers as they are, not as they are shown`() throws {
        let travel = try Travel(.installed)
        // On average 99.995 dollars, shown as 100.00; 399.995, shown as 400.00.
        let economy = try person([(7, 30, 2, 100), (7, 30, 2, 100)], in: travel)
        let average = try person([(7, 30, 2, 400), (7, 30, 2, 400)], in: travel)
        try travel.psql(
            """
            UPDATE bookings SET price_per_night = price_per_night - 0.01
            WHERE id IN (SELECT min(id) FROM bookings GROUP BY user_id);
            SELECT refresh_analytics_views();
            """)
        let told = try travel.psql(
            "SELECT persona, avg_price_per_night FROM user_booking_stats ORDER BY avg_price_per_night")
        #expect(told == "مسافر_اقتصادي|100.00\nمسافر_متوسط|400.00")
        #expect(try travel.psql("SELECT calculate_traveler_persona('\(economy)')") == "مسافر_اقتصادي")
        #expect(try travel.psql("SELECT calculate_traveler_persona('\(average)')") == "مسافر_متوسط")
    }

    @Test func `believe one rating as one, however many stayed`() throws {
        let travel = try Travel(.installed)
        try travel.psql(
            """
            INSERT INTO users (id, email, full_name) SELECT md5(n::text)::uuid, n || '@x', 'N' FROM generate_series(1, 31) n;
            INSERT INTO bookings (id, user_id, hotel_id, hotel, destination, check_in_date, check_out_date, price_per_night)
            SELECT n, md5(n::text)::uuid, 'hotel-1', 'H', 'D', '2026-03-01', '2026-03-08', 200 FROM generate_series(1, 31) n;
            INSERT INTO booking_outcomes (booking_id, rating, would_rebook) VALUES (1, 1, false);
            SELECT refresh_analytics_views();
            """)
        // (3.5 * 5 + 1 * 1) / 6 = 3.08; 1 / 6 = 0.17
        #expect(
            try travel.psql("SELECT predicted_rating, confidence FROM predict_satisfaction(31)") == "3.1|0.17")
    }

    @Test func `are refreshed while somebody deletes what they are about`() throws {
        let travel = try Travel.withTwoPeople()
        let told = try travel.psql(
            """
            INSERT INTO users (id, email, full_name) SELECT gen_random_uuid(), 'gone', 'N' FROM generate_series(1, 5);
            INSERT INTO bookings (user_id, hotel_id, hotel, destination, check_in_date, check_out_date, price_per_night)
            SELECT '\(Travel.amira)', 'gone', 'H', 'D', '2026-03-01', '2026-03-08', 200 FROM generate_series(1, 5);
            BEGIN;
            DELETE FROM users WHERE email = 'gone';
            DELETE FROM bookings WHERE hotel_id = 'gone';
            \\! (psql -X -q -A -t -c "SELECT refresh_analytics_views()" '\(travel.conninfo())' 2>&1; echo "ended $?") > /tmp/\(travel.name) &
            SELECT pg_sleep(1);
            COMMIT;
            \\! for try in $(seq 100); do grep -q ended /tmp/\(travel.name) && break; sleep 0.1; done; cat /tmp/\(travel.name); rm /tmp/\(travel.name)
            """)
        #expect(told.split(separator: "\n").filter { !$0.isEmpty } == ["ended 0"])
        #expect(try travel.psql("SELECT count(*) FROM traveler_personas") == "2")
    }

    @Test func `do not count what was cancelled`() throws {
        let travel = try Travel(.installed)
        let id = try person([(7, 30, 2, 500), (7, 30, 2, 500), (7, 30, 2, 500)], in: travel)
        try travel.psql(
            """
            UPDATE bookings SET status = 'cancelled' WHERE id IN (SELECT id FROM bookings ORDER BY id LIMIT 2);
            SELECT refresh_analytics_views();
            """)
        #expect(
            try travel.psql(
                "SELECT persona, total_bookings, total_spent, avg_nights, avg_lead_days FROM user_booking_stats "
                    + "WHERE user_id = '\(id)'") == "مسافر_جديد|1|3500.00|7.00|30.00")
    }

    /// Ten stays by ten average travellers in hotel-1, rated five times 5 and five times 4, eight of whom would come
    /// again, and one by a new one, who rated it 1.
    private func ratedHotel() throws -> Travel {
        let travel = try Travel(.installed)
        try travel.psql(
            """
            INSERT INTO users (id, email, full_name)
            SELECT md5(n::text)::uuid, n || '@example.com', 'N' FROM generate_series(1, 11) AS n;
            INSERT INTO bookings (id, user_id, hotel_id, hotel, destination, check_in_date, check_out_date,
                price_per_night, guests, status, created_at)
            SELECT n, md5(n::text)::uuid, 'hotel-1', 'Riad', 'Fès', date '2026-03-01', date '2026-03-08', 200, 2,
                'completed', timestamptz '2026-01-01' FROM generate_series(1, 11) AS n
            UNION ALL
            SELECT 20 + n, md5(n::text)::uuid, 'hotel-2', 'Inn', 'Fès', '2026-03-01', '2026-03-08', 200, 2, 'pending',
                '2026-01-01' FROM generate_series(1, 10) AS n;
            INSERT INTO booking_outcomes (booking_id, rating, would_rebook)
            SELECT n, CASE WHEN n = 11 THEN 1 WHEN n <= 5 THEN 5 ELSE 4 END, n <= 8 FROM generate_series(1, 11) AS n;
            SELECT refresh_analytics_views();
            """)
        return travel
    }

    @Test func `say how a hotel is liked, by all and by travellers of a kind`() throws {
        let travel = try ratedHotel()
        // 10 / 20 * ((4.5 - 1) / 4 + 0.8) / 2 = 0.5 * 0.8375 = 0.41875
        #expect(
            try travel.psql("SELECT * FROM get_hotel_social_proof('hotel-1', 'مسافر_متوسط')") == "4.50|10|0.80|0.42")
        // (45 + 1) / 11 = 4.1818, 8 / 11 = 0.7273, 11 / 21 * (0.79545 + 0.72727) / 2 = 0.39881
        #expect(try travel.psql("SELECT * FROM get_hotel_social_proof('hotel-1')") == "4.18|11|0.73|0.40")
        // 1 / 11 * (0 + 0) / 2
        #expect(
            try travel.psql("SELECT * FROM get_hotel_social_proof('hotel-1', 'مسافر_جديد')") == "1.00|1|0.00|0.00")
        #expect(try travel.psql("SELECT * FROM get_hotel_social_proof('hotel-1', 'مسافر_فاخر')") == "")
        #expect(try travel.psql("SELECT * FROM get_hotel_social_proof('hotel-2')") == "")
    }

    @Test func `foretell how somebody will like what they booked, and why`() throws {
        let travel = try ratedHotel()
        try travel.psql(
            """
            INSERT INTO bookings (id, user_id, hotel_id, hotel, destination, check_in_date, check_out_date,
                price_per_night, created_at)
            VALUES (90, md5('1')::uuid, 'hotel-1', 'Riad', 'Fès', '2026-06-01', '2026-06-08', 200, '2026-01-01'),
                (91, md5('11')::uuid, 'hotel-3', 'New', 'Fès', '2026-06-01', '2026-06-08', 200, '2026-01-01');
            """)
        // (3.5 * 5 + 4.5 * 10 + 5 * 1) / 16 = 67.5 / 16 = 4.22; 11 / 16 = 0.6875
        #expect(
            try travel.psql(
                """
                SELECT predicted_rating, confidence, reasoning = '{"persona": "مسافر_متوسط",
                    "prior": {"rating": 3.5, "weight": 5}, "hotel": {"rating": 4.50, "weight": 10},
                    "traveler": {"rating": 5.00, "weight": 1}}'::jsonb FROM predict_satisfaction(90)
                """) == "4.2|0.69|t")
        // A hotel that nobody rated, by somebody who rated one stay with 1: (17.5 + 1) / 6 = 3.08; 1 / 6 = 0.17
        #expect(
            try travel.psql(
                "SELECT predicted_rating, confidence, reasoning #> '{hotel,rating}' FROM predict_satisfaction(91)")
                == "3.1|0.17|null")
        #expect(try travel.psql("SELECT * FROM predict_satisfaction(999)") == "")
    }

    @Test func `keep what was foretold when they are refreshed`() throws {
        let travel = try ratedHotel()
        // (17.5 + 5) / 6 = 3.75 and (17.5 + 4) / 6 = 3.58 for those who rated one stay with 5 and with 4.
        let foretold = "SELECT DISTINCT predicted_rating FROM outcome_predictions WHERE booking_id > 20 ORDER BY 1"
        #expect(try travel.psql(foretold) == "3.6\n3.8")
        try travel.psql(
            """
            UPDATE booking_outcomes SET rating = 1 WHERE booking_id < 11;
            SELECT refresh_analytics_views();
            """)
        #expect(try travel.psql(foretold) == "3.6\n3.8")
        #expect(try travel.psql("SELECT avg_rating FROM get_hotel_social_proof('hotel-1')") == "1.00")
    }

    @Test func `reckon how many others somebody brings`() throws {
        let travel = try Travel(.installed)
        try travel.psql(
            """
            INSERT INTO users (id, email, full_name)
            SELECT md5(n::text)::uuid, n || '@example.com', 'N' FROM generate_series(1, 6) AS n;
            INSERT INTO referrals (referrer_id, referred_user_id, code)
            SELECT md5('1')::uuid, CASE WHEN n <= 2 THEN md5((n + 1)::text)::uuid END, 'a' || n
            FROM generate_series(1, 6) AS n;
            INSERT INTO referrals (referrer_id, code) SELECT md5('2')::uuid, 'b' || n FROM generate_series(1, 2) AS n;
            INSERT INTO shared_content (user_id, kind, channel, views, signups)
            VALUES (md5('1')::uuid, 'trip', 'email', 40, 1), (md5('3')::uuid, 'trip', 'email', 60, 4);
            """)
        // 2 of 8 referrals and 5 of 100 views won somebody: 6 * 0.25 + 40 * 0.05; 2 * 0.25; 60 * 0.05
        let told = try (1...4).map { try travel.psql("SELECT calculate_k_factor(md5('\($0)')::uuid)") }
        #expect(told == ["3.50", "0.50", "3.00", "0.00"])
        #expect(try travel.psql("SELECT calculate_k_factor(gen_random_uuid()) IS NULL") == "t")
        // The shares are everybody's, also where a person sees only what is their own.
        let second = try travel.psql("SELECT md5('2')::uuid")
        #expect(try travel.ask("SELECT calculate_k_factor('\(second)')", as: .person(second)) == "0.50")
    }

    @Test func `tell all that is known of somebody`() throws {
        let travel = try Travel.withTwoPeople()
        try travel.psql(
            """
            UPDATE bookings SET created_at = '2026-02-01 12:00:00+00';
            INSERT INTO bookings (id, user_id, hotel_id, hotel, destination, check_in_date, check_out_date,
                price_per_night, created_at)
            VALUES (3, '\(Travel.amira)', 'hotel-2', 'Inn', 'دبي', '2026-09-01', '2026-09-03', 180,
                '2026-08-01 12:00:00+00');
            INSERT INTO booking_outcomes (id, booking_id, rating, would_rebook) VALUES (9, 3, 4, true);
            UPDATE referrals SET referred_user_id = '\(Travel.youssef)' WHERE id = 1;
            SELECT refresh_analytics_views();
            """)
        // Bookings of 4 nights at 120 and 2 at 180; ratings 5 and 4; one referral sent, 1 of 2 joined.
        let told = try travel.psql(
            """
            SELECT get_user_analytics('\(Travel.amira)') = '{"persona": "مسافر_متوسط", "total_trips": 1,
                "total_bookings": 2, "total_spent": 840, "destinations": 2, "avg_satisfaction": 4.5, "k_factor": 0.5,
                "last_booking_at": "2026-08-01T12:00:00+00:00"}'::jsonb
            """)
        #expect(told == "t")
        #expect(try travel.psql("SELECT get_user_analytics(gen_random_uuid()) IS NULL") == "t")
    }

    @Test(
        arguments: [
            "calculate_traveler_persona('\(Travel.youssef)')", "calculate_k_factor('\(Travel.youssef)')",
            "get_user_analytics('\(Travel.youssef)')", "(SELECT predicted_rating FROM predict_satisfaction(2))",
        ])
    func `tell a person nothing of another, whom an administrator may know`(_ question: String) throws {
        let travel = try Travel.withTwoPeople()
        let sql = "SELECT \(question) IS NULL"
        #expect(try travel.ask(sql, as: .person(Travel.amira)) == "t")
        #expect(try travel.ask(sql, as: .person(Travel.youssef)) == "f")
        let bookingsStayPrivate = question.contains("predict")
        #expect(try travel.ask(sql, as: .admin(Travel.amira)) == (bookingsStayPrivate ? "t" : "f"))
    }

    @Test func `note when each view was refreshed and how long it took`() throws {
        let travel = try Travel.withTwoPeople()
        try travel.psql(
            """
            UPDATE analytics_refreshes SET refreshed_at = refreshed_at - interval '31 days';
            SELECT refresh_analytics_views(); SELECT refresh_analytics_views();
            """)
        #expect(
            try travel.psql(
                """
                SELECT view_name, count(*), bool_and(duration > '0' AND duration < '1 minute'),
                    bool_and(now() - refreshed_at < interval '1 minute') FROM analytics_refreshes GROUP BY 1 ORDER BY 1
                """) == "hotel_social_proof|2|t|t\nuser_booking_stats|2|t|t")
    }

    @Test func `are refreshed while somebody reads, who does not wait`() throws {
        let travel = try Travel.withTwoPeople()
        // The refresh is held open; another session reads both views within its lock timeout.
        let told = try travel.psql(
            """
            BEGIN;
            SELECT refresh_analytics_views();
            \\! psql -X -q -A -t -c "SET lock_timeout = 2000; SELECT count(*) FROM user_booking_stats; SELECT count(*) FROM hotel_social_proof; SELECT count(*) FROM social_proof_cache" '\(travel.conninfo())'
            COMMIT;
            """)
        #expect(told.trimmingCharacters(in: .whitespacesAndNewlines) == "2\n2\n2")
    }

    @Test func `end payments that were never made, and the log says so`() throws {
        let travel = try Travel.withTwoPeople()
        try travel.psql(
            """
            INSERT INTO crypto_payments (id, booking_id, amount, currency, wallet_address, status, created_at, expires_at)
            SELECT 10 + n, 1, 1, 'USDT', '0x', (ARRAY['pending', 'pending', 'confirmed', 'refunded'])[n],
                now() - interval '2 hours', now() - interval '1 hour' FROM generate_series(1, 4) AS n
            """)
        let began = try travel.logged()
        #expect(try travel.psql("SELECT maintain_crypto_payments()") == "2")
        #expect(
            try travel.psql("SELECT id, status FROM crypto_payments ORDER BY id")
                == "1|pending\n2|pending\n11|expired\n12|expired\n13|confirmed\n14|refunded")
        #expect(
            try travel.psql(
                "SELECT row_id, action, new_data ->> 'status' FROM audit_log WHERE id > \(began) ORDER BY id")
                == "11|UPDATE|expired\n12|UPDATE|expired")
        #expect(try travel.psql("SELECT maintain_crypto_payments()") == "0")
    }
}
