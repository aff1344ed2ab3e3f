import Rows
import Support
import Testing

@testable import Formula

@Suite("Values read back from their text") struct OutputReaderTests {
    /// A type as SQL spells it, and a query of values; what comes back must be the very bytes that the server sends.
    static let values: [(type: String, query: String)] = [
        ("smallint", "SELECT unnest('{0,1,-1,32767,-32768}'::int2[])"),
        ("integer", "SELECT unnest('{0,-7,2147483647,-2147483648}'::int4[])"),
        ("bigint", "SELECT unnest('{0,12,-12,9223372036854775807,-9223372036854775808}'::int8[])"),
        ("oid", "SELECT unnest('{0,4294967295}'::oid[])"),
        ("boolean", "SELECT unnest('{t,f}'::bool[])"),
        (
            "numeric",
            """
            SELECT (random() * 10 ^ (random() * 40 - 20))::numeric(60, 25) FROM generate_series(1, 500)
            UNION ALL SELECT unnest('{0,0.00,-0.10,1e200,1e-200,100000000,NaN,Infinity,-Infinity,10000,0.0001,123456789012345678}'::numeric[])
            """
        ),
        (
            "double precision",
            """
            SELECT (random() - 0.5) * 10 ^ (random() * 600 - 300) FROM generate_series(1, 500)
            UNION ALL SELECT unnest('{0,-0,1e15,1e16,NaN,Infinity,-Infinity,5e-324,1.7976931348623157e308}'::float8[])
            """
        ),
        (
            "real",
            """
            SELECT ((random() - 0.5) * 10 ^ (random() * 70 - 35))::float4 FROM generate_series(1, 500)
            UNION ALL SELECT unnest('{0,-0,1e6,NaN,Infinity,-Infinity,1e-45,3.4028235e38}'::float4[])
            """
        ),
        ("uuid", "SELECT gen_random_uuid() FROM generate_series(1, 20)"),
        ("bytea", "SELECT unnest(array['', '\\x00ff7f', 'abc']::bytea[])"),
        ("text", "SELECT unnest(array['', 'plain', E'a\\nb', 'مسافر', '🙂', ' x '])"),
        ("varchar(9)", "SELECT unnest(array['', 'plain', ' x ']::varchar(9)[])"),
        ("char(9)", "SELECT unnest(array['', 'plain', ' x ']::char(9)[])"),
        ("json", "SELECT unnest(array['{\"b\" : 1, \"a\":[] }', 'null', '\"x\"']::json[])"),
        ("jsonb", "SELECT unnest(array['{\"b\" : 1.50, \"a\":[] }', 'null', '\"x\"']::jsonb[])"),
        ("timestamptz", Oracle.timestamps + " UNION ALL SELECT unnest('{infinity,-infinity}'::timestamptz[])"),
        (
            "timestamp",
            "SELECT v::timestamp FROM (\(Oracle.timestamps)) s(v) UNION ALL SELECT unnest('{infinity,-infinity}'::timestamp[])"
        ),
        (
            "date",
            "SELECT v::date FROM (\(Oracle.timestamps)) s(v) UNION ALL SELECT unnest('{infinity,-infinity,4713-01-01 BC,5874897-12-31}'::date[])"
        ),
        ("time", "SELECT unnest('{00:00,24:00,23:59:59.999999,01:02:03.4}'::time[])"),
        (
            "timetz",
            "SELECT unnest('{00:00+00,24:00-15:59,23:59:59.999999+05:30,01:02:03.4-03,00:00:00.000001+14:15:16}'::timetz[])"
        ),
        (
            "interval",
            """
            SELECT make_interval((random() * 40 - 20)::int, (random() * 40 - 20)::int, 0, (random() * 90 - 45)::int,
              (random() * 90 - 45)::int, (random() * 90 - 45)::int, (random() * 90 - 45)::numeric(8, 6)::float8)
              FROM generate_series(1, 500)
            UNION ALL SELECT '-2562047788:00:54.775807'::interval - '0.000001'::interval
            UNION ALL SELECT unnest('{0,1 year,-1 mon,1 day,-00:00:00.000001,1 mon -1 day,-178000000 years,100000:00:00}'::interval[])
            """
        ),
        ("inet", NetworkTests.addresses),
        ("cidr", "SELECT network(v) FROM (\(NetworkTests.addresses)) a(v)"),
        ("macaddr", "SELECT left(md5(g::text), 12)::macaddr FROM generate_series(1, 20) g"),
        ("macaddr8", "SELECT left(md5(g::text), 16)::macaddr8 FROM generate_series(1, 20) g"),
    ]

