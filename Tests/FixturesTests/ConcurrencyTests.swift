import Foundation
import Support
import Testing

@Suite("Writers at the same time") struct ConcurrencyTests {
    @Test func `neither deadlock, nor fork the chain, nor lose a row`() throws {
        let log = try TravelLog.history.copy("travel_hot")
        let before = try #require(try log.rowCount())
        // pgbench ends with another status as soon as a client meets an error, a deadlock for one.
        let output = try Shell.run([
            "pgbench", "-n", "-c", "8", "-j", "2", "-T", "5", "-f", TravelLog.here + "/hot-rows.sql",
            PrivateServer.shared.conninfo(log.database),
        ])
        let report = String(decoding: output, as: UTF8.self)
        let processed = try #require(report.firstMatch(of: /transactions actually processed: ([0-9]+)/)?.1)
        let transactions = try #require(Int(processed))
        #expect(transactions > 100)
        #expect(report.contains("failed transactions: 0 ") || !report.contains("failed transactions"))
        #expect(try log.psql("SELECT deadlocks FROM pg_stat_database WHERE datname = '\(log.database)'") == "0")
        #expect(try log.rowCount() == before + 2 * transactions)
        #expect(try log.recomputed() == before + 2 * transactions)
        #expect(try log.verified() == "t")
    }

    @Test func `get an error rather than a fork if they see an old snapshot`() throws {
        let log = try TravelLog.history.copy("travel_snapshot")
        let refusal = try log.refusal(
            """
            BEGIN ISOLATION LEVEL REPEATABLE READ;
            SELECT count(*) FROM audit_log;
            \\! psql -X -q -c "UPDATE bookings SET notes = 'newer' WHERE id = 1" '\(PrivateServer.shared.conninfo(log.database))'
            UPDATE bookings SET notes = 'older' WHERE id = 2;
            COMMIT;
            """)
        #expect(refusal.contains("audit_log_does_not_fork"))
        #expect(try log.rowCount() == 6001)
        #expect(try log.verified() == "t")
    }

    @Test func `get an error rather than a fork if they go round the lock`() throws {
        let refusal = try TravelLog.history.refusal(
            """
            INSERT INTO audit_log
            SELECT 999999, now(), user_id, db_user, ip_address, table_name, row_id, action, old_data, new_data, prev_hash,
                sha256('x') FROM audit_log WHERE id = 100
            """)
        #expect(refusal.contains("audit_log_does_not_fork"))
    }

    @Test func `leave nothing behind when they roll back`() throws {
        let log = try TravelLog.history.copy("travel_rollback")
        try log.psql("BEGIN; UPDATE bookings SET notes = 'x'; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK")
        #expect(try log.rowCount() == 6000)
        try log.psql("UPDATE bookings SET notes = 'y' WHERE id IN (1, 2)")
        #expect(try log.recomputed() == 6002)
    }
}
