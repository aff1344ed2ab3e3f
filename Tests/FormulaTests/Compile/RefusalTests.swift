import AuditChain
import Formula
import Rows
import Testing

@Suite("What a formula may not say") struct RefusalTests {
    static let columns = [
        Column(name: "id", type: ColumnType(oid: 20, name: "int8")),
        Column(name: "action", type: ColumnType(oid: 25, name: "text")),
        Column(name: "tenant", type: ColumnType(oid: 25, name: "text")),
        Column(name: "prev_hash", type: ColumnType(oid: 25, name: "text")),
    ]

    static func text(_ sql: String) -> SourceText {
        let lines = sql.split(separator: "\n", omittingEmptySubsequences: false).indices
        return SourceText(sql, lines: lines.map { SourcePosition(file: "unbroken.yml", line: 12 + $0, column: 7) })
    }

    static func obstacle(
        _ sql: String, link: String? = "prev_hash", hash: ColumnType = ColumnType(oid: 25, name: "text"),
        allowed: [String]? = nil
    ) throws -> Obstacle? {
        do throws(Obstacle) {
            var catalog = BuiltInCatalog()
            let formula = try Formula(parsing: text(sql), title: allowed == nil ? "the formula" : "genesis")
            _ = try formula.compiled(
                for: FormulaContext(
                    columns: columns, link: link, hash: hash, settings: RenderSettings(),
                    names: CatalogNames(of: formula, in: &catalog),
                    secrets: ["audit_key": Array("s3cret".utf8), "id": []],
                    allowedColumns: allowed))
            return nil
        } catch { return error }
    }

    @Test(arguments: [
        ("md5(action", "unbroken.yml:12:17: the formula: syntax error at end of input", nil as String?),
        ("md5(action) ||\n 'é' || + |", "unbroken.yml:13:18: the formula: syntax error at end of input", nil),
        ("", "unbroken.yml:12:7: the formula is empty", nil),
        ("1; DROP TABLE x", "unbroken.yml:12:8: the formula must not hold several statements (';')", nil),
        ("action;", "unbroken.yml:12:13: the formula must not end in ';'", nil),
        ("action, id", "unbroken.yml:12:15: the formula must be one SQL expression, here another one begins", nil),
        (
            "action FROM log",
            "unbroken.yml:12:7: the formula must be one SQL expression, without FROM, WHERE and the like", nil
        ),
        (
            "action UNION SELECT 'x'",
            "unbroken.yml:12:7: the formula must be one SQL expression, without FROM, WHERE and the like", nil
        ),
        (
            "action AS x", "unbroken.yml:12:7: the formula must be an SQL expression without a name of its own (AS …)",
            nil
        ),
        (
            "md5((SELECT 'x'))",
            "unbroken.yml:12:11: the formula can't hold a subquery: the hash of a row must follow from the row alone",
            nil
        ),
        (
            "md5(age(action::timestamp)::text)",
            "unbroken.yml:12:11: the formula can't hold age() of one value, which counts up to today: the hash of a row must follow from the row alone",
            nil
        ),
        (
            "md5((date ' Today ')::text)",
            "unbroken.yml:12:17: the formula can't hold 'today' as a time, which is another each day: the hash of a row must follow from the row alone",
            nil
        ),
        (
            "md5(('yesterday 12:00'::text)::timestamptz::text)",
            "unbroken.yml:12:12: the formula can't hold 'yesterday' as a time, which is another each day: the hash of a row must follow from the row alone",
            nil
        ),
        ("md5($1)", "unbroken.yml:12:11: the formula can't hold a parameter ($1)", nil),
        ("max(action)", "unbroken.yml:12:7: the formula can't hold an aggregate (max)", nil),
        ("lag(action) OVER (ORDER BY id)", "unbroken.yml:12:7: the formula can't hold a window function (lag)", nil),
        ("*", "unbroken.yml:12:7: the formula can't hold *", nil),
        ("NEW.action", "unbroken.yml:12:7: new.action must be written without what stands before its last dot", nil),
        ("md5(acton)", "unbroken.yml:12:11: there is no column acton", "did you mean action?"),
        (
            "encode(sha25(action::bytea), 'hex')", "unbroken.yml:12:14: there is no function sha25",
            "did you mean sha256?"
        ),
        ("action::txt", "unbroken.yml:12:15: there is no type txt", "did you mean text?"),
        (
            "sha256('x')", "unbroken.yml:12:7: the formula gives bytea, but the hash column is text",
            "write encode(…, 'hex') round it"
        ),
        ("length(action)", "unbroken.yml:12:7: the formula gives int4, but the hash column is text", nil),
        ("initcap(audit_key)", "unbroken.yml:12:7: there is no function initcap", nil),
        (
            "lower(action || audit_key)",
            "unbroken.yml:12:7: the expression that holds the secret audit_key can't be computed here, and a secret never goes to the server",
            "use the secret in hmac(…), digest(…) or with ||"
        ),
        (
            "action || id", "unbroken.yml:12:17: id is both a column and a secret",
            "give the secret another name in secrets:"
        ),
        (
            "previous || action", "unbroken.yml:12:7: there is no column previous",
            "the table stores the link: write prev_hash"
        ),
    ])
    func `is named with its place and a hint`(_ sql: String, _ sentence: String, _ hint: String?) throws {
        let obstacle = try #require(try Self.obstacle(sql))
        #expect(obstacle.sentence == sentence)
        #expect(obstacle.hint == hint)
        #expect(obstacle.kind == .configuration)
    }

