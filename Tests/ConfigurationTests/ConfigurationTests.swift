import AuditChain
import Configuration
import Formula
import Foundation
import Testing

enum Sample {
    /// Each key once, and SQL in every way that YAML can hold it.
    static let whole = """
        # nightly
        database: service=audit
        chains:
          - name: audit_log
            table: '"HR"."Event.Log"'
            order: [day, id]
            time: occurred_at
            previous: prev_hash
            hash: hash
            per: [tenant_id]
            where: "kind <> 'heartbeat'"
            genesis: 'repeat(''0'', 64)'
            formula: |
              encode(sha256(convert_to(
                prev_hash || '|' || action, 'UTF8')), 'hex')
            settings:
              - {TimeZone: Europe/Berlin, extra_float_digits: 1}
              - {from: {day: 2026-01-01, id: 120001}, TimeZone: UTC}
            secrets: {audit_key: "env:AUDIT_KEY", other: "file:/etc/key"}
            render: server
            allow_empty: true
            allow_view: true
          - name: second
            rows: >-
              SELECT a,
                b
              FROM public.t
              WHERE c
            order:
              - id
            hash: h
            genesis: NULL
            formula: md5(a
              || b)
        retention: {years: 7}
        controls: {critical: [public.bookings, payments], application: [web]}

        """

    /// One chain, to which lines can be added.
    static let lines = ["name: a", "table: t", "order: [id]", "hash: h", "formula: md5(x)"]

    static func file(_ lines: [String] = lines, after: String = "") -> String {
        "chains:\n  - " + lines.joined(separator: "\n    ") + "\n" + after
    }

    static func read(_ text: String) throws(Obstacle) -> Configuration {
        try Configuration(bytes: Array(text.utf8), path: "unbroken.yml")
    }

    static func obstacle(_ text: String) -> Obstacle? {
        do {
            _ = try read(text)
            return nil
        } catch { return error }
    }
}

@Suite("A configuration") struct ConfigurationTests {
    @Test func `is read with all that it says`() throws {
        let configuration = try Sample.read(Sample.whole)
        #expect(configuration.database == "service=audit")
        #expect(configuration.retention?.years == 7)
        #expect(configuration.controls?.critical.map(\.value) == ["public.bookings", "payments"])
        #expect(configuration.controls?.application.map(\.value) == ["web"])
        #expect(configuration.chains.map(\.name.value) == ["audit_log", "second"])
        let chain = try #require(configuration.chains.first)
        guard case .table(let table) = chain.rows else {
            Issue.record("a table")
            return
        }
        #expect(table.value == "\"HR\".\"Event.Log\"")
        #expect(chain.order.map(\.value) == ["day", "id"])
        #expect(chain.time?.value == "occurred_at")
        #expect(chain.previous?.value == "prev_hash")
        #expect(chain.hash.value == "hash")
        #expect(chain.per.map(\.value) == ["tenant_id"])
        #expect(chain.filter?.text == "kind <> 'heartbeat'")
        #expect(chain.genesis?.text == "repeat('0', 64)")
        #expect(
            chain.formula.text == "encode(sha256(convert_to(\n  prev_hash || '|' || action, 'UTF8')), 'hex')\n")
        #expect(chain.settings.map(\.from) == [[:], ["day": "2026-01-01", "id": "120001"]])
        #expect(chain.settings.map { $0.values["TimeZone"]?.value } == ["Europe/Berlin", "UTC"])
        #expect(chain.settings.first?.values["extra_float_digits"]?.value == "1")
        #expect(chain.secrets["audit_key"]?.value == .environment("AUDIT_KEY"))
        #expect(chain.secrets["other"]?.value == .file("/etc/key"))
        #expect(chain.serverRenders && chain.allowEmpty && chain.allowView)
    }

    @Test func `leaves out what it may`() throws {
        let chain = try #require(try Sample.read(Sample.file()).chains.first)
        #expect(chain.time == nil && chain.previous == nil && chain.filter == nil && chain.genesis == nil)
        #expect(chain.per.isEmpty && chain.secrets.isEmpty)
        #expect(chain.settings.map(\.from) == [[:]])
        #expect(!chain.serverRenders && !chain.allowEmpty && !chain.allowView)
    }

    @Test func `takes SQL's NULL for no genesis`() throws {
        #expect(try Sample.read(Sample.whole).chains.last?.genesis == nil)
        #expect(try Sample.read(Sample.file(Sample.lines + ["genesis: \" null \""])).chains.first?.genesis == nil)
        #expect(Sample.obstacle(Sample.file(Sample.lines + ["genesis:"]))?.kind == .configuration)
    }

    /// Where a word of the SQL stands in the file, looked up by eye in the text above.
    @Test(arguments: [
        (0, "prev_hash", 15, 9), (0, "action", 15, 29), (0, "encode", 14, 7),
        (1, "md5", 33, 14), (1, "|| b", 34, 7),
    ])
    func `knows where each word of a formula stands`(_ chain: Int, word: String, line: Int, column: Int) throws {
        let formula = try Sample.read(Sample.whole).chains[chain].formula
        let place = try #require(formula.text.range(of: word)?.lowerBound)
        let position = formula.position(ofByte: formula.text.utf8.distance(from: formula.text.startIndex, to: place))
        #expect(position == SourcePosition(file: "unbroken.yml", line: line, column: column))
    }

    @Test(arguments: [("SELECT", 25, 7), ("a,", 25, 14), ("b", 26, 9), ("FROM", 27, 7), ("WHERE", 28, 7)])
    func `knows where each word of a folded query stands`(_ word: String, line: Int, column: Int) throws {
        guard case .query(let query) = try Sample.read(Sample.whole).chains[1].rows else {
            Issue.record("a query")
            return
        }
        #expect(query.text == "SELECT a,\n  b\nFROM public.t WHERE c")
        let place = try #require(query.text.range(of: word)?.lowerBound)
        let position = query.position(ofByte: query.text.utf8.distance(from: query.text.startIndex, to: place))
        #expect(position == SourcePosition(file: "unbroken.yml", line: line, column: column))
    }

    /// The column, counted by eye, of the `b` in the line `    formula: ` and what follows.
    @Test(arguments: [
        ("'a || ''ü'' || b'", "a || 'ü' || b", 29), (#""a || \"\u00fc\" || b""#, "a || \"ü\" || b", 34),
        ("&x !!str a || b", "a || b", 28),
    ])
    func `looks through quotes and escapes`(_ yaml: String, sql: String, column: Int) throws {
        let formula = try Sample.read(Sample.file(Sample.lines.dropLast() + ["formula: \(yaml)"])).chains[0].formula
        #expect(formula.text == sql)
        let position = formula.position(ofByte: sql.utf8.count - 1)
        #expect(position == SourcePosition(file: "unbroken.yml", line: 6, column: column))
    }

    @Test func `counts columns past a byte order mark and lines past a carriage return`() throws {
        let text = "\u{FEFF}" + Sample.file().replacing("\n", with: "\r\n").replacing("hash:", with: "hush:")
        #expect(Sample.obstacle(text)?.sentence == "unbroken.yml:5:5: unknown key 'hush'")
    }
}
