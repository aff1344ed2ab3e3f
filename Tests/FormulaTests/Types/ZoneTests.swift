import Support
import Testing

@testable import Formula

@Suite("Time zones") struct ZoneTests {
    /// Every zone with random moments from 1850 to 2100 and beyond, and a second before, at and after its changes.
    static func moments(_ names: [String], changes: Int) -> String {
        names.map { name in
            var seconds = (0..<20).map { _ in Int64.random(in: -3_786_912_000...4_102_444_800) }
            seconds += [
                -200_000_000_000, 9_000_000_000_000, 32_503_680_000, Int64.random(in: 4_102_444_800...90_000_000_000),
            ]
            let known = (Zone(setting: name) ?? Zone(spelled: name))?.history.moments ?? []
            let usual = known.filter { -5_000_000_000...20_000_000_000 ~= $0 }
            for moment in usual.shuffled().prefix(changes) { seconds += [moment - 1, moment, moment + 1] }
            let list = seconds.map(String.init).joined(separator: ",")
            return "('\(name.replacing("'", with: "''"))', '{\(list)}'::int8[])"
        }.joined(separator: ",\n")
    }

    static func names(_ sql: String) throws -> [String] {
        try PrivateServer.shared.psql(sql).split(separator: "\n").map(String.init)
    }

    @Test func `every zone has the server's local times, both ways`() throws {
        let names = try Self.names("SELECT name FROM pg_timezone_names")
        #expect(names.count > 400)
        try Self.compare(names + Self.others, changes: 12)
    }

    @Test func `every abbreviation has the server's meaning at every time`() throws {
        let names = try Self.names("SELECT abbrev FROM pg_timezone_abbrevs")
        #expect(names.count > 150)
        try Self.compare(names + names.map { $0.lowercased() }, changes: 0)
    }

    static let others = [
        "utc", "europe/berlin", "EUROPE/berlin", "UTC+3", "utc-5:30", "<+02>-02", "+02", "-7", "EST5EDT", "FOO5BAR",
        "CET-1CEST,M3.5.0,M10.5.0/3", "AEST-10AEDT,M10.1.0,M4.1.0/3", "<-03>3<-02>,M3.5.0/-2,M10.5.0/-1",
        "X3Y,J60/0,300/26",
        "foo+00:00:30", "z",
    ]

    private static func compare(_ names: [String], changes: Int) throws {
        let rows = try Oracle.rows(
            """
            SELECT z, t, timezone(z, t), l, timezone(z, l)
            FROM (VALUES \(moments(names, changes: changes))) v(z, s), unnest(s) e,
              LATERAL (SELECT to_timestamp(e)) a(t), LATERAL (SELECT timezone(z, t) + (ARRAY[interval '0', '-1 s', '1 s', '-1 hour',
                '1 hour', '-30 min', '59 min 59 s', '-1 hour -1 s'])[1 + (random() * 7)::int]) b(l)
            """)
        var zones: [String: Zone] = [:]
        for name in names { zones[name] = Zone(spelled: name) }
        Oracle.compare(rows, column: 2, label: "local", atLeast: 1000) { row in
            try zones[Oracle.text(row[0])].map {
                TimeTests.wire(try TimeCast.local(row[1].int64, in: $0))
            }
        }
        Oracle.compare(rows, column: 4, label: "moment", atLeast: 1000) { row in
            try zones[Oracle.text(row[0])].map {
                TimeTests.wire(try TimeCast.moment(ofLocal: row[3].int64, in: $0))
            }
        }
    }

    @Test func `every zone writes offsets and names as the server's session does`() throws {
        try PrivateServer.shared.psql(
            """
            CREATE OR REPLACE FUNCTION zone_shown(z text, t timestamptz) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
              PERFORM set_config('TimeZone', z, false);
              RETURN t::text || to_char(t, ' TZ tz OF TZH:TZM'); END $$
            """)
        let names =
            try Self.names("SELECT name FROM pg_timezone_names")
            + Self.others.filter { $0 != "z" && $0 != "foo+00:00:30" } + ["5.5", "-3", "+02"]
        let rows = try Oracle.rows(
            """
            SELECT z, to_timestamp(e), zone_shown(z, to_timestamp(e))
            FROM (VALUES \(Self.moments(names, changes: 8))) v(z, s), unnest(s) e
            """)
        let pattern = try #require(ToCharPattern(" TZ tz OF TZH:TZM", settings: RenderSettings()))
        var settings: [String: RenderSettings] = [:]
        for name in names { settings[name] = try RenderSettings(["timezone": name]) }
        Oracle.compare(rows, column: 2, label: "shown", atLeast: 1000) { row in
            let render = try #require(settings[Oracle.text(row[0])])
            let moment = row[1] ?? []
            return try Oracle.rendered {
                try ValueType.timestamptz.appendCastText(moment.span, settings: render, to: &$0)
                _ = try pattern.append(moment: moment.span.number(Int64.self), zone: render.zone, to: &$0)
            }
        }
    }

    @Test(arguments: [
        "Nowhere/At_All", "", "..", "../passwd", "America", "zone.tab", "right/UTC", "FOO", "foo+00:00:30", "1:2:3:4",
    ])
    func `a name that the server refuses is refused`(_ name: String) throws {
        #expect(throws: (any Error).self) { try PrivateServer.shared.psql("SET TimeZone = '\(name)'") }
        #expect(Zone(setting: name) == nil)
    }
}
