import Foundation
import Support
import Testing

/// A server as an operator would set it up: with pg_cron and pg_stat_statements, for the database `operated`.
@Suite("The travel system in operation") struct OperationTests {
    private static let server: PrivateServer = {
        do {
            let server = try PrivateServer(settings: [
                "shared_preload_libraries": "pg_cron, pg_stat_statements", "cron.database_name": "operated",
                "cron.use_background_workers": "on",
            ])
            try server.createDatabase("operated")
            return server
        } catch { fatalError("the server with pg_cron did not start: \(error)") }
    }()

    private func run(_ file: String, database: String) throws -> Shell.Result {
        let path = Travel.folder.appendingPathComponent(file).path
        return try Shell.outcome(
            of: ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", path, Self.server.conninfo(database)])
    }

    @Test func `schedules the three jobs, once, and pg_cron runs them`() throws {
        let server = Self.server
        for _ in 1...2 {
            let result = try run("install.sql", database: "operated")
            #expect(result.status == 0 && result.errorText == "", "\(result.errorText)")
        }
        let jobs = try server.psql("SELECT jobname, schedule, command FROM cron.job ORDER BY 1", database: "operated")
        #expect(
            jobs == """
                create-partition|0 0 1 * *|SELECT public.create_monthly_partition()
                expire-payments|*/5 * * * *|SELECT public.maintain_crypto_payments()
                refresh-analytics|0 * * * *|SELECT public.refresh_analytics_views()

                """)
        // pg_cron's finest schedule is a minute.
        try server.psql(
            """
            SELECT cron.schedule(jobname, '* * * * *', command) FROM cron.job;
            INSERT INTO users (id, email, full_name) VALUES ('\(Travel.amira)', 'a@example.com', 'Amira');
            INSERT INTO bookings (id, user_id, hotel_id, hotel, destination, check_in_date, check_out_date,
                price_per_night) VALUES (1, '\(Travel.amira)', 'h', 'H', 'D', '2026-01-01', '2026-01-02', 1);
            INSERT INTO crypto_payments (id, booking_id, amount, currency, wallet_address, created_at, expires_at)
                VALUES (1, 1, 1, 'USDT', '0x', now() - interval '2 hours', now() - interval '1 hour');
            """, database: "operated")
        let ran = """
            SELECT count(DISTINCT jobname) FROM cron.job JOIN cron.job_run_details USING (jobid)
            WHERE job_run_details.status = 'succeeded'
            """
        for _ in 1...900 where try server.psql(ran, database: "operated") != "3\n" { usleep(100_000) }
        let details = try server.psql("SELECT status, return_message FROM cron.job_run_details", database: "operated")
        #expect(try server.psql(ran, database: "operated") == "3\n", "\(details)")
        #expect(
            try server.psql(
                """
                SELECT status FROM crypto_payments; SELECT count(DISTINCT view_name) FROM analytics_refreshes;
                SELECT total_bookings FROM user_booking_stats;
                """, database: "operated") == "expired\n2\n1\n")
        #expect(try run("rollback.sql", database: "operated").status == 0)
        #expect(
            try server.psql("SELECT count(*) FROM pg_extension WHERE extname = 'pg_cron'", database: "operated")
                == "0\n")
    }

    @Test func `says so where pg_cron does not work for the database`() throws {
        try Self.server.createDatabase("elsewhere")
        let result = try run("install.sql", database: "elsewhere")
        #expect(result.status == 0)
        #expect(result.errorText.contains("NOTICE:  pg_cron does not work for this database"))
        #expect(try Self.server.psql("SELECT count(*) FROM users", database: "elsewhere") == "0\n")
    }

    @Test func `is watched by four queries`() throws {
        try Self.server.createDatabase("watched")
        _ = try run("install.sql", database: "watched")
        let without = try run("monitoring.sql", database: "watched")
        #expect(without.status == 0, "\(without.errorText)")
        #expect(without.text.contains("Slow statements: left out"))
        try Self.server.psql(
            "CREATE EXTENSION pg_stat_statements; SELECT pg_sleep(0.3) AS slow", database: "watched")
        let result = try run("monitoring.sql", database: "watched")
        #expect(result.status == 0, "\(result.errorText)")
        for expected in [
            "Table sizes, with indexes and large values:\npublic|", "\npublic|audit_log|",
            "\npublic|user_booking_stats|", "\npublic|bookings|bookings_pkey|",
            "\nSELECT pg_sleep($1) AS slow|1|3",
            "\nuser_behavior_log|user_behavior_log_default|DEFAULT|",
        ] {
            #expect(result.text.contains(expected), "\(expected)")
        }
    }
}
