import Support
import Testing

@testable import Formula

@Suite("Texts as numbers") struct NumberParsingTests {
    static let texts = """
        SELECT CASE WHEN random() < 0.3 THEN '-' WHEN random() < 0.2 THEN '+' ELSE '' END || left(digits, (random() * 24)::int)
          || CASE WHEN random() < 0.5 THEN '' ELSE '.' || right(digits, (random() * 24)::int) END
          || CASE WHEN random() < 0.7 THEN '' ELSE 'e' || (random() * 60 - 30)::int END
          FROM (SELECT translate(md5(g::text), 'abcdef', '000019') FROM generate_series(1, 3000) g) m(digits)
        UNION ALL SELECT unnest(ARRAY['0', '-0', '0.000', '.5', '5.', '.', '', ' ', ' 1 ', E'\\t7\\n', '1e5', '1E-5', '1e', 'e5', 'NaN',
          'nan', '-NaN', '+nan', 'Infinity', '-inf', 'INF', '+infinity', 'infinit', '1 2', '--1', '+-1', '1.2.3', '1e400', '1e-400',
          '1e131071', '1e131072', '1e-16383', '1e-16384', '9223372036854775807', '9223372036854775808', '-9223372036854775808',
          '-9223372036854775809', '007', '1e+3', 'abc', '000000000000000000000000000000001', '12345.678900', '1,5', '1e99999999999', '5 .',
          '0e10', '0e-10', '0.0e3', E'\\r1', E'1\\x0E5', '+ 1', '10000', '9999.9999'])
        """

    @Test func `texts become numbers, or are refused, as the server does`() throws {
        try PrivateServer.shared.psql(
            """
            CREATE OR REPLACE FUNCTION read_numeric(t text) RETURNS bytea LANGUAGE plpgsql AS $$ BEGIN
              RETURN numeric_send(t::numeric); EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$;
            CREATE OR REPLACE FUNCTION read_int(t text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
              RETURN t::int8::text; EXCEPTION WHEN OTHERS THEN RETURN NULL; END $$;
            """)
        let rows = try Oracle.rows("SELECT t, read_numeric(t), read_int(t) FROM (\(Self.texts)) s(t)")
        #expect(rows.count > 3000)
        for row in rows {
            let text = row[0] ?? []
            let numeric = try? Oracle.rendered { try NumberParsing.appendNumeric(text.span, to: &$0) }
            #expect(numeric == row[1], "'\(Oracle.text(text))'::numeric")
            let int = (try? NumberParsing.int64(text.span)).map { Array(String($0).utf8) }
            #expect(int == row[2], "'\(Oracle.text(text))'::int8")
        }
    }
}
