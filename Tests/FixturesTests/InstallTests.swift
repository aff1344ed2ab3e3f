import Foundation
import Support
import Testing

@Suite("The travel system's installation") struct InstallTests {
    /// Everything in a database that is not PostgreSQL's own, and the cluster's roles.
    private static let everything = """
        SELECT 'class', relname FROM pg_class WHERE relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
        UNION ALL SELECT 'function', proname FROM pg_proc
            WHERE pronamespace::regnamespace::text !~ '^(pg_|information_schema)'
        UNION ALL SELECT 'type', typname FROM pg_type WHERE typnamespace::regnamespace::text !~ '^(pg_|information_schema)'
        UNION ALL SELECT 'schema', nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'
        UNION ALL SELECT 'extension', extname FROM pg_extension
        UNION ALL SELECT 'role', rolname FROM pg_roles WHERE rolname !~ '^pg_'
        ORDER BY 1, 2
        """

    @Test func `loads again over itself and changes nothing`() throws {
        let travel = try Travel()
        let definitions = """
            SELECT oid::regclass, relkind, relrowsecurity, relacl FROM pg_class
                WHERE relnamespace = 'public'::regnamespace ORDER BY 1;
            SELECT oid::regprocedure, md5(pg_get_functiondef(oid)), proacl FROM pg_proc
                WHERE pronamespace IN ('public'::regnamespace, 'auth'::regnamespace) ORDER BY 1;
            SELECT tgrelid::regclass, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger ORDER BY 1, 2;
            SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2;
            SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1;
            SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2;
            SELECT count(*) FROM audit_log; SELECT count(*) FROM bookings;
            """
        let before = try travel.psql(definitions)
        try travel.load("install.sql")
        let after = try travel.psql(definitions)
        #expect(before.contains("idx_outcomes_ratings"))
        // The fixture replaces its constraint triggers, and a trigger's internal name bears its number.
        #expect(after == before)
    }

