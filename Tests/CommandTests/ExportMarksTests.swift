import Foundation
import Support
import Testing

/// What stands behind the data of each row is what the verification found, wherever the row was put.
@Suite("What an export says of a row") struct ExportMarksTests {
    /// Sixty rows, sealed one upon the other.
    private static func made(_ system: ReportedSystem, id: String = "bigint", stored: Bool = true, then: String) throws
    {
        try system.psql(
            """
            CREATE TABLE c (id \(id), at timestamp, body text, \(stored ? "prev text, " : "")hash text);
            DO $$ DECLARE tip text := 'start'; BEGIN
                FOR k IN 1..60 LOOP
                    INSERT INTO c (id, at, body, \(stored ? "prev, " : "")hash) VALUES (k, timestamp '2026-01-01' + k * interval '1 hour',
                        'row ' || k, \(stored ? "tip, " : "")encode(sha256(convert_to(tip || '|row ' || k, 'UTF8')), 'hex'));
                    tip := encode(sha256(convert_to(tip || '|row ' || k, 'UTF8')), 'hex');
                END LOOP;
            END $$;
            \(then)
            """)
        try system.write(
            "c.yml",
            """
            chains:
              - name: c
                table: public.c
                order: [id]
                time: at
                \(stored ? "previous: prev" : "")
                hash: hash
                genesis: "'start'"
                formula: "encode(sha256(convert_to(\(stored ? "prev" : "previous") || '|' || body, 'UTF8')), 'hex')"
            """)
    }

    private static func run(_ system: ReportedSystem, _ words: [String], as user: String? = nil) throws -> Shell.Result
    {
        let role = user.map { " user=\($0)" } ?? ""
        return try Command.run(
            [
                "export", "--config", system.path("c.yml"), "--database",
                PrivateServer.shared.conninfo(system.database) + role,
            ]
                + words + ["--output", "-"])
    }

    /// For each row its `body` and what stands behind it: content, link and break.
    private static func lines(_ system: ReportedSystem, _ words: [String], status: Int32) throws -> [String] {
        let result = try run(system, words + ["--columns", "body"])
        #expect(result.status == status, "\(result.status) \(result.errorText)")
        return result.text.split(separator: "\r\n").dropFirst().map { line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            return ([cells[0]] + cells[2...4]).joined(separator: " ").trimmingCharacters(in: .whitespaces)
        }
    }

    private static func reseal(_ id: String, on tip: String, _ body: String) -> String {
        "INSERT INTO c VALUES (\(id), '2026-01-02', '\(body)', (SELECT hash FROM c WHERE body = '\(tip)'), encode(sha256(convert_to((SELECT hash FROM c WHERE body = '\(tip)') || '|\(body)', 'UTF8')), 'hex'));"
    }

