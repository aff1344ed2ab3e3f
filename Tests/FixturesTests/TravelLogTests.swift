import Support
import Testing

@Suite("The reference audit log") struct TravelLogTests {
    @Test func `chains seven years of history as hashlib does`() throws {
        let log = TravelLog.history
        #expect(try log.rowCount() == 6000)
        #expect(try log.recomputed() == 6000)
        #expect(try log.verified() == "t")
    }

    @Test func `is the same log each time that it is loaded`() throws {
        let again = try TravelLog(empty: "travel_again")
        try again.run("history.sql", ["-v", "rows=700"])
        let other = try TravelLog(empty: "travel_other")
        try other.run("history.sql", ["-v", "rows=700"])
        let tip = "SELECT encode(hash, 'hex') FROM audit_log ORDER BY id DESC LIMIT 1"
        #expect(try again.psql(tip) == other.psql(tip))
    }

    @Test func `holds what a real log holds`() throws {
        let facts = try TravelLog.history.psql(
            """
            SELECT count(DISTINCT action), count(DISTINCT table_name),
                count(*) FILTER (WHERE user_id IS NULL) > 0, count(*) FILTER (WHERE family(ip_address) = 4) > 0,
                count(*) FILTER (WHERE family(ip_address) = 6) > 0, count(*) FILTER (WHERE ip_address IS NULL) > 0,
                count(*) FILTER (WHERE new_data ->> 'full_name' ~ '[ء-ي]') > 0, max(id) > count(*),
                max(occurred_at) - min(occurred_at) > interval '2550 days'
            FROM audit_log
            """)
        #expect(facts == "3|3|t|t|t|t|t|t|t")
    }

    @Test func `never runs backwards in time`() throws {
        let backwards = try TravelLog.history.psql(
            """
            SELECT count(*) FROM (SELECT occurred_at < lag(occurred_at) OVER (ORDER BY id) AS falls FROM audit_log) AS t
            WHERE falls
            """)
        #expect(backwards == "0")
    }

    @Test func `can be loaded twice without a change`() throws {
        let log = try TravelLog.history.copy("travel_twice")
        try log.run("audit_log.sql")
        try log.psql("UPDATE bookings SET notes = 'once' WHERE id = 1")
        #expect(try log.rowCount() == 6001)
        #expect(try log.verified() == "t")
    }

    @Test func `is neither whole nor broken while it is empty`() throws {
        #expect(try TravelLog(empty: "travel_empty").verified() == "")
    }

    @Test(arguments: [
        "altered-content", "altered-hash", "altered-link", "rewritten-row", "missing-rows", "inserted-row",
        "forked-chain", "missing-head", "unsealed-row",
    ])
    func `does not hold after tampering`(_ kind: String) throws {
        let log = try TravelLog.history.copy("tampered_\(kind)")
        #expect(try log.verified() == "t")
        let said = try log.run("tamper/\(kind).sql").split(whereSeparator: \.isWhitespace)
        #expect(said.first.map(String.init) == kind)
        #expect(said.count == 3)
        #expect(try log.verified() == "f")
        #expect(throws: Shell.Failure.self) { try log.recomputed() }
    }
}
