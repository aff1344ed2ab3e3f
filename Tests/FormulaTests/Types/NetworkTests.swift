import Testing

@testable import Formula

@Suite("Network addresses") struct NetworkTests {
    static let addresses = """
        SELECT (CASE WHEN g % 3 = 0 THEN '1' ELSE '' END || (random() * 99)::int || '.' || (random() * 255)::int || '.0.'
          || (random() * 255)::int || '/' || (random() * 32)::int)::inet FROM generate_series(1, 500) g
        UNION ALL SELECT (string_agg(CASE WHEN random() < 0.6 THEN '0' WHEN random() < 0.2 THEN 'ffff'
            ELSE to_hex((random() * 65535)::int) END, ':')
          || CASE WHEN random() < 0.5 THEN '' ELSE '/' || (random() * 128)::int END)::inet
          FROM generate_series(1, 3000) g, generate_series(1, 8) GROUP BY g
        UNION ALL SELECT unnest('{::,::1,::2,1::,::ffff:1.2.3.4,::1.2.3.4,::ffff:0:1.2.3.4,::1:2:3,1:0:0:2::,0:0:1::,
          2001:db8::1/64,0.0.0.0/0,255.255.255.255,10.0.0.1/8,::/0,::ffff:0:0,::ffff,::1:0,fe80::1,1:2:3:4:5:6:7:0,0:2:3:4:5:6:7:8,
          ::2:3:4:5:6:7:8}'::inet[])
        """

    @Test func `addresses are written as the server writes them`() throws {
        try Oracle.compareRenderings(of: .inet, Self.addresses)
        try Oracle.compareRenderings(of: .cidr, "SELECT network(v) FROM (\(Self.addresses)) a(v)")
        let rows = try Oracle.rows("SELECT v, host(v) FROM (\(Self.addresses)) a(v)")
        Oracle.compare(rows, column: 1, label: "host", atLeast: 100) { row in
            let field = row[0] ?? []
            return try Oracle.rendered { try NetworkAddress.appendHost(of: field.span, to: &$0) }
        }
    }

    @Test func `addresses are ordered as the server orders them`() throws {
        let rows = try Oracle.rows(
            """
            WITH few AS MATERIALIZED (SELECT v FROM (\(Self.addresses)) a(v) ORDER BY random() LIMIT 150)
            SELECT a.v, b.v, CASE WHEN a.v < b.v THEN '-1' WHEN a.v = b.v THEN '0' ELSE '1' END FROM few a, few b
            """)
        Oracle.compare(rows, column: 2, label: "inet order", atLeast: 1000) { row in
            try ValueType.inet.order(row[0], row[1])
        }
    }

    @Test func `card addresses are written as the server writes them`() throws {
        let random = "SELECT left(md5(g::text), 12)::macaddr FROM generate_series(1, 100) g"
        try Oracle.compareRenderings(of: .macaddr, random)
        try Oracle.compareRenderings(of: .macaddr8, "SELECT v::macaddr8 FROM (\(random)) s(v)")
    }
}
