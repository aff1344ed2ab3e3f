import Support

/// Whose request it is, as PostgREST would tell the database.
enum Asker {
    case visitor
    case person(String)
    case admin(String)

    /// The settings that PostgREST makes for a request, from its token.
    var settings: String {
        switch self {
        case .visitor: "SET ROLE anon;"
        case .person(let id): claims(id, "{}")
        case .admin(let id): claims(id, #"{"role": "admin"}"#)
        }
    }

    private func claims(_ id: String, _ metadata: String) -> String {
        """
        SET ROLE authenticated;
        SET request.jwt.claims = '{"sub": "\(id)", "role": "authenticated", "app_metadata": \(metadata)}';
        """
    }
}

extension Travel {
    /// What the database answers to somebody's request.
    func ask(_ sql: String, as asker: Asker) throws -> String { try psql(asker.settings + sql) }

    /// What the database says to what somebody must not do; empty if it lets them.
    func refusal(_ sql: String, as asker: Asker) throws -> String { try outcome(asker.settings + sql).errorText }
}

extension Travel {
    static let amira = "aaaaaaaa-0000-4000-8000-000000000001"
    static let youssef = "bbbbbbbb-0000-4000-8000-000000000002"

    /// Empty tables with two people who each planned, booked, paid and rated once, and their analytics.
    static func withTwoPeople() throws -> Travel {
        let travel = try Travel(.installed)
        try travel.psql(
            """
            INSERT INTO users (id, email, full_name) VALUES
                ('\(amira)', 'amira@example.com', 'Amira Haddad'), ('\(youssef)', 'youssef@example.com', 'يوسف حداد');
            INSERT INTO trips (id, user_id, title, destination, start_date, end_date) VALUES
                (1, '\(amira)', 'Spring', 'Fès', '2026-03-01', '2026-03-09'),
                (2, '\(youssef)', 'Autumn', 'دبي', '2026-10-01', '2026-10-04');
            INSERT INTO bookings (id, user_id, trip_id, hotel_id, hotel, destination, check_in_date, check_out_date,
                price_per_night) VALUES
                (1, '\(amira)', 1, 'hotel-1', 'Riad', 'Fès', '2026-03-01', '2026-03-05', 120),
                (2, '\(youssef)', 2, 'hotel-1', 'Riad', 'Fès', '2026-10-01', '2026-10-04', 90);
            INSERT INTO crypto_payments (id, booking_id, amount, currency, wallet_address) VALUES
                (1, 1, 480, 'USDT', '0x01'), (2, 2, 270, 'USDT', '0x02');
            SELECT refresh_analytics_views();
            UPDATE bookings SET status = 'confirmed';
            INSERT INTO booking_outcomes (id, booking_id, rating, would_rebook) VALUES (1, 1, 5, true), (2, 2, 3, false);
            INSERT INTO referrals (id, referrer_id, code) VALUES (1, '\(amira)', 'A1'), (2, '\(youssef)', 'Y1');
            INSERT INTO shared_content (id, user_id, kind, channel) VALUES
                (1, '\(amira)', 'trip', 'email'), (2, '\(youssef)', 'photo', 'whatsapp');
            INSERT INTO user_behavior_log (user_id, session_id, action) VALUES
                ('\(amira)', gen_random_uuid(), 'search'), ('\(youssef)', gen_random_uuid(), 'search');
            SELECT refresh_analytics_views();
            DO $$ DECLARE item text; BEGIN
                FOREACH item IN ARRAY ARRAY['trips', 'bookings', 'crypto_payments', 'booking_outcomes', 'referrals',
                    'shared_content'] LOOP PERFORM setval(pg_get_serial_sequence(item, 'id'), 1000); END LOOP;
            END $$;
            """)
        return travel
    }
}
