import AuditChain
import Postgres
import Rows
import Support
import Testing

@Suite("Rows that are asked for by their values") struct DemandTests {
    static let name = Result {
        try database(
            "demands",
            """
            CREATE COLLATION anycase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
            CREATE TABLE log (id int8, part numeric, tenant text COLLATE anycase, at timestamptz, who uuid, hash bytea);
            INSERT INTO log SELECT g, g / 2, CASE g % 3 WHEN 0 THEN NULL WHEN 1 THEN 'it''s \\' ELSE 'IT''S \\' END,
                timestamptz '2026-01-01 00:00Z' + g * interval '1 hour', md5(g::text)::uuid, sha256(g::text::bytea)
            FROM generate_series(1, 10) g;
            INSERT INTO log VALUES (NULL, 1.00, 'x', NULL, NULL, NULL), (5, 7, NULL, NULL, NULL, '\\x05');
            """)
    }
    static let layout = TableSource.Layout(
        per: ["tenant"], order: ["part", "id"], hash: "hash", filter: "id IS DISTINCT FROM 10")

    private func ids(_ change: (inout Reading) -> Void) throws -> [String] {
        var source = try open(Self.name.get(), "log", layout: Self.layout)
        var reading = Reading(columns: [], expressions: ["coalesce(id::text, '-')"])
        change(&reading)
        return try source.rows(reading).map { String(decoding: $0[0] ?? [], as: UTF8.self) }
    }

    @Test func `are those of the value as the column compares it, NULL apart`() throws {
        #expect(try ids { $0.having = [.init(column: "id", value: "5")] } == ["5", "5"])
        #expect(try ids { $0.having = [.init(column: "id", value: nil)] } == ["-"])
        #expect(try ids { $0.having = [.init(column: "tenant", value: nil)] } == ["3", "6", "9", "5"])
        #expect(try ids { $0.having = [.init(column: "tenant", value: "it's \\")] } == ["1", "2", "4", "5", "7", "8"])
        #expect(try ids { $0.having = [.init(column: "part", value: "1")] } == ["2", "3", "-"])
        #expect(try ids { $0.having = [.init(column: "hash", value: "\\x05")] } == ["5"])
    }

    @Test func `never are rows that where leaves out`() throws {
        #expect(try ids { $0.having = [.init(column: "id", value: "10")] } == [])
    }

    @Test func `end at a place of the order, and come backwards if so wanted`() throws {
        #expect(try ids { $0.through = ["2", "4"] } == ["1", "2", "3", "-", "4"])
        #expect(try ids { $0.through = ["1", "3"] } == ["1", "2", "3"])
        #expect(try ids { $0.from = ["3", "6"] } == ["6", "7", "8", "9", "5"])
        #expect(
            try ids {
                $0.from = ["1", "3"]
                $0.through = ["2", "4"]
            } == ["3", "4"])
        #expect(try ids { $0.backwards = true } == ids { _ in }.reversed())
        #expect(
            try ids {
                $0.through = ["3", "6"]
                $0.backwards = true
                $0.having = [.init(column: "tenant", value: nil)]
            } == ["6", "3"])
    }

    @Test func `end where enough were read, over ranges of settings too`() throws {
        #expect(try ids { $0.limit = 0 } == [])
        #expect(try ids { $0.limit = 3 } == ["1", "2", "3"])
        var layout = Self.layout
        layout.ranges = [
            .init(settings: ["TimeZone": "UTC"]),
            .init(from: ["part": "2", "id": "5"], settings: ["TimeZone": "Asia/Riyadh"]),
        ]
        var source = try open(Self.name.get(), "log", layout: layout)
        var reading = Reading(columns: [], expressions: ["id::text || to_char(at, ' HH24')"])
        reading.through = ["3", "6"]
        reading.backwards = true
        reading.limit = 3
        let texts = try source.rows(reading).map { String(decoding: $0[0] ?? [], as: UTF8.self) }
        #expect(texts == ["6 09", "5 08", "4 04"])
    }

    @Test func `can be named in the person's own spelling`() throws {
        var source = try open(
            Self.name.get(), "log", layout: .init(per: ["who"], order: ["id", "at", "part"], hash: "hash"))
        #expect(try source.spelling(of: " 007", in: "id") == .value("7"))
        #expect(try source.spelling(of: "2026-01-01T04:00+03", in: "at") == .value("2026-01-01 01:00:00+00"))
        #expect(
            try source.spelling(of: "C4CA4238-A0B9-2382-0DCC-509A6F75849B", in: "who")
                == .value("c4ca4238-a0b9-2382-0dcc-509a6f75849b"))
        #expect(try source.spelling(of: "abc", in: "id") == .notOfType("bigint"))
        #expect(try source.spelling(of: "99999999999999999999", in: "id") == .notOfType("bigint"))
        #expect(try source.spelling(of: "yesterdayish", in: "at") == .notOfType("timestamp with time zone"))
        #expect(try source.spelling(of: "'; SELECT 1", in: "part") == .notOfType("numeric"))
    }
}
