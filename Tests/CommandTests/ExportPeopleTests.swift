import Foundation
import Support
import Testing

@testable import SigningSupport

@Suite("What people do with an export") struct ExportPeopleTests {
    /// Values that trip readers of CSV, each in a row of its own.
    static let values = [
        "plain", "", "with, comma", "with \"quotes\"", "two\nlines", "CR\r\nLF", "مسافر متوسط", "🙂 emoji", "007",
        "123456789012345678",
        "=1+1", "+49 30 1", "-5", "@SUM(A1)", "\tindented", "\rreturn", "＝1", "1e5", "2.50", "NULL", "\\N", "'quoted",
        " blank ",
        "12/31", "true",
    ]

    static func make(_ system: ReportedSystem) throws {
        let rows = values.enumerated().map { index, value in
            "(\(index + 1), '\(value.replacingOccurrences(of: "'", with: "''"))')"
        }
        try system.psql(
            """
            CREATE TABLE c (id bigint, body text, big jsonb, prev text, hash text);
            DO $$ DECLARE tip text := 'start'; r record; h text; BEGIN
                FOR r IN SELECT * FROM (VALUES \(rows.joined(separator: ", ")), (90, NULL)) v(id, body) ORDER BY id LOOP
                    h := encode(sha256(convert_to(tip || '|' || r.id || '|' || coalesce(r.body, '-'), 'UTF8')), 'hex');
                    INSERT INTO c VALUES (r.id, r.body, CASE WHEN r.id = 3 THEN to_jsonb(repeat('x', 10000000)) END, tip, h);
                    tip := h;
                END LOOP;
            END $$;
            """)
        try system.write(
            "c.yml",
            """
            chains:
              - name: c
                table: public.c
                order: [id]
                previous: prev
                hash: hash
                genesis: "'start'"
                formula: "encode(sha256(convert_to(prev || '|' || id || '|' || coalesce(body, '-'), 'UTF8')), 'hex')"
            """)
    }

    @Test func `Python, DuckDB and pandas read every value back`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.make(system)
        #expect(try system.export("out", ["--all"], configuration: "c.yml").status == 0)
        #expect(try system.verdict(of: "out") == 0)
        let expected = try JSONSerialization.data(withJSONObject: Self.values)
        try expected.write(to: URL(fileURLWithPath: system.path("values.json")))
        let read = try Shell.outcome(of: [
            ReportedSystem.python, "-c",
            """
            import csv, json, sys, duckdb, pandas
            csv.field_size_limit(1 << 30)
            path, values = sys.argv[1], json.load(open(sys.argv[2]))
            with open(path, encoding='utf-8', newline='') as file:
                rows = list(csv.DictReader(file))
            assert [row['body'] for row in rows] == values + [''], 'csv'
            assert len(rows[2]['big']) == 10000002
            frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
            assert list(frame['body']) == values + [''], 'pandas'
            found = duckdb.sql(f"SELECT body, big FROM read_csv('{path}', all_varchar=true, header=true, delim=',', quote='\\"', escape='\\"', nullstr='', allow_quoted_nulls=false, max_line_size=20000000, buffer_size=80000000, new_line='\\\\r\\\\n', auto_detect=false, columns={{" + ', '.join(f"'{name}': 'VARCHAR'" for name in rows[0]) + "})").fetchall()
            assert [row[0] for row in found] == values + [None], ('duckdb', [row[0] for row in found])
            assert len(found[2][1]) == 10000002
            """, system.path("out/rows.csv"), system.path("values.json"),
        ])
        #expect(read.status == 0, "\(read.errorText.suffix(2_000))")
    }

    @Test func `a spreadsheet runs and changes nothing of the copy that is made for it`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.make(system)
        try system.psql("UPDATE c SET big = NULL")
        #expect(
            try system.export("plain.csv", ["--all", "--columns", "id,body"], signing: [], configuration: "c.yml")
                .status == 0)
        #expect(
            try system.export(
                "out.csv", ["--all", "--columns", "id,body", "--excel"], signing: [], configuration: "c.yml"
            ).status == 0)
        // The evidence is what it is without the copy.
        #expect(try system.bytes("out.csv") == system.bytes("plain.csv"))
        let copy = try system.bytes("out.spreadsheet.csv")
        #expect(copy.starts(with: [0xEF, 0xBB, 0xBF]))
        let home = system.path("office")
        let converted = try Shell.outcome(
            of: [
                "soffice", "-env:UserInstallation=file://\(home)", "--headless", "--infilter=CSV:44,34,76,1",
                "--convert-to",
                "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", system.path("converted"),
                system.path("out.spreadsheet.csv"),
            ], environment: ["HOME": home])
        #expect(converted.status == 0, "\(converted.errorText)")
        let read = try Shell.outcome(of: [
            "python3", "-c",
            "import csv,json,sys; print(json.dumps([row['body'] for row in csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline=''))]))",
            system.path("converted/out.spreadsheet.csv"),
        ])
        let values = try JSONSerialization.jsonObject(with: read.output) as? [String] ?? []
        #expect(values.count == Self.values.count + 1)
        let guarded: Set = [
            "007", "123456789012345678", "=1+1", "+49 30 1", "-5", "@SUM(A1)", "\tindented", "\rreturn", "＝1", "1e5",
            "2.50",
        ]
        for (value, found) in zip(Self.values, values) where !["12/31", "true"].contains(value) {
            let expected = (guarded.contains(value) ? "'" : "") + value
            // The office writes line ends of its own within a cell.
            func plain(_ text: String) -> String {
                text.replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
            }
            #expect(plain(found) == plain(expected))
        }
    }

    @Test func `psql loads it into a table like the first, of which the verdict is the same`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        #expect(try system.export("all.csv", ["--all"], signing: []).status == 1)
        try system.psql(
            """
            CREATE TABLE again (LIKE audit_log);
            ALTER TABLE again ADD unbroken_position text, ADD unbroken_content text, ADD unbroken_link text,
                ADD unbroken_break text, ADD unbroken_recomputed text;
            """)
        try Shell.run([
            "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", PrivateServer.shared.conninfo(system.database), "-c",
            "\\copy again FROM '\(system.path("all.csv"))' (FORMAT csv, HEADER)",
        ])
        try system.write(
            "again.yml", system.text("unbroken.yml").replacingOccurrences(of: "public.audit_log", with: "public.again"))
        func breaks(_ file: String) throws -> [String] {
            let result = try Command.run([
                "verify", "--config", system.path(file), "--database", PrivateServer.shared.conninfo(system.database),
                "--format", "json",
            ])
            let json = try JSONSerialization.jsonObject(with: result.output) as? [String: Any]
            let found = (json?["chains"] as? [[String: Any]])?.first?["breaks"] as? [[String: Any]] ?? []
            return found.map { "\($0["kind"] ?? "") \($0["first"] ?? "") \($0["foundHash"] ?? "")" }
        }
        let first = try breaks("unbroken.yml")
        #expect(first.count == 2)
        #expect(try breaks("again.yml") == first)
    }

    @Test func `a break is found again by its number in an earlier verdict`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        let reading = [
            "--config", system.path("unbroken.yml"), "--database", PrivateServer.shared.conninfo(system.database),
        ]
        _ = try Command.run(["verify", "--format", "json", "--output", system.path("v.json")] + reading)
        // Another break before both, so that they bear other numbers now.
        try system.psql(
            "ALTER TABLE audit_log DISABLE TRIGGER USER; UPDATE audit_log SET action = 'DELETE' WHERE id = 7; ALTER TABLE audit_log ENABLE TRIGGER USER"
        )
        func ids(_ words: [String]) throws -> [String] {
            #expect(try system.export("b.csv", words + ["--columns", "id"], signing: []).status == 1)
            return try system.text("b.csv").split(separator: "\r\n").dropFirst().map { String($0.prefix { $0 != "," }) }
        }
        let verdict = ["--from", system.path("v.json"), "--context", "1"]
        #expect(try ids(["--break", "1"] + verdict) == ["502", "503", "504"])
        let around = try system.psql(
            "(SELECT id FROM audit_log WHERE id < 1501 ORDER BY id DESC LIMIT 2) UNION ALL (SELECT id FROM audit_log WHERE id > 1503 ORDER BY id LIMIT 2) ORDER BY 1"
        ).split(separator: "\n").map(String.init)
        #expect(try ids(["--break", "2"] + verdict) == around)
        #expect(try ids(["--break", "1", "--context", "1"]) == ["6", "7", "8"])
        #expect(try ids(["--break", "3", "--context", "1"]) == around)
        func refusal(_ words: [String], _ status: Int32, _ sentence: String) throws {
            let result = try system.export("n.csv", words, signing: [])
            #expect(
                result.status == status && result.errorText.contains(sentence), "\(result.status) \(result.errorText)")
        }
        try refusal(["--break", "3"] + verdict, 64, "there is no break 3: the verdict has 2")
        let text = try system.text("v.json")
        try system.write("other.json", text.replacingOccurrences(of: system.database, with: "elsewhere"))
        try refusal(
            ["--break", "1", "--from", system.path("other.json")], 65, "the verdict is of another database: elsewhere")
        try system.write("cut.json", String(text.prefix(500)))
        try refusal(["--break", "1", "--from", system.path("cut.json")], 65, "is no verdict, or is cut off")
        try refusal(["--break", "1", "--from", system.path("none.json")], 74, "can't be read")
        try refusal(["--all", "--from", system.path("v.json")], 64, "--from names the verdict that --break is of")
    }

    @Test func `what can't be done is said before anything is written`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try system.psql("CREATE FUNCTION does_something(int) RETURNS bool LANGUAGE sql AS 'SELECT true'")
        for (words, sentence) in [
            (["--all", "--mask", "nothing"], "--mask names nothing"),
            (["--all", "--mask", "hash"], "by which the rows prove"),
            (["--all", "--mask", "action.x"], "not JSON"), (["--all", "--mask", "a..b"], "--mask wants columns"),
            (["--around", "id=5", "--mask", "new_data.no_such_key"], "no row that is shown has a value there"),
            (["--all", "--columns", "nothing"], "has no column nothing"),
            (["--break=-9223372036854775808"], "--break wants a number from 1 on"),
            (["--all", "--context", "5"], "--context is of --around and --break"),
            (["--from-time", "2026-02-01", "--to-time", "2026-01-01"], "is not before --to-time"),
            (["--where", "1 / (id - id) > 0"], "--where can't be evaluated for a row"),
            (["--where", "does_something(1)"], "is VOLATILE: it may do something"),
            (["--where", "ts_rewrite('a'::tsquery, 'select 1')::text = 'x'"], "can't hold ts_rewrite()"),
            (["--where", "table_to_xml('pg_authid', true, false, '')::text = 'x'"], "can't hold table_to_xml()"),
            (["--where", "public.does_something(1)"], "is VOLATILE: it may do something"),
            (["--all", "--by", " "], "--by wants a text"),
        ] {
            let result = try system.export("out", words)
            #expect(result.status == 64 && result.errorText.contains(sentence), "\(result.status) \(result.errorText)")
        }
        for (name, words, sentence) in [
            ("x.csv", ReportedSystem.ada, "a folder is signed"), ("x.csv", ["--by", "me"], "stand in the manifest"),
            ("x.csv", ["--force"], "--force is for a folder"), ("x.csv", ["--format", "jsonl"], "ends in .csv"),
        ] {
            let result = try system.export(name, ["--all"] + words, signing: [])
            #expect(result.status == 64 && result.errorText.contains(sentence), "\(result.status) \(result.errorText)")
        }
        let printed = try Command.run([
            "export", "--config", system.path("unbroken.yml"), "--all", "--mask", "new_data.email", "--output", "-",
        ])
        #expect(printed.status == 64 && printed.text.isEmpty && printed.errorText.contains("can't be taken back"))
        let empty = try system.export("out", ["--from-time", "2200-01-01"])
        #expect(empty.status == 2, "\(empty.errorText)")
        #expect(try system.verdict(of: "out") == 0)
        #expect(try system.files(beginning: "").filter { $0 != "out" && $0 != "unbroken.yml" } == [])
        let nowhere = try system.export("no/such/out", ["--all"])
        #expect(nowhere.status == 74 && nowhere.errorText.contains("can't be written"), "\(nowhere.errorText)")
    }
}