    @Test(arguments: values) func `what the server prints is read back as the bytes that it sends`(
        type: String, query: String
    ) throws {
        let rows = try Oracle.rows(
            "SELECT v, format('%s', v)::text FROM (\(query)) s(v)", ["TimeZone": "UTC", "DateStyle": "ISO"])
        let column = try #require(TypeNameParser.parse(type))
        let reader = try #require(OutputReader(column))
        var scratch = ByteBuffer()
        var (differences, count) = (0, 0)
        for row in rows {
            guard let bytes = row[0], let text = row[1] else { continue }
            count += 1
            var buffer = ByteBuffer()
            let outcome: String
            do {
                try reader.append(text.span, to: &buffer, scratch: &scratch)
                outcome = buffer.span.copied == bytes ? "" : "\(buffer.span.copied) for \(bytes)"
            } catch { outcome = "\(error)" }
            guard !outcome.isEmpty else { continue }
            differences += 1
            if differences < 8 { Issue.record("\(type) '\(Oracle.text(text))': \(outcome)") }
        }
        #expect(differences == 0)
        #expect(count >= 2)
    }

    @Test(
        arguments: [
            ("integer", "1_000"), ("integer", " 7"), ("integer", "+7"), ("integer", "2147483648"), ("integer", ""),
            ("boolean", "true"), ("numeric", "1e2"), ("numeric", "nan"), ("double precision", "1.50"),
            ("uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"), ("uuid", "a0eebc999c0b4ef8bb6d6bb9bd380a11"),
            ("bytea", "abc"), ("bytea", "\\xAB"), ("bytea", "\\xabc"), ("timestamptz", "2026-01-31 12:00:00"),
            ("timestamptz", "2026-01-31T12:00:00+00"), ("timestamptz", "2026-01-31 12:00:00+01"),
            ("timestamptz", "2026-02-30 12:00:00+00"), ("timestamp", "2026-01-31 12:00:00.50"),
            ("date", "31.01.2026"), ("date", "2026-13-01"), ("date", "99999999-01-01"), ("time", "25:00:00"),
            ("interval", "1 day 1 day"), ("interval", "P1D"), ("inet", "192.0.2.1/32"), ("inet", "192.0.2"),
            ("inet", "1.2.3.4\0"), ("inet", "::0"), ("cidr", "10.0.0.0"),
            ("timestamptz", "2000-01-01 2562047788:00:54.775807-01"),
            ("timestamptz", "9999999-12-31 24:00:00-15:59:59"),
            ("interval", "9999999999:00:00"),
            ("time", "2562047788:00:54.775807"), ("bigint", "9223372036854775808"), ("bytea", "\\x0"),
            ("macaddr", "08002b010203"),
        ])
    func `what the server would print otherwise is refused`(type: String, text: String) throws {
        let column = try #require(TypeNameParser.parse(type))
        let reader = try #require(OutputReader(column))
        var buffer = ByteBuffer()
        var scratch = ByteBuffer()
        let bytes = Array(text.utf8)
        #expect(throws: MalformedValue.self) { try reader.append(bytes.span, to: &buffer, scratch: &scratch) }
    }

    @Test func `what adds up to more than there are years is refused`() throws {
        let column = try #require(TypeNameParser.parse("interval"))
        let reader = try #require(OutputReader(column))
        let text = Array(String(repeating: "999999999999 year ", count: 900_000).utf8)
        var buffer = ByteBuffer()
        var scratch = ByteBuffer()
        #expect(throws: MalformedValue.self) { try reader.append(text.span, to: &buffer, scratch: &scratch) }
    }
}