    @Test(arguments: ["'now' || action", "'today'::text || action", "'infinity'::timestamptz::text || action"])
    func `is not a word that only looks like a time`(_ sql: String) throws {
        #expect(try Self.obstacle(sql) == nil)
    }

    @Test func `in a genesis is any column that is not in per`() throws {
        #expect(
            try Self.obstacle("md5(action)", allowed: ["tenant"])?.sentence
                == "unbroken.yml:12:11: genesis can't use the column action, only columns of per:")
        #expect(try Self.obstacle("md5(tenant)", allowed: ["tenant"]) == nil)
        #expect(
            try Self.obstacle("previous", link: nil, allowed: [])?.sentence
                == "unbroken.yml:12:7: genesis can't use 'previous': there is nothing before the first row")
        #expect(try Self.obstacle("NULL", allowed: []) == nil)
    }

    @Test func `for a bytea column is text`() throws {
        let bytea = ColumnType(oid: 17, name: "bytea")
        #expect(try Self.obstacle("'GENESIS'", hash: bytea) == nil)
        let obstacle = try #require(try Self.obstacle("md5(action)", hash: bytea))
        #expect(obstacle.sentence == "unbroken.yml:12:7: the formula gives text, but the hash column is bytea")
        #expect(obstacle.hint == "leave out encode(…), or decode the text: decode(…, 'hex')")
        #expect(
            try Self.obstacle("md5(action)", hash: ColumnType(oid: 23, name: "int4"))?.sentence
                == "the hash column has type int4, which holds no hash")
    }

    @Test func `is depth beyond what the stack holds, and length beyond what the parser takes`() throws {
        func joined(_ count: Int) -> String { "md5(prev_hash" + String(repeating: "||action", count: count) + ")" }
        #expect(try Self.obstacle(joined(450)) == nil)
        #expect(try Self.obstacle(joined(2_000))?.sentence.contains("nested too deeply") == true)
        #expect(try Self.obstacle(joined(100_000))?.sentence.contains("longer than 40,000 bytes") == true)
        #expect(try Self.obstacle(String(repeating: "(", count: 39_000)) != nil)
        #expect(try Self.obstacle(String(repeating: "- ", count: 19_000) + "1") != nil)
        #expect(try Self.obstacle(String(repeating: "NOT ", count: 9_000) + "true") != nil)
    }

    @Test func `in rows: is a table without its schema, or anything but one SELECT`() throws {
        func outcome(_ sql: String) throws -> String {
            var catalog = BuiltInCatalog()
            do throws(Obstacle) { return try RowsQuery(Self.text(sql), in: &catalog).sql } catch {
                return error.sentence
            }
        }
        let plain = "SELECT l.id, h.prev FROM public.log l JOIN audit.links h USING (id)"
        #expect(try outcome(plain) == plain)
        #expect(
            try outcome("SELECT digest('x', 'sha256') FROM public.log")
                == "SELECT public.digest('x', 'sha256') FROM public.log")
        #expect(try outcome("SELECT *\nFROM log") == "unbroken.yml:13:12: the table log must bear its schema in rows")
        #expect(try outcome("WITH t AS (SELECT 1) SELECT * FROM t") == "WITH t AS (SELECT 1) SELECT * FROM t")
        #expect(try outcome("DELETE FROM public.log") == "unbroken.yml:12:7: rows must be a SELECT")
        #expect(try outcome("SELECT 1; SELECT 2") == "unbroken.yml:12:15: rows must not hold several statements (';')")
        #expect(
            try outcome("SELECT * FROM public.log FOR UPDATE")
                == "unbroken.yml:12:7: rows must not lock (FOR UPDATE and the like)")
        #expect(
            try outcome("WITH t AS (DELETE FROM public.log RETURNING *) SELECT * FROM t")
                == "unbroken.yml:12:7: rows must only read")
    }

    @Test func `in where: is a name that means nothing`() throws {
        var catalog = BuiltInCatalog()
        #expect(
            try RowCondition(
                Self.text("action <> 'x' AND digest(action, 'md5') IS NULL"), columns: Self.columns, in: &catalog
            ).sql
                == "action <> 'x' AND public.digest(action, 'md5') IS NULL")
        #expect(
            throws: Obstacle(
                .configuration, "unbroken.yml:12:7: there is no column actions", hint: "did you mean action?")
        ) {
            try RowCondition(Self.text("actions <> 'x'"), columns: Self.columns, in: &catalog)
        }
    }

    @Test(
        arguments: [
            ("public.log", "public", "log"), ("Log", nil, "log"), ("\"HR\".\"Event.Log\"", "HR", "Event.Log"),
            ("\"a\"\"b\"", nil, "a\"b"), (" s . t ", "s", "t"),
        ] as [(String, String?, String)])
    func `is not asked of a table's name`(_ text: String, _ schema: String?, _ name: String) throws {
        let parsed = try #require(TableNameParser.parse(text))
        #expect(parsed.schema == schema)
        #expect(parsed.name == name)
    }

    @Test(arguments: [
        "", "a.b.c", "a b", "a;", "a, b", "(SELECT 1)", "ONLY a", "a UNION TABLE b", "select", "a ORDER BY 1", "1a",
    ])
    func `as a table's name is refused`(_ text: String) { #expect(TableNameParser.parse(text) == nil) }
}
