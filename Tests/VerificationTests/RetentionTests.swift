import Foundation
import Support
import Testing

/// How far a log reaches back, and on which days it has no rows, beside what psql counts.
@Suite("Retention") struct RetentionTests {
    /// A table whose rows happened at these moments, as SQL that may use `today`, the midnight at which the day of the look
    /// began in the zone.
    private static func make(_ name: String, zone: String = "UTC", type: String = "timestamptz", _ moments: [String])
        throws
        -> SealedTable
    {
        let table = SealedTable(name: name, count: moments.count)
        try table.create()
        let values = moments.enumerated().map { "(\($0 + 1), \($1))" }.joined(separator: ", ")
        try SealedTable.psql(
            """
            SET TimeZone = '\(zone)';
            ALTER TABLE \(name) ALTER at DROP NOT NULL;
            UPDATE \(name) SET at = v.at FROM (
                SELECT id, at::timestamptz FROM (SELECT date_trunc('day', now()) AS today) t, LATERAL (VALUES \(values)) AS v (id, at)
            ) v WHERE \(name).id = v.id;
            SET TimeZone = UTC;
            ALTER TABLE \(name) ALTER at TYPE \(type) USING at::\(type);
            """)
        return table
    }

    private static func verify(_ table: SealedTable, _ retention: String) throws -> Product.Answer {
        try Product.verify(table.configuration + "retention: {\(retention)}\n", database: SealedTable.database)
    }

    private static func day(_ expression: String, zone: String = "UTC") throws -> String {
        try SealedTable.psql("SET TimeZone = '\(zone)'; SELECT (\(expression))::date").trimmingCharacters(in: .newlines)
    }

