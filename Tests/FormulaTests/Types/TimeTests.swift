import Testing

@testable import Formula

@Suite("Times") struct TimeTests {
    static let intervals = """
        SELECT make_interval(months => ((random() - 0.5) * m)::int, days => ((random() - 0.5) * d)::int)
            + (round(((random() - 0.5) * s)::numeric, 9) || ' s')::interval
          FROM unnest('{0,24,100000}'::int[]) m, unnest('{0,40,100000}'::int[]) d, unnest('{0,3,100,100000,1e9}'::float8[]) s,
            generate_series(1, 40)
        UNION ALL SELECT unnest('{0,1 s,-1 s,1 mon -1 day,-1 mon 1 day,1 day -00:00:01,-1 day 00:00:01,-0.000001 s,1.5 s,-1.5 s,
          1 year,-1 year,2 years -1 mon,1 min,-1 min,-1 hour 1 min,178000000 years,-178000000 years,1 mon 00:00:00.1,
          1 hour,59 s,61 s}'::interval[])
        """

    @Test(arguments: [
        "ISO,MDY", "ISO,DMY", "SQL,MDY", "SQL,DMY", "SQL,YMD", "Postgres,MDY", "Postgres,DMY", "Postgres,YMD", "German",
    ])
    func `timestamps and dates are written in each DateStyle as the server writes them`(_ style: String) throws {
        for zone in ["Asia/Kathmandu", "America/New_York", "<+02>-02", "Africa/Monrovia"].shuffled().prefix(1) + [
            "Europe/Berlin"
        ] {
            let settings = ["DateStyle": style, "TimeZone": zone]
            try Oracle.compareRenderings(of: .timestamptz, Oracle.timestamps, settings: settings)
        }
        let settings = ["DateStyle": style]
        try Oracle.compareRenderings(
            of: .timestamp, "SELECT timezone('UTC', t) FROM (\(Oracle.timestamps)) x(t)", settings: settings)
        try Oracle.compareRenderings(
            of: .date,
            """
            SELECT timezone('UTC', t)::date FROM (\(Oracle.timestamps)) x(t)
            UNION ALL SELECT unnest('{5874897-12-31,4714-11-24 BC,infinity,-infinity}'::date[])
            """, settings: settings)
    }

    @Test func `times of day are written as the server writes them`() throws {
        try Oracle.compareRenderings(
            of: .time,
            "SELECT timezone('UTC', t)::time FROM (\(Oracle.timestamps)) x(t) WHERE isfinite(t) "
                + "UNION ALL SELECT unnest('{00:00,24:00,23:59:59.999999}'::time[])")
        try Oracle.compareRenderings(of: .timetz, Self.zonedTimes)
    }

    static let zonedTimes = """
        SELECT (make_time(g % 24, g % 60, (g % 59) + 0.5)::text || z)::timetz
          FROM generate_series(1, 200) g, unnest('{+00,-03:30,+05:45,+00:00:30,-15:59:59,+15:59:59,-00:30}'::text[]) z
        """

    @Test func `times with zones and intervals are ordered as the server orders them`() throws {
        for (type, values) in [(ValueType.timetz, Self.zonedTimes), (.interval, Self.intervals)] {
            let rows = try Oracle.rows(
                """
                WITH few AS MATERIALIZED (SELECT v FROM (\(values)) a(v) ORDER BY random() LIMIT 100)
                SELECT a.v, b.v, CASE WHEN a.v < b.v THEN '-1' WHEN a.v = b.v THEN '0' ELSE '1' END FROM few a, few b
                """)
            Oracle.compare(rows, column: 2, label: "\(type) order", atLeast: 1000) { row in
                try type.order(row[0], row[1])
            }
        }
    }

    @Test(arguments: IntervalStyle.allCases)
    func `intervals are written in each IntervalStyle as the server writes them`(_ style: IntervalStyle) throws {
        try Oracle.compareRenderings(of: .interval, Self.intervals, settings: ["IntervalStyle": style.rawValue])
    }

