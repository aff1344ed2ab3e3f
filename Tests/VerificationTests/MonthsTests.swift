import Configuration
import Foundation
import Support
import Testing
import Verification

/// What the machine form says of rows by month, beside what psql counts.
@Suite("Rows by month") struct MonthsTests {
    /// Times of rows 1 to 24: month borders, months out of order, long ago, far off, never.
    private static let times = [
        "2019-12-31 23:59:59.999999+00", "2020-01-01 00:00+00", "2020-01-31 23:30-05", "2020-01-31 23:30+00", "NULL",
        "2020-01-15", "1969-12-31 23:59:59+00", "1970-01-01 00:00+00", "1582-10-10 00:00+00", "0001-01-01 00:00+00",
        "0001-12-31 23:59:59+00 BC", "0044-03-15 12:00+00 BC", "4714-11-24 00:00+00 BC", "infinity", "-infinity",
        "294276-12-31 23:59:59.999999+00", "10000-01-01 00:00+00", "9999-12-31 23:59+00", "2020-02-29 12:00+00",
        "2020-01-31 12:00+00", "2020-02-01 00:00+00", "NULL", "2019-12-01 00:00+00", "2020-03-01 00:00+00",
    ]

    /// A table with these times, of which some rows are not sealed.
    private static func make(_ name: String, type: String, per: String? = nil) throws -> SealedTable {
        let table = SealedTable(
            name: name, count: times.count, columns: [("tenant", "int", "i % 3")], genesis: "repeat('0', 64)", per: per)
        try table.create()
        let values = times.enumerated().map { index, time in "(\(index + 1), \(time == "NULL" ? "NULL" : "'\(time)'"))"
        }
        try SealedTable.psql(
            """
            SET TimeZone = UTC;
            ALTER TABLE \(name) ALTER at DROP NOT NULL;
            UPDATE \(name) SET at = t::timestamptz FROM (VALUES \(values.joined(separator: ", "))) v(i, t) WHERE id = i;
            UPDATE \(name) SET hash = NULL WHERE id IN (3, 7, 24);
            ALTER TABLE \(name) ALTER at TYPE \(type) USING at::\(type);
            """)
        return table
    }

    /// The months as psql counts them, one a line: month, rows, verified, and time, number and hash of the first and the last.
    private static func expected(_ name: String, where condition: String = "true") throws -> [String] {
        try SealedTable.psql(
            """
            SET TimeZone = UTC; SET DateStyle = ISO;
            WITH dated AS (
              SELECT *, CASE WHEN isfinite(at) THEN to_char(at, 'YYYY-MM') || CASE WHEN at < '0001-01-01' THEN ' BC' ELSE '' END
                END AS month,
                id || ' ' || coalesce(regexp_replace(at::text, '^(.*) (.*)\\+00$', '\\1T\\2Z'), '-') || ' ' || coalesce(hash, '-') AS place
              FROM \(name) WHERE \(condition))
            SELECT coalesce(month, 'no-month'), count(*), count(hash),
              (array_agg(place ORDER BY id))[1], (array_agg(place ORDER BY id DESC))[1]
            FROM dated GROUP BY month ORDER BY month IS NULL, min(at)
            """
        ).split(separator: "\n").map(String.init)
    }

    private static func lines(_ answer: Product.Answer) -> [String]? {
        answer.first?.months?.map { month in
            func told(_ row: Product.Document.Row?) -> String {
                guard let row else { return "?" }
                return "\((row.order["id"] ?? nil) ?? "-") \(row.time ?? "-") \(row.hash ?? "-")"
            }
            return [
                month.month ?? month.reason ?? "?", "\(month.rows)", "\(month.verified)", told(month.first),
                told(month.last),
            ].joined(separator: "|")
        }
    }

    @Test(arguments: ["timestamptz", "timestamp", "date"])
    func `are as many as the server counts, with the first and the last of each`(_ type: String) throws {
        let table = try Self.make("months_\(type)", type: type)
        let answer = try table.verify()
        let lines = try #require(Self.lines(answer))
        #expect(lines == (try Self.expected(table.name)))
        #expect(lines.count == 15)
        #expect(answer.first?.breaks.map(\.kind).filter { $0 != "unsealed-row" } == [])
    }

    @Test func `are counted over all chains of a table, in the table's order`() throws {
        let table = try Self.make("months_per", type: "timestamptz", per: "tenant")
        let answer = try table.verify()
        #expect(answer.first?.chainCount == 3)
        #expect(Self.lines(answer) == (try Self.expected(table.name)))
    }

