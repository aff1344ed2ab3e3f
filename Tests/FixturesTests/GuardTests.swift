import Foundation
import Support
import Testing

@Suite("The travel log's guards") struct GuardTests {
    @Test(
        arguments: [
            "UPDATE audit_log SET action = 'UPDATE' WHERE id = 1", "DELETE FROM audit_log WHERE id = 1",
            "DELETE FROM audit_log WHERE false", "TRUNCATE audit_log", "TRUNCATE users CASCADE",
            "TRUNCATE crypto_payments",
        ], ["origin", "replica", "local"])
    func `refuse a superuser too`(_ statement: String, _ role: String) throws {
        let travel = try Travel()
        let result = try travel.outcome("SET session_replication_role = \(role); \(statement);")
        #expect(result.status != 0)
        #expect(result.errorText.contains(" is refused"))
        #expect(try travel.logged() == Travel.rows)
        #expect(try travel.isWhole() == "t")
    }

    @Test func `record what a replica's session writes`() throws {
        let travel = try Travel()
        try travel.psql(
            """
            SET session_replication_role = replica;
            UPDATE users SET phone = '1' WHERE email = 'traveller2@example.com';
            """)
        #expect(try travel.logged() == Travel.rows + 1)
    }

    @Test func `stand again when the file is loaded again`() throws {
        let travel = try Travel()
        let triggers = """
            SELECT tgrelid::regclass, tgname, tgenabled, tgdeferrable, tginitdeferred FROM pg_trigger
            WHERE NOT tgisinternal ORDER BY 1, 2
            """
        let before = try travel.psql(triggers)
        try travel.load("install.sql")
        #expect(try travel.psql(triggers) == before)
        #expect(before.split(separator: "\n").allSatisfy { $0.contains("|A|") })
        #expect(try travel.logged() == Travel.rows)
        #expect(try travel.isWhole() == "t")
    }

    @Test func `let an ordinary role write what is audited, and nothing into the log`() throws {
        let travel = try Travel()
        let role = "clerk_of_\(travel.name)"
        try travel.psql(
            """
            CREATE ROLE \(role) LOGIN BYPASSRLS;
            GRANT SELECT, INSERT, UPDATE, DELETE ON users, bookings TO \(role);
            """)
        try travel.psql(
            """
            SET audit_log.occurred_at = '2020-02-02 02:02:02+00';
            SET request.jwt.claims = '{"sub": "5c0e3b1e-2f0a-4d53-9a45-0c0ffee00001"}';
            SET request.headers = '{"x-forwarded-for": "2001:db8::7, 10.0.0.1"}';
            UPDATE users SET phone = '1' WHERE email = 'traveller2@example.com';
            """, user: role)
        let told = try travel.psql(
            """
            SELECT user_id, db_user, host(ip_address), table_name, action, old_data ->> 'phone' IS DISTINCT FROM '1',
                new_data ->> 'phone', now() - occurred_at < interval '1 minute'
            FROM audit_log ORDER BY id DESC LIMIT 1
            """)
        #expect(
            told == "5c0e3b1e-2f0a-4d53-9a45-0c0ffee00001|\(role)|2001:db8::7|users|UPDATE|t|1|t")
        for statement in [
            "INSERT INTO audit_log SELECT * FROM audit_log", "SELECT * FROM audit_log", "DELETE FROM audit_log",
            "SELECT nextval('audit_log_id_seq')", "SELECT verify_audit_log_integrity()",
            "ALTER TABLE users DISABLE TRIGGER ALL",
            "SET session_replication_role = replica", "TRUNCATE users CASCADE",
        ] {
            let result = try travel.outcome(statement, user: role)
            #expect(result.errorText.contains("denied") || result.errorText.contains("must be owner"), "\(statement)")
        }
        #expect(try travel.logged() == Travel.rows + 1)
        #expect(try travel.isWhole() == "t")
    }

    @Test func `show a person only what they did`() throws {
        let travel = try Travel()
        let role = "reader_of_\(travel.name)"
        try travel.psql("CREATE ROLE \(role) LOGIN; GRANT SELECT ON audit_log TO \(role)")
        let person = try travel.psql("SELECT user_id FROM audit_log WHERE user_id IS NOT NULL ORDER BY id DESC LIMIT 1")
        let own = try travel.psql("SELECT count(*) FROM audit_log WHERE user_id = '\(person)'")
        #expect(try travel.psql("SELECT count(*) FROM audit_log", user: role) == "0")
        let seen = try travel.psql(
            "SET request.jwt.claims = '{\"sub\": \"\(person)\"}'; SELECT count(*) FROM audit_log", user: role)
        #expect(seen == own)
    }

    @Test func `leave the writer in peace whose claims and headers make no sense`() throws {
        let travel = try Travel()
        try travel.psql(
            """
            SET request.jwt.claims = '{"sub": "nobody"}';
            SET request.headers = '{"x-forwarded-for": "unknown"}';
            UPDATE users SET phone = '1' WHERE email = 'traveller2@example.com';
            SET request.headers = 'nonsense';
            UPDATE users SET phone = '2' WHERE email = 'traveller2@example.com';
            """)
        #expect(
            try travel.psql(
                "SELECT count(*) FROM audit_log WHERE id > (SELECT max(id) - 2 FROM audit_log) AND user_id IS NULL")
                == "2")
    }

    @Test func `say nothing about an empty log`() throws {
        #expect(try Travel(.installed).psql("SELECT verify_audit_log_integrity() IS NULL") == "t")
    }
}