    @Test(arguments: ["UTC", "Europe/Berlin", "America/St_Johns", "Africa/Monrovia"])
    func `fields are extracted as the server extracts them`(_ zoneName: String) throws {
        let zone = try #require(Zone(setting: zoneName))
        let units = [
            "microseconds", "milliseconds", "second", "minute", "hour", "day", "week", "month", "quarter", "year",
            "decade",
            "century", "millennium", "dow", "doy", "isodow", "isoyear", "epoch", "julian", "timezone", "timezone_hour",
            "timezone_minute",
        ]
        let types: [(ValueType, String)] = [
            (.timestamptz, "SELECT t FROM (\(Oracle.timestamps)) x(t) ORDER BY isfinite(t), random() LIMIT 500"),
            (
                .timestamp,
                "SELECT timezone('UTC', t) FROM (\(Oracle.timestamps)) x(t) ORDER BY isfinite(t), random() LIMIT 500"
            ),
            (
                .date,
                "SELECT timezone('UTC', t)::date FROM (\(Oracle.timestamps)) x(t) ORDER BY isfinite(t), random() LIMIT 500"
            ),
            (.interval, Self.intervals), (.timetz, Self.zonedTimes),
            (.time, "SELECT timezone('UTC', t)::time FROM (\(Oracle.timestamps)) x(t) WHERE isfinite(t) LIMIT 300"),
        ]
        for (type, values) in types where zoneName == "UTC" || type == .timestamptz {
            let known = units.compactMap { unit in Extraction(unit, from: type).map { (unit, $0) } }
            let columns = known.map { "extract(\($0.0) FROM v)" }.joined(separator: ", ")
            let rows = try Oracle.rows("SELECT v, \(columns) FROM (\(values)) s(v)", ["TimeZone": zoneName])
            for (index, (unit, extraction)) in known.enumerated() {
                var differences = 0
                for row in rows {
                    let field = row[0] ?? []
                    var isThere = false
                    let ours = try Oracle.rendered {
                        isThere = try extraction.append(from: field.span, zone: zone, to: &$0)
                    }
                    if (isThere ? ours : nil) != row[index + 1] { differences += 1 }
                    if differences == 1, (isThere ? ours : nil) != row[index + 1] {
                        Issue.record(
                            "\(unit) of \(type): \(row[0] ?? []), server \(row[index + 1] ?? []), ours \(ours)")
                    }
                }
                #expect(differences == 0, "\(unit) of \(type)")
            }
        }
    }

    @Test(arguments: ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"])
    func `timestamps are truncated as the server truncates them`(_ zoneName: String) throws {
        let zone = try #require(Zone(setting: zoneName))
        let units = [
            "microseconds", "milliseconds", "second", "minute", "hour", "day", "week", "month", "quarter", "year",
            "decade",
            "century", "millennium",
        ]
        let columns = units.map { "date_trunc('\($0)', v), date_trunc('\($0)', timezone('UTC', v))" }
        let rows = try Oracle.rows(
            """
            SELECT v, timezone('UTC', v), \(columns.joined(separator: ", ")) FROM (\(Oracle.timestamps)) s(v)
            WHERE v > '4000-01-01 BC' OR NOT isfinite(v) ORDER BY isfinite(v), random() LIMIT 900
            """, ["TimeZone": zoneName])
        for (index, unit) in units.enumerated() {
            let truncation = try #require(Truncation(unit))
            Oracle.compare(rows, column: 2 + index * 2, label: "\(unit) of timestamptz") { row in
                Self.wire(try truncation.truncated(row[0].int64, in: zone))
            }
            Oracle.compare(rows, column: 3 + index * 2, label: "\(unit) of timestamp") { row in
                Self.wire(try truncation.truncated(row[1].int64))
            }
        }
    }

    @Test(arguments: ["UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo"])
    func `times are cast as the server casts them`(_ zoneName: String) throws {
        let zone = try #require(Zone(setting: zoneName))
        let rows = try Oracle.rows(
            """
            SELECT v, v::timestamp, v::date, timezone('UTC', v)::timestamptz, timezone('UTC', v)::date, v::date::timestamptz,
              v::date::timestamp FROM (\(Oracle.timestamps)) s(v)
            WHERE v BETWEEN '4000-01-01 BC' AND '294000-01-01' OR NOT isfinite(v)
            """, ["TimeZone": zoneName])
        func number(_ row: [[UInt8]?]) throws -> Int64 { try row[0].int64 }
        Oracle.compare(rows, column: 1, label: "local") { Self.wire(try TimeCast.local(number($0), in: zone)) }
        Oracle.compare(rows, column: 2, label: "day") { Self.wire(try TimeCast.day(of: number($0), in: zone)) }
        Oracle.compare(rows, column: 3, label: "moment") {
            Self.wire(try TimeCast.moment(ofLocal: number($0), in: zone))
        }
        Oracle.compare(rows, column: 4, label: "local day") { Self.wire(try TimeCast.day(ofLocal: number($0))) }
        Oracle.compare(rows, column: 5, label: "midnight") {
            Self.wire(try TimeCast.midnight(of: TimeCast.day(of: number($0), in: zone), in: zone))
        }
        Oracle.compare(rows, column: 6, label: "local midnight") {
            Self.wire(try TimeCast.midnight(of: TimeCast.day(of: number($0), in: zone)))
        }
    }

    static func wire<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