    @Test func `are those of the rows that where: lets in`() throws {
        var table = try Self.make("months_where", type: "timestamptz")
        table.lines = ["where: \"id > 6\""]
        let answer = try table.verify()
        #expect(answer.first?.excluded == 6)
        #expect(Self.lines(answer) == (try Self.expected(table.name, where: "id > 6")))
    }

    @Test func `are counted where the time is of a domain, and rows are broken`() throws {
        let table = try Self.make("months_domain", type: "timestamptz")
        try SealedTable.psql(
            """
            DROP DOMAIN IF EXISTS moment; CREATE DOMAIN moment AS timestamptz;
            ALTER TABLE months_domain ALTER at TYPE moment; UPDATE months_domain SET action = 'x' WHERE id IN (2, 21)
            """)
        let answer = try table.verify()
        #expect(answer.status == 1)
        #expect(Self.lines(answer) == (try Self.expected(table.name)))
    }

    @Test func `are left out where the time lies in no month, or there is none`() throws {
        let table = try Self.make("months_none", type: "timestamptz")
        try SealedTable.psql("UPDATE months_none SET at = NULL WHERE NOT isfinite(at)")
        for type in ["text", "time"] {
            try SealedTable.psql("ALTER TABLE months_none ALTER at TYPE \(type) USING at::\(type)")
            let answer = try table.verify()
            #expect(answer.first?.rows == 24)
            #expect(answer.first?.months == nil)
        }
        let plain = table.configuration.replacing("    time: at\n", with: "")
        #expect(try Product.verify(plain, database: table.database).first?.months == nil)
    }

    @Test func `of an empty table are none`() throws {
        let table = SealedTable(name: "months_empty", count: 1, lines: ["allow_empty: true"])
        try table.create()
        try SealedTable.psql("DELETE FROM months_empty")
        #expect(try table.verify().first?.months?.isEmpty == true)
    }

    @Test func `are told for a thousand years, and together beyond`() throws {
        let table = SealedTable(name: "months_many", count: 2)
        try table.create()
        try SealedTable.psql(
            """
            INSERT INTO months_many (id, at) SELECT 10 + m, timestamptz '1400-01-15 12:00Z' + make_interval(months => m)
            FROM generate_series(0, 14399) m
            """)
        let answer = try table.verify()
        let months = try #require(answer.first?.months)
        #expect(months.count == 12_001)
        #expect(months.first?.month == "1500-01")
        #expect(months.dropLast().last?.month == "2499-12")
        let counts = try SealedTable.psql(
            """
            SET TimeZone = UTC; SELECT count(*), min(id), max(id) FROM months_many
            WHERE at < '1500-01-01' OR at >= '2500-01-01'
            """)
        let rest = try #require(months.last)
        #expect(rest.month == nil)
        #expect(rest.reason == "further-months")
        #expect([rest.first, rest.last].map { ($0?.order["id"] ?? nil) ?? "" } == ["10", "14409"])
        #expect(counts == "\(rest.rows)|10|14409\n")
        #expect(months.reduce(0) { $0 + $1.rows } == answer.first?.rows)
        #expect(try validated([answer.text]) == "True\n")
    }

    @Test func `fit the schema, which asks for a reason where there is no month`() throws {
        let table = try Self.make("months_schema", type: "date")
        let text = try table.verify().text
        let unexplained = text.replacing("\"reason\": \"no-month\",", with: "")
        let misspelled = text.replacing("\"month\": \"2020-01\"", with: "\"month\": \"2020-13\"")
        #expect(unexplained != text && misspelled != text)
        #expect(try validated([text, unexplained, misspelled]) == "True\nFalse\nFalse\n")
    }

    @Test func `are not collected unless somebody asks for them`() throws {
        let table = try Self.make("months_unasked", type: "timestamptz")
        try Product.withConfiguration(table.configuration) { path, _ in
            let configuration = try Configuration.load(path: path)
            var verifier = try Verifier(
                configuration: configuration, database: PrivateServer.shared.conninfo(table.database), chains: [])
            #expect(verifier.run { _ in }.chains.map(\.months) == [nil])
            verifier.collectsMonths = true
            #expect(verifier.run { _ in }.chains.map { $0.months?.count } == [15])
        }
    }

    private func validated(_ documents: [String]) throws -> String {
        let script = """
            import json, sys
            from jsonschema import Draft202012Validator
            validator = Draft202012Validator(json.load(open(sys.argv[1])))
            for text in json.load(sys.stdin):
                print(validator.is_valid(json.loads(text)))
            """
        let output = try Shell.run(
            [Product.python, "-c", script, Product.repository + "/Schemas/verification-1.schema.json"],
            input: try JSONEncoder().encode(documents))
        return String(decoding: output, as: UTF8.self)
    }
}