    @Test func `is covered where the first row is as old as the years ask, and says from when on where it is not`()
        throws
    {
        let old = try Self.make("kept_long", ["today - interval '2 years 1 day'", "today - interval '1 day'"])
        let covered = try #require(try Self.verify(old, "years: 2").first?.retention)
        #expect(covered.covered && covered.coveredFrom == nil)
        #expect(covered.since == (try Self.day("now() - interval '2 years'")))
        #expect(covered.firstDay == (try Self.day("date_trunc('day', now()) - interval '2 years 1 day'")))

        let answer = try Self.verify(old, "years: 3")
        let young = try #require(answer.first?.retention)
        #expect(!young.covered)
        #expect(
            young.coveredFrom
                == (try Self.day("date_trunc('day', now()) - interval '2 years 1 day' + interval '3 years'")))
        // A log that is still young is no hole.
        #expect(answer.status == 0)
        #expect(answer.findings == [])
    }

    @Test(arguments: ["UTC", "Asia/Riyadh", "America/St_Johns"])
    func `names each run of days without rows, by the days of the zone`(_ zone: String) throws {
        // Rows at both ends of days, so that another zone's days would be others.
        let table = try Self.make(
            "gaps_\(zone.lowercased().filter(\.isLetter))", zone: zone,
            [
                "today - interval '40 days'", "today - interval '39 days' + interval '23:59:59.999999'",
                "today - interval '30 days'", "today - interval '29 days'", "today - interval '27 days'",
                "today - interval '1 second'",
            ])
        let answer = try Self.verify(table, "years: 7, zone: \(zone), rhythm: every day")
        let found = try #require(answer.first?.retention)
        let expected = try SealedTable.psql(
            """
            SET TimeZone = '\(zone)';
            WITH days AS (SELECT DISTINCT at::date AS day FROM \(table.name)),
            missing AS (
                SELECT d::date AS day, d::date - (row_number() OVER (ORDER BY d))::int AS island
                FROM generate_series((SELECT min(day) FROM days), current_date - 1, interval '1 day') d
                WHERE d::date NOT IN (SELECT day FROM days))
            SELECT min(day), max(day), count(*) FROM missing GROUP BY island ORDER BY 1
            """
        ).split(separator: "\n").map(String.init)
        #expect(found.gaps.map { "\($0.first)|\($0.last)|\($0.days)" } == expected)
        #expect(found.gapCount == expected.count && expected.count == 3)
        #expect(found.daysWithRows == 6)
        #expect(found.longestPause?.days == 25)
        #expect(answer.status == 2 && answer.document?.verdict == "unmet")
        #expect(answer.findings == ["retention-gap"])
    }

    @Test func `asks for rows on working days only, where that is the rhythm`() throws {
        // A row on each day of four weeks but Fridays and Saturdays.
        let moments = (1...28).map { "today - interval '\(29 - $0) days' + interval '1 hour'" }
        let table = try Self.make("weeks", moments)
        try SealedTable.psql(
            "UPDATE weeks SET at = at - interval '1 day' WHERE extract(dow FROM at AT TIME ZONE 'UTC') = 5")
        try SealedTable.psql(
            "UPDATE weeks SET at = at - interval '2 days' WHERE extract(dow FROM at AT TIME ZONE 'UTC') = 6")
        let rested = try Self.verify(table, "years: 1, rhythm: working days, weekend: [friday, Saturday]")
        #expect(rested.first?.retention?.gapCount == 0 && rested.status == 0)
        let usual = try #require(try Self.verify(table, "years: 1, rhythm: working days").first?.retention)
        #expect(usual.gapCount >= 3 && usual.gaps.allSatisfy { $0.days == 1 && $0.first == $0.last })
        #expect(try Self.verify(table, "years: 1").first?.retention?.gapCount == 0)
    }

    @Test func `is not covered by a row whose clock was wrong`() throws {
        let table = try Self.make(
            "wrong_clock",
            ["today - interval '1 year'", "'1970-01-01 00:00Z'", "'1970-01-02 00:00Z'", "today - interval '1 day'"])
        let answer = try Self.verify(table, "years: 7")
        let found = try #require(answer.first?.retention)
        #expect(!found.covered)
        #expect(found.firstDay == (try Self.day("now() - interval '1 year'")))
        #expect(answer.findings == ["time-runs-backwards"])
    }

    @Test func `does not ask for days before the years, nor for the day of the look`() throws {
        let table = try Self.make(
            "begun", ["today - interval '3 years'", "today - interval '1 year'", "today - interval '1 day'"])
        let found = try #require(try Self.verify(table, "years: 1, rhythm: every day").first?.retention)
        #expect(found.gapCount == 1)
        #expect(found.gaps.first?.first == (try Self.day("now() - interval '1 year' + interval '1 day'")))
        #expect(found.gaps.first?.last == (try Self.day("now() - interval '2 days'")))
    }

    @Test(arguments: ["timestamptz", "timestamp", "date"])
    func `times that run backwards by more than an hour, or lie in the future, are told with the row`(_ type: String)
        throws
    {
        let table = try Self.make(
            "backwards_\(type)", type: type,
            [
                "today - interval '9 days'", "today - interval '9 days 59 minutes'", "today - interval '8 days'",
                "today - interval '8 days' - interval '25 hours'", "today - interval '7 days'",
                "today + interval '9 days'",
                "today - interval '6 days'",
            ])
        let answer = try Self.verify(table, "years: 1")
        let findings = try #require(answer.first?.findings)
        // Days hide the hour: the second row is of the day before the first.
        let backwards = try #require(findings.first { $0.kind == "time-runs-backwards" })
        let isDate = type == "date"
        #expect(
            backwards.message.hasPrefix(
                isDate
                    ? "2 rows say to have happened"
                    : "1 row says to have happened more than an hour before the row before it, by up to 25 hours."))
        #expect(backwards.message.contains("The first stands at \(isDate ? 2 : 4) and says"))
        let future = try #require(findings.first { $0.kind == "time-in-future" })
        #expect(future.message.hasPrefix("1 row says to have happened after the look itself. The first stands at 6"))
        #expect(answer.status == 0)
    }

    @Test func `nothing is said of a clock that is set back by less`() throws {
        let table = try Self.make(
            "slack",
            [
                "today - interval '2 days'", "today - interval '2 days 59 minutes 59 seconds'",
                "now() + interval '2 minutes'",
            ])
        #expect(try Self.verify(table, "years: 1").findings == [])
    }

    @Test func `times that run back by little steps are told, and no rhythm is taken for kept then`() throws {
        let moments = (0..<80).map { "today - interval '2 days' - interval '\($0 * 50) minutes'" }
        let table = try Self.make("steps", ["today - interval '5 days'"] + moments)
        let answer = try Self.verify(table, "years: 1, rhythm: every day")
        let findings = try #require(answer.first?.findings)
        #expect(findings.map(\.kind).filter { $0 == "time-runs-backwards" }.count == 1)
        #expect(findings.contains { $0.message.contains("retention: can't be judged: times run back by") })
        #expect(answer.status == 2)
        #expect(try Self.verify(table, "years: 1").status == 0)
    }

    @Test func `a rhythm is not kept by rows that say nothing of when they happened`() throws {
        let table = try Self.make("silent", ["NULL::timestamptz", "'infinity'", "'-infinity'"])
        let answer = try Self.verify(table, "years: 1, rhythm: every day")
        #expect(answer.status == 2 && answer.findings == ["retention-gap"])
        let timeless = try Product.verify(
            table.configuration.replacing("    time: at\n", with: "") + "retention: {years: 1, rhythm: working days}\n",
            database: SealedTable.database)
        #expect(timeless.status == 2 && timeless.findings == ["retention-gap"])
        #expect(try Self.verify(table, "years: 1").status == 0)
    }

    @Test func `is not judged where rows lie on more days than are told apart`() throws {
        let table = SealedTable(name: "many_days", count: 1)
        try table.create()
        try SealedTable.psql(
            """
            TRUNCATE many_days;
            INSERT INTO many_days (id, at) SELECT i, timestamptz '1900-01-01Z' + i * interval '1 day'
            FROM generate_series(1, 40100) i
            """)
        let answer = try Self.verify(table, "years: 7, rhythm: every day")
        let found = try #require(answer.first?.retention)
        #expect(!found.daysTold && found.gapCount == 0)
        let findings = try #require(answer.first?.findings)
        #expect(
            findings.map(\.message) == [
                "retention: can't be judged: the rows lie on more days than are told apart."
            ])
    }

    @Test func `times outside of every calendar trap nothing`() throws {
        let table = try Self.make(
            "beyond",
            ["'infinity'", "'-infinity'", "'4714-11-24 00:00Z BC'", "'294276-12-31 23:59Z'", "NULL::timestamptz"])
        let answer = try Self.verify(table, "years: 7, rhythm: every day")
        #expect(answer.first?.retention?.daysWithRows == 1)
        #expect(answer.findings.contains("time-in-future"))
    }
}