    @Test func `wants an owner who may make roles, and no superuser`() throws {
        let server = try PrivateServer()
        defer { server.stop() }
        try server.psql("CREATE ROLE builder LOGIN CREATEROLE")
        try server.psql("CREATE DATABASE built OWNER builder")
        let install = Travel.folder.appendingPathComponent("install.sql").path
        let result = try Shell.outcome(of: [
            "psql", "-X", "-q", "-f", install, server.conninfo("built", user: "builder"),
        ])
        #expect(result.status == 0, "\(result.errorText)")
        try server.psql(
            """
            INSERT INTO users (id, email, full_name) VALUES ('\(Travel.amira)', 'a@example.com', 'Amira');
            SELECT refresh_analytics_views(); SELECT create_monthly_partition(); SELECT maintain_crypto_payments();
            """, database: "built", user: "builder")
        #expect(
            try server.psql("SELECT verify_audit_log_integrity()", database: "built", user: "builder") == "t\n")
    }

    @Test func `is taken out by rollback.sql, which leaves nothing behind`() throws {
        let server = try PrivateServer()
        defer { server.stop() }
        func run(_ file: String, _ variables: [String] = []) throws {
            let path = Travel.folder.appendingPathComponent(file).path
            try Shell.run(
                ["psql", "-X", "-q"] + variables.flatMap { ["-v", $0] } + ["-f", path, server.conninfo("gone")])
        }
        try server.createDatabase("gone")
        let before = try server.psql(Self.everything, database: "gone")
        try run("install.sql")
        try run("history.sql", ["rows=500"])
        try run("activity.sql", ["behaviors=500", "until=2025-12-31"])
        try server.psql("SELECT create_monthly_partition('2026-06-01')", database: "gone")
        #expect(try server.psql(Self.everything, database: "gone") != before)
        try run("rollback.sql")
        #expect(try server.psql(Self.everything, database: "gone") == before)
        try run("rollback.sql")
        try run("install.sql")
        #expect(try server.psql("SELECT verify_audit_log_integrity() IS NULL", database: "gone") == "t\n")
    }

    @Test func `leaves alone what is not its own when it is taken out`() throws {
        let server = try PrivateServer()
        defer { server.stop() }
        let install = Travel.folder.appendingPathComponent("install.sql").path
        let rollback = Travel.folder.appendingPathComponent("rollback.sql").path
        try server.createDatabase("shared")
        // As Supabase has them.
        try server.psql(
            """
            CREATE ROLE anon; CREATE ROLE authenticated; CREATE SCHEMA auth;
            CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS
                $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
            GRANT USAGE ON SCHEMA public TO anon, authenticated;
            CREATE TABLE public.mine (id int);
            """, database: "shared")
        let before = try server.psql(Self.everything, database: "shared")
        try Shell.run(["psql", "-X", "-q", "-f", install, server.conninfo("shared")])
        try server.psql(
            "INSERT INTO users (id, email, full_name) VALUES ('\(Travel.amira)', 'a@example.com', 'Amira')",
            database: "shared")
        #expect(
            try server.psql(
                "SET ROLE authenticated; SET request.jwt.claim.sub = '\(Travel.amira)'; SELECT count(*) FROM users",
                database: "shared") == "1\n")
        try Shell.run(["psql", "-X", "-q", "-f", rollback, server.conninfo("shared")])
        #expect(try server.psql(Self.everything, database: "shared") == before)
        #expect(
            try server.psql("SELECT has_schema_privilege('anon', 'public', 'USAGE')", database: "shared") == "t\n")
    }

    @Test func `is taken out by an owner who may not drop roles, as far as they may`() throws {
        let server = try PrivateServer()
        defer { server.stop() }
        try server.psql("CREATE ROLE builder LOGIN; CREATE ROLE anon; CREATE ROLE authenticated")
        try server.psql("CREATE DATABASE built OWNER builder")
        for file in ["install.sql", "rollback.sql"] {
            let path = Travel.folder.appendingPathComponent(file).path
            let result = try Shell.outcome(
                of: ["psql", "-X", "-q", "-f", path, server.conninfo("built", user: "builder")])
            #expect(result.status == 0, "\(result.errorText)")
        }
        #expect(
            try server.psql(
                "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace", database: "built") == "0\n"
        )
    }

    @Test(arguments: [
        "client_encoding = 'LATIN1'", "DateStyle = 'German, YMD'", "standard_conforming_strings = off",
        "TimeZone = 'Asia/Riyadh'", "search_path = pg_temp",
    ])
    func `is the same whatever the database's settings are`(_ setting: String) throws {
        let travel = try Travel.empty()
        try travel.psql("ALTER DATABASE \(travel.name) SET \(setting)")
        try travel.load("install.sql")
        try travel.load("history.sql")
        let digest = "SELECT md5(string_agg(hash::text, '' ORDER BY id)) FROM public.audit_log"
        #expect(try travel.psql(digest) == Travel().psql(digest))
        try travel.load("activity.sql", ["behaviors=300", "until=2025-12-31"])
        let kinds = try travel.psql(
            "SET client_encoding = 'UTF8'; SELECT DISTINCT left(persona, 6) FROM public.user_booking_stats")
        #expect(kinds == "مسافر_")
        try travel.load("rollback.sql")
        #expect(try travel.psql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "0")
    }

    @Test func `is refused by a database that has no Arabic`() throws {
        let name = "latin_\(UInt64.random(in: 0...UInt64.max))"
        try PrivateServer.shared.psql(
            "CREATE DATABASE \(name) ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        let path = Travel.folder.appendingPathComponent("install.sql").path
        let result = try Shell.outcome(of: ["psql", "-X", "-q", "-f", path, PrivateServer.shared.conninfo(name)])
        #expect(result.status == 3)
        #expect(result.errorText.contains("the encoding of this database is LATIN1, which has no Arabic"))
    }

    @Test func `is not taken out while something of somebody's own depends on it`() throws {
        let travel = try Travel()
        try travel.psql("CREATE VIEW mine AS SELECT email FROM users")
        #expect(throws: Shell.Failure.self) { try travel.load("rollback.sql") }
        #expect(try travel.logged() == Travel.rows)
    }

    // The guide's Verify Installation, its conditions in the brackets that they need.
    @Test func `answers the guide's questions`() throws {
        let travel = try Travel()
        let told = try travel.psql(
            """
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = 'public'
                AND (table_name LIKE '%persona%' OR table_name LIKE '%prediction%' OR table_name LIKE '%referral%')
            ORDER BY 1;
            SELECT indexname, tablename FROM pg_indexes
            WHERE schemaname = 'public' AND indexdef LIKE '%USING gin%' AND tablename !~ '_(\\d{2}|default)$' ORDER BY 1;
            SELECT count(DISTINCT tablename) FROM pg_policies WHERE schemaname = 'public';
            SELECT count(*) >= 3 FROM pg_inherits
            JOIN pg_class AS parent ON pg_inherits.inhparent = parent.oid
            JOIN pg_class AS child ON pg_inherits.inhrelid = child.oid
            WHERE parent.relname = 'user_behavior_log';
            """)
        #expect(
            told == """
                outcome_predictions
                referrals
                traveler_personas
                trip_predictions
                idx_behavior_action_data|user_behavior_log
                idx_outcomes_ratings|booking_outcomes
                idx_personas_booking_patterns|traveler_personas
                14
                t
                """)
    }

    // The guide's Test Queries, for somebody of the history.
    @Test func `answers the guide's test queries`() throws {
        let travel = try Travel()
        try travel.load("activity.sql", ["behaviors=1000", "until=2025-12-31"])
        let id = try travel.psql("SELECT user_id FROM user_booking_stats ORDER BY ratings_count DESC, 1 LIMIT 1")
        let told = try travel.psql(
            """
            SELECT calculate_traveler_persona('\(id)') ~ '^مسافر_';
            SELECT avg_rating BETWEEN 1 AND 5, total_bookings > 0, rebook_rate BETWEEN 0 AND 1,
                trust_score BETWEEN 0 AND 1
            FROM (SELECT hotel_id, persona FROM social_proof_cache WHERE persona <> '' ORDER BY 1, 2 LIMIT 1) AS one,
                get_hotel_social_proof(one.hotel_id, one.persona);
            SELECT verify_audit_log_integrity();
            SELECT array_agg(key ORDER BY key) @> '{persona,total_trips,avg_satisfaction,k_factor}'
                FROM jsonb_object_keys(get_user_analytics('\(id)')) AS key;
            SELECT calculate_k_factor('\(id)') >= 0;
            """)
        #expect(told == "t\nt|t|t|t\nt\nt\nt")
    }

    @Test(
        arguments: [
            (
                "SELECT FROM traveler_personas WHERE booking_patterns @> '{\"total_trips\": 3}'",
                "idx_personas_booking_patterns"
            ),
            ("SELECT FROM booking_outcomes WHERE ratings @> '{\"service\": 1}'", "idx_outcomes_ratings"),
            ("SELECT FROM user_behavior_log WHERE action_data @> '{\"hotel\": \"hotel-4\"}'", "action_data_idx"),
        ])
    func `has JSON indexes that the planner uses`(_ query: String, _ index: String) throws {
        let travel = try Travel()
        try travel.load("activity.sql", ["behaviors=1000", "until=2025-12-31"])
        // Small tables are read whole for less; whether the index can serve is what is asked.
        let plan = try travel.psql("SET enable_seqscan = off; EXPLAIN \(query)")
        #expect(plan.contains("Bitmap Index Scan on") && plan.contains(index), "\(plan)")
    }
}
