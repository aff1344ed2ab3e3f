import Support
import Testing

@Suite("The guards of the audit log") struct GuardTests {
    @Test(
        arguments: ["origin", "replica"],
        [
            "UPDATE audit_log SET action = 'DELETE' WHERE id = 1", "UPDATE audit_log SET hash = hash WHERE false",
            "DELETE FROM audit_log WHERE id = 1", "TRUNCATE audit_log", "TRUNCATE users CASCADE",
        ])
    func `refuse what is no INSERT, to replication too`(_ role: String, _ sql: String) throws {
        let refusal = try TravelLog.history.refusal("SET session_replication_role = \(role); \(sql)")
        #expect(refusal.contains("is refused"))
        #expect(try TravelLog.history.rowCount() == 6000)
    }

    @Test func `capture what a replica writes`() throws {
        let log = try TravelLog.history.copy("travel_replica")
        try log.psql("SET session_replication_role = replica; UPDATE bookings SET notes = 'x' WHERE id = 1")
        #expect(try log.rowCount() == 6001)
        #expect(try log.verified() == "t")
    }

    @Test func `let nobody but the owner append or verify`() throws {
        let log = try TravelLog.history.copy("travel_stranger")
        try Self.makeRole("travel_service", in: log)
        #expect(
            try log.refusal("INSERT INTO audit_log SELECT * FROM audit_log LIMIT 1", user: "travel_service")
                .contains("permission denied"))
        #expect(
            try log.refusal("SELECT verify_audit_log_integrity()", user: "travel_service").contains("permission denied")
        )
    }

    @Test func `show people their own rows only`() throws {
        let log = try TravelLog.history.copy("travel_people")
        try Self.makeRole("travel_reader", in: log)
        try log.psql("GRANT SELECT ON audit_log TO travel_reader")
        #expect(try log.psql("SELECT count(*) FROM audit_log", user: "travel_reader") == "0")
        let person = try log.psql("SELECT min(user_id::text) FROM audit_log")
        let own = try log.psql("SELECT count(*) FROM audit_log WHERE user_id = '\(person)'")
        let seen = try log.psql(
            #"SET request.jwt.claims = '{"sub": "\#(person)"}'; SELECT count(*) FROM audit_log"#, user: "travel_reader")
        #expect(seen == own && own != "0")
    }

    @Test func `record who wrote, from where, and when it was`() throws {
        let log = try TravelLog.history.copy("travel_service_writes")
        try Self.makeRole("travel_writer", in: log)
        try log.psql("GRANT SELECT, UPDATE ON bookings TO travel_writer; ALTER ROLE travel_writer BYPASSRLS")
        let written = try log.psql(
            #"""
            SET request.jwt.claims = '{"sub": "11111111-2222-3333-4444-555555555555"}';
            SET request.headers = '{"x-forwarded-for": "2001:db8::7, 10.0.0.1"}';
            SET audit_log.occurred_at = '2001-01-01';
            UPDATE bookings SET notes = 'gate 4' WHERE id = 1;
            """#, user: "travel_writer")
        #expect(written == "")
        let row = try log.psql(
            """
            SELECT user_id, db_user, ip_address, table_name, row_id, action, old_data <> new_data,
                new_data ->> 'notes', abs(extract(epoch FROM clock_timestamp() - occurred_at)) < 600
            FROM audit_log ORDER BY id DESC LIMIT 1
            """)
        #expect(row == "11111111-2222-3333-4444-555555555555|travel_writer|2001:db8::7|bookings|1|UPDATE|t|gate 4|t")
    }

    @Test(arguments: ["not json", #"{"sub": "nobody"}"#, "[]", #"{"sub": null}"#])
    func `let malformed claims name nobody`(_ claims: String) throws {
        let log = TravelLog.history
        #expect(try log.psql("SET request.jwt.claims = '\(claims)'; SELECT request_user_id() IS NULL") == "t")
        #expect(try log.psql("SET request.headers = '\(claims)'; SELECT request_ip_address() IS NULL") == "t")
    }

    static func makeRole(_ name: String, in log: TravelLog) throws {
        try log.psql(
            """
            DO $$ BEGIN CREATE ROLE \(name) LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            """)
    }
}
