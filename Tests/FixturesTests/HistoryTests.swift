import Foundation
import Support
import Testing

@Suite("The travel history") struct HistoryTests {
    @Test func `is chained and sealed as hashlib recomputes it`() throws {
        let travel = try Travel()
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("recompute.py")
        let rows = try travel.outcome(
            "SET timezone = 'UTC'; COPY (SELECT * FROM audit_log ORDER BY id) TO STDOUT;")
        #expect(rows.status == 0)
        let judged = try Shell.outcome(of: ["python3", script.path], input: rows.output)
        #expect(judged.errorText == "")
        #expect(judged.text == "\(Travel.rows)\n")
    }

    @Test func `is the same on every loading`() throws {
        let digest = "SELECT md5(string_agg(hash::text, '' ORDER BY id)) FROM audit_log"
        #expect(try Travel.loadedAnew().psql(digest) == Travel().psql(digest))
    }

    @Test func `is what a service of seven years would have`() throws {
        let travel = try Travel()
        let told = try travel.psql(
            """
            SELECT DISTINCT table_name || ' ' || action FROM audit_log ORDER BY 1;
            SELECT extract(year FROM min(occurred_at)), extract(year FROM max(occurred_at)) FROM audit_log;
            SELECT count(*) FROM (SELECT occurred_at < lag(occurred_at) OVER (ORDER BY id) AS back FROM audit_log) AS t
                WHERE back;
            SELECT bool_or(user_id IS NULL), bool_or(user_id IS NOT NULL), bool_or(ip_address IS NULL),
                bool_or(family(ip_address) = 4), bool_or(family(ip_address) = 6),
                bool_or(new_data ->> 'full_name' ~ '[أ-ي]'), bool_or(new_data ->> 'full_name' ~ '[A-Z]'),
                bool_or(new_data ->> 'notes' IS NULL), bool_or(new_data ->> 'notes' ~ E'\\n')
            FROM audit_log;
            """)
        #expect(
            told == """
                booking_outcomes DELETE
                booking_outcomes INSERT
                booking_outcomes UPDATE
                bookings DELETE
                bookings INSERT
                bookings UPDATE
                crypto_payments INSERT
                crypto_payments UPDATE
                trips DELETE
                trips INSERT
                trips UPDATE
                users DELETE
                users INSERT
                users UPDATE
                2019|2025
                0
                t|t|t|t|t|t|t|t|t
                """)
    }

    @Test func `tells each audited row as it stands at last`() throws {
        let travel = try Travel()
        for table in ["users", "trips", "bookings", "crypto_payments", "booking_outcomes"] {
            let different = try travel.psql(
                """
                SELECT count(*) FROM (
                    SELECT DISTINCT ON (row_id) row_id, new_data FROM audit_log WHERE table_name = '\(table)'
                    ORDER BY row_id, id DESC
                ) AS last FULL JOIN \(table) AS now ON now.id::text = row_id
                WHERE to_jsonb(now) IS DISTINCT FROM new_data
                """)
            #expect(different == "0", "\(table)")
        }
    }

    @Test func `goes only before everything else`() throws {
        let travel = try Travel()
        #expect(throws: Shell.Failure.self) { try travel.load("history.sql") }
        #expect(try travel.logged() == Travel.rows)
    }
}