    @Test func `is of each row of a break, also of those that share a place in the order`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.made(
            system,
            then: "UPDATE c SET body = 'bad ' || id WHERE id IN (30, 31, 32); UPDATE c SET id = 31 WHERE id = 32")
        let all = try Self.lines(system, ["--all"], status: 1)
        #expect(
            all.filter { $0.hasSuffix("altered-content") }.sorted()
                == ["bad 30", "bad 31", "bad 32"].map { $0 + " fails ok altered-content" })
        // The last of them by itself.
        let one = try Self.lines(
            system, ["--from-time", "2026-01-02 08:00", "--to-time", "2026-01-02 09:00"], status: 1)
        #expect(one == ["bad 32 fails ok altered-content"])
    }

    @Test func `is of no sound row that stands between those of a break`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        // A branch of five rows behind row 20, each between two rows of the line.
        var branch = Self.reseal("20.5", on: "row 20", "fork 20")
        for place in 21...24 { branch += Self.reseal("\(place).5", on: "fork \(place - 1)", "fork \(place)") }
        try Self.made(system, id: "numeric", then: branch)
        let all = try Self.lines(system, ["--all"], status: 1)
        let marked = all.filter { $0.contains("inserted-row") || $0.contains("forked-chain") }
        #expect(marked.count == 5 && marked.allSatisfy { $0.hasPrefix("fork ") }, "\(marked)")
        // The rows of the line behind the branch were sealed upon others than those that stand before them now.
        let moved = (21...25).map { "row \($0) ok elsewhere" }
        #expect(all.filter { $0.hasPrefix("row ") && !$0.hasSuffix(" ok ok") } == moved, "\(all)")
        #expect(try Self.lines(system, ["--around", "id=23", "--context", "0"], status: 0) == ["row 23 ok elsewhere"])
    }

    @Test(arguments: [true, false])
    func `is that all is well where rows of one place were written in another order`(stored: Bool) throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.made(
            system, stored: stored,
            then: """
                UPDATE c SET id = 30 WHERE id = 31;
                CREATE TABLE d AS SELECT * FROM c ORDER BY CASE WHEN body = 'row 30' THEN 30.5 ELSE id END;
                DROP TABLE c; ALTER TABLE d RENAME TO c
                """)
        let result = try Self.run(system, ["--all"])
        #expect(result.status == 0, "\(result.errorText)")
        let moved = try Self.lines(system, ["--all"], status: 0).filter {
            !$0.hasSuffix(stored ? " ok ok" : " ok none")
        }
        let words = stored ? "ok elsewhere" : "elsewhere none"
        #expect(moved == ["row 31 \(words)", "row 30 \(words)", "row 32 \(words)"])
    }

    @Test func `accuses no row of what was put before it, where no link is stored`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.made(
            system, id: "numeric", stored: false,
            then:
                "INSERT INTO c SELECT 30.5, at, 'forged', md5('x') || md5('y') FROM c WHERE id = 30; UPDATE c SET hash = NULL WHERE id = 50"
        )
        let all = try Self.lines(system, ["--all"], status: 1)
        // What stands behind the forged row, and behind the one without a hash, was sealed upon others.
        #expect(
            all.filter { !$0.hasSuffix(" ok none") } == [
                "forged fails none inserted-row", "row 31 elsewhere none", "row 50 unsealed none unsealed-row",
                "row 51 elsewhere none",
            ], "\(all)")
        // What the formula gives for a row without a hash.
        let unsealed = try Self.run(system, ["--around", "id=50", "--context", "0"])
        let hash = try system.psql(
            "SELECT encode(sha256(convert_to(hash || '|row 50', 'UTF8')), 'hex') FROM c WHERE id = 49")
        #expect(
            unsealed.text.contains(",unsealed,none,unsealed-row,\(hash.trimmingCharacters(in: .newlines))\r\n"),
            "\(unsealed.text)")
    }

    @Test func `is not what only the holder of a secret may know`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.made(
            system,
            then:
                "CREATE EXTENSION pgcrypto; UPDATE c SET prev = NULL, hash = encode(hmac(body, 'key', 'sha256'), 'hex')"
        )
        try system.psql(
            "UPDATE c n SET prev = p.hash FROM c p WHERE p.id = n.id - 1; UPDATE c SET body = 'forged' WHERE id = 9")
        try system.write(
            "c.yml",
            """
            chains:
              - name: c
                table: public.c
                order: [id]
                previous: prev
                hash: hash
                formula: "CASE WHEN prev IS NULL THEN encode(hmac(body, k, 'sha256'), 'hex') ELSE encode(hmac(body, k, 'sha256'), 'hex') END"
                secrets: {k: "file:\(system.path("k"))"}
            """)
        try system.write("k", "key")
        let result = try Self.run(system, ["--around", "id=9", "--context", "1"])
        let forged = try system.psql("SELECT encode(hmac('forged', 'key', 'sha256'), 'hex')").trimmingCharacters(
            in: .newlines)
        #expect(result.status == 1, "\(result.errorText)")
        #expect(result.text.contains(",fails,") && !result.text.contains(forged), "\(result.text)")
    }

    @Test func `reads a moment as one, whatever the type of the time`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.made(system, then: "")
        // Noon of a zone five hours ahead is 7 o'clock.
        let words = ["--from-time", "2026-01-01 12:00:00+05", "--to-time", "2026-01-01 09:00"]
        #expect(try Self.lines(system, words, status: 0) == ["row 7 ok ok", "row 8 ok ok"])
        try system.psql("ALTER TABLE c ALTER at TYPE date")
        #expect(
            try Self.lines(system, ["--from-time", "2026-01-02 12:00", "--to-time", "2026-01-03 01:00"], status: 0)
                .count == 13)
        try system.psql("ALTER TABLE c ALTER at TYPE char(10)")
        let refused = try Self.run(system, ["--from-time", "2026-01-03"])
        #expect(
            refused.status == 64 && refused.errorText.contains("is bpchar, which is no moment"), "\(refused.errorText)")
    }

    @Test func `comes from no SQL that a name or a moment holds`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.made(
            system,
            then:
                "ALTER TABLE c ADD \"x\u{600}\" text; ALTER TABLE c ADD \"x\u{600}\"\"||pg_read_file('PG_VERSION')--\" int2[]"
        )
        let result = try Self.run(system, ["--around", "id=3", "--context", "0"])
        #expect(result.status == 0 && !result.text.contains("15"), "\(result.text)\(result.errorText)")
        let moment = "x\u{600}'::text::timestamp AT TIME ZONE NULL::text OR (id = 7) --"
        let refused = try Self.run(system, ["--from-time", moment])
        #expect(refused.status == 64 && refused.text == "", "\(refused.text)\(refused.errorText)")
    }

    @Test func `is told of no column that the role may not read, before anything is verified`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.made(system, then: "ALTER TABLE c ADD secret text")
        let role = "reader_\(UInt32.random(in: 0 ... .max))"
        try system.psql("CREATE ROLE \(role) LOGIN; GRANT SELECT (id, at, body, prev, hash) ON c TO \(role)")
        defer { _ = try? system.psql("DROP OWNED BY \(role); DROP ROLE \(role)") }
        let refused = try Self.run(system, ["--all"], as: role)
        #expect(
            refused.status == 77 && refused.errorText.contains("may not read the column secret"), "\(refused.errorText)"
        )
        #expect(refused.errorText.contains("--columns"))
        let twice = try Self.run(system, ["--all", "--columns", "body,body"])
        #expect(twice.status == 64 && twice.errorText.contains("names body twice"), "\(twice.errorText)")
    }
}
