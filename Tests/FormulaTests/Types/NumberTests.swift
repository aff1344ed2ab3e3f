import Support
import Testing

@testable import Formula

@Suite("Numbers") struct NumberTests {
    static let numerics = """
        SELECT (CASE WHEN random() < 0.5 THEN '-' ELSE '' END || left(md5n, 1 + (random() * 30)::int) || '.'
            || right(md5n, (random() * 30)::int) || '0')::numeric
          FROM (SELECT translate(md5(g::text) || md5(random()::text), 'abcdef', '012345') FROM generate_series(1, 3000) g) m(md5n)
        UNION ALL SELECT round((random() * 20000 - 10000)::numeric, s) FROM generate_series(1, 500), generate_series(0, 7, 2) s
        UNION ALL SELECT n::numeric FROM unnest('{0,-0,0.0,0.000,NaN,Infinity,-Infinity,0.0001,0.00000001,-0.5,0.5,1e400,1e-400,
          -1e131071,1e-16383,9999,10000,10001,99999999,100000000,1.10,1000000000000.00000,0.00012345,9223372036854775807,
          9223372036854775807.4,9223372036854775807.5,-9223372036854775808.4,-9223372036854775808.5,-9223372036854775808,
          1e20,12345.5,-12345.5,0.49999999999}'::text[]) n
        """

    @Test func `numerics are written as the server writes them`() throws {
        try Oracle.compareRenderings(of: .numeric, Self.numerics)
    }

    @Test func `numerics round to bigint as the server rounds them`() throws {
        let rows = try Oracle.rows(
            """
            SELECT n, CASE WHEN n BETWEEN -9223372036854775808.4 AND 9223372036854775807.4
              THEN n::int8::text ELSE 'refused' END FROM (\(Self.numerics)) s(n)
            """)
        Oracle.compare(rows, column: 1, label: "numeric::int8", atLeast: 1000) { row in
            let field = row[0] ?? []
            do { return Array(String(try Numeric.int64(field.span)).utf8) } catch { return Array("refused".utf8) }
        }
    }

    @Test func `numerics are ordered as the server orders them`() throws {
        let rows = try Oracle.rows(
            """
            WITH n(v) AS (\(Self.numerics)), few AS MATERIALIZED (SELECT v FROM n ORDER BY random() LIMIT 100),
              edges AS MATERIALIZED (SELECT v FROM few UNION ALL SELECT -v FROM few UNION ALL
                SELECT unnest('{0,0.00,-0.0001,0.0001,NaN,Infinity,-Infinity,10000,9999.9999,1.0,1.00}'::numeric[]))
            SELECT a.v, b.v, CASE WHEN a.v < b.v THEN '-1' WHEN a.v = b.v THEN '0' ELSE '1' END FROM edges a, edges b
            """)
        Oracle.compare(rows, column: 2, label: "numeric order", atLeast: 1000) { row in
            try ValueType.numeric.order(row[0], row[1])
        }
    }

    @Test func `integers become numerics with the server's own bytes`() throws {
        let rows = try Oracle.rows(
            """
            SELECT i, s, CASE s WHEN 0 THEN i::numeric WHEN 3 THEN (i::numeric * 0.001) WHEN 6 THEN i * 0.000001
                ELSE i * 0.1 END
            FROM (SELECT (random() * 10 ^ (g % 19) - 10 ^ (g % 18))::int8 FROM generate_series(1, 2000) g
              UNION ALL SELECT unnest('{0,1,-1,9999,10000,10001,-9223372036854775808,9223372036854775807,1000000}'::int8[])) v(i),
              unnest('{0,1,3,6}'::int4[]) s
            """)
        for row in rows {
            let value = (row[0] ?? []).reduce(Int64(0)) { $0 << 8 | Int64($1) }
            let ours = Oracle.rendered { Numeric.append(Int128(value), scale: Int((row[1] ?? [0]).last ?? 0), to: &$0) }
            #expect(ours == row[2])
        }
    }

    @Test(arguments: ["1", "0", "-3", "-15", "3"])
    func `floating point numbers are written as the server writes them`(_ digits: String) throws {
        let settings = ["extra_float_digits": digits]
        try Oracle.compareRenderings(
            of: .float8,
            """
            SELECT (random() - 0.5) * 10 ^ (g % 600 - 300) FROM generate_series(1, 3000) g
            UNION ALL SELECT (random() * 1000000)::int8::float8 * 10 ^ (g % 20 - 10) FROM generate_series(1, 500) g
            UNION ALL SELECT 2 ^ (g - 1074) FROM generate_series(52, 2097) g
            UNION ALL SELECT f::float8 FROM unnest('{0,-0,NaN,Infinity,-Infinity,1e14,1e15,1e16,123456789012345678,1e20,0.0001,
              0.00001,5e-324,1e-323,2.2250738585072014e-308,2.2250738585072011e-308,1.7976931348623157e308,9007199254740991,
              9007199254740992,9007199254740993,9007199254740994,9.5e-7,1e23,8.41e21,2.0919495182368195e19,0.1,0.3,1.5,
              9.007199254740993e15,100,1000000,-1}'::text[]) f
            """, settings: settings)
        try Oracle.compareRenderings(
            of: .float4,
            """
            SELECT ((random() - 0.5) * 10 ^ (g % 70 - 35))::float4 FROM generate_series(1, 3000) g
            UNION ALL SELECT (2 ^ (g - 140))::float4 FROM generate_series(1, 267) g
            UNION ALL SELECT f::float4 FROM unnest('{0,-0,NaN,Infinity,-Infinity,1e5,1e6,123456,1234567,1e20,0.0001,0.00001,1e-45,
              1.17549435e-38,3.4028235e38,16777216,16777217,8388608,33554432,67108864,0.1,0.3,1.5,9.5e-7}'::text[]) f
            """, settings: settings)
    }

    @Test func `integers, booleans and texts are written as the server writes them`() throws {
        try Oracle.compareRenderings(
            of: .int8,
            "SELECT (random() * 10 ^ (g % 19))::int8 FROM generate_series(1, 200) g UNION ALL "
                + "SELECT unnest('{0,-1,-9223372036854775808,9223372036854775807}'::int8[])")
        try Oracle.compareRenderings(
            of: .int4, "SELECT unnest('{0,-1,-2147483648,2147483647,10,-10}'::int4[])", atLeast: 6)
        try Oracle.compareRenderings(of: .int2, "SELECT unnest('{0,-1,-32768,32767}'::int2[])", atLeast: 4)
        try Oracle.compareRenderings(of: .oid, "SELECT unnest('{0,1,4294967295}'::oid[])", atLeast: 3)
        try Oracle.compareRenderings(of: .bool, "SELECT unnest('{t,f}'::bool[])", atLeast: 2)
        try Oracle.compareRenderings(of: .text, "SELECT unnest('{a,\"\",añ😀,\" x \"}'::text[])", atLeast: 4)
        try Oracle.compareRenderings(of: .bpchar, "SELECT unnest('{a,\"\",añ,\" x \"}'::char(5)[])", atLeast: 4)
        try Oracle.compareRenderings(of: .char, "SELECT unnest('{a,\"\",1}'::\"char\"[])", atLeast: 3)
        try Oracle.compareRenderings(of: .uuid, "SELECT gen_random_uuid() FROM generate_series(1, 100)")
    }
}
