import Testing

@testable import Formula

@Suite("Months") struct CalendarMonthTests {
    /// A value, its month, and the month of the values before and behind that month, as the server prints them.
    private static func rows(_ values: String, zone: String) throws -> [[[UInt8]?]] {
        try Oracle.rows(
            """
            SELECT v, CASE WHEN isfinite(v) THEN
              regexp_replace(v::text, '^([0-9]+-[0-9]+)-[0-9]+(?: [0-9:.+]+)?( BC)?$', '\\1\\2') END
            FROM (\(values)) x(v)
            """, ["TimeZone": zone, "DateStyle": "ISO"])
    }

    @Test func `are those in which the server's timestamps lie in UTC`() throws {
        let rows = try Self.rows(Oracle.timestamps, zone: "UTC")
        Oracle.compare(rows, column: 1, label: "month", atLeast: 2000) { row in
            CalendarMonth(microseconds: try row[0].int64).map { Array($0.text.utf8) }
        }
    }

    @Test func `are those in which the server's dates lie`() throws {
        let values = """
            SELECT timezone('UTC', t)::date FROM (\(Oracle.timestamps)) x(t)
            UNION ALL SELECT unnest('{5874897-12-31,5874897-12-01,4714-11-24 BC,infinity,-infinity}'::date[])
            """
        let rows = try Self.rows(values, zone: "UTC")
        Oracle.compare(rows, column: 1, label: "month", atLeast: 2000) { row in
            let days = (row[0] ?? []).reduce(Int32(0)) { $0 << 8 | Int32($1) }
            return CalendarMonth(days: Int64(days)).map { Array($0.text.utf8) }
        }
    }

    @Test func `begin and end where the server truncates to`() throws {
        let rows = try Oracle.rows(
            """
            SELECT v, date_trunc('month', v), date_trunc('month', v) + interval '1 month'
            FROM (SELECT timezone('UTC', t) FROM (\(Oracle.timestamps)) x(t)) x(v)
            WHERE v BETWEEN '4713-01-01 BC' AND '294276-11-30'
            """)
        #expect(rows.count > 2000)
        for row in rows {
            let month = try #require(CalendarMonth(microseconds: try row[0].int64))
            #expect(month.microseconds == (try row[1].int64)...(try row[2].int64) - 1)
            #expect(month.days.lowerBound * 86_400_000_000 == month.microseconds.lowerBound)
        }
    }

    @Test func `have numbers that follow each other`() throws {
        var month = try #require(CalendarMonth(days: -2_451_545))
        for _ in 0..<200_000 {
            let next = try #require(CalendarMonth(days: month.days.upperBound + 1))
            #expect(next.number == month.number + 1)
            month = next
        }
        #expect(CalendarMonth(days: 0)?.number == 0)
    }

    @Test(arguments: [Int64.min, .max, .min + 1, .max - 1, 9_223_371_331_200_000_000, -211_813_488_000_000_001])
    func `are not invented for what is no time`(_ number: Int64) {
        #expect(CalendarMonth(microseconds: number) == nil)
        #expect(CalendarMonth(days: number) == nil)
    }

    @Test func `at the ends of both types have times that 64 bits hold`() throws {
        let last = try #require(CalendarMonth(microseconds: 9_223_371_331_199_999_999))
        #expect(last.microseconds.upperBound == 9_223_371_331_199_999_999)
        let farthest = try #require(CalendarMonth(days: 2_145_031_948))
        #expect(farthest.microseconds == .max ... .max)
        #expect(farthest.days.upperBound == 2_145_031_948)
    }
}
