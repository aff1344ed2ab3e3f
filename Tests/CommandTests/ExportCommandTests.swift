import Foundation
import Support
import Testing

@Suite("unbroken export") struct ExportCommandTests {
    /// A cell of CSV: NULL is an empty one without quotes.
    private typealias Cells = [String?]

    /// CSV read by a reader of its own, which tells `""` from nothing, as Python's does not.
    private static func cells(of text: String, newline: String) -> [Cells] {
        var rows: [Cells] = []
        var row: Cells = []
        var cell = ""
        var (isQuoted, wasQuoted) = (false, false)
        func end() {
            row.append(cell.isEmpty && !wasQuoted ? nil : cell)
            (cell, wasQuoted) = ("", false)
        }
        let scalars = Array(text.unicodeScalars)
        var at = 0
        while at < scalars.count {
            let scalar = scalars[at]
            at += 1
            if isQuoted {
                if scalar != "\"" {
                    cell.unicodeScalars.append(scalar)
                } else if at < scalars.count, scalars[at] == "\"" {
                    cell.unicodeScalars.append("\"")
                    at += 1
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"" {
                (isQuoted, wasQuoted) = (true, true)
            } else if scalar == "," {
                end()
            } else if String(scalar) == String(newline.unicodeScalars.first ?? "\n") {
                at += newline.unicodeScalars.count - 1
                end()
                rows.append(row)
                row = []
            } else {
                cell.unicodeScalars.append(scalar)
            }
        }
        return rows
    }

    private static func export(_ system: ReportedSystem, _ words: [String]) throws -> Shell.Result {
        try Command.run(
            [
                "export", "--config", system.path("unbroken.yml"), "--database",
                PrivateServer.shared.conninfo(system.database),
            ] + words)
    }

    /// The rows as cells by the names of the header.
    private static func rows(_ system: ReportedSystem, _ words: [String], status: Int32 = 0) throws -> [[String:
        String?]]
    {
        let result = try export(system, words + ["--output", "-"])
        #expect(result.status == status, "\(result.status) \(result.errorText)")
        let cells = Self.cells(of: result.text, newline: "\r\n")
        let header = (cells.first ?? []).map { $0 ?? "" }
        return cells.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
    }

    /// What psql gives for the same query, printed as it is here.
    private static func psql(_ query: String, database: String) throws -> [Cells] {
        let output = try Shell.run(
            [
                "psql", "-X", "-q", "-c", "COPY (\(query)) TO STDOUT (FORMAT csv, HEADER)",
                PrivateServer.shared.conninfo(database),
            ], environment: ["PGTZ": "UTC", "PGDATESTYLE": "ISO, MDY"])
        return cells(of: String(decoding: output, as: UTF8.self), newline: "\n")
    }

    @Test func `gives every value as psql does, and behind it where the row stands and that it holds`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let made = try Self.export(system, ["--all", "--output", system.path("all.csv")])
        #expect(made.status == 0, "\(made.errorText)")
        #expect(made.text.contains("none of the range belongs to a break. The log: intact."), "\(made.text)")
        let text = String(decoding: try system.bytes("all.csv"), as: UTF8.self)
        #expect(text.hasSuffix("\r\n"))
        let ours = Self.cells(of: text, newline: "\r\n")
        let theirs = try Self.psql("SELECT * FROM audit_log ORDER BY id", database: system.database)
        try #require(ours.count == theirs.count && ours.count > 1_000)
        let findings = [
            "unbroken_position", "unbroken_content", "unbroken_link", "unbroken_break", "unbroken_recomputed",
        ]
        #expect(ours[0] == theirs[0] + findings)
        let hash = try #require(ours[0].firstIndex(of: "hash"))
        for (number, (our, their)) in zip(ours, theirs).enumerated().dropFirst() {
            let expected: Cells = their + ["\(number)", "ok", "ok", nil, their[hash]]
            try #require(our == expected, "row \(number)")
        }
    }

    /// A chain over numbers alone, whose other columns have every type that prints in a way of its own.
    private static let zoo = """
        CREATE TYPE mood AS ENUM ('fine', 'so, so'); CREATE TYPE pair AS (a int, b text);
        CREATE DOMAIN code AS text; CREATE DOMAIN born AS date;
        CREATE TABLE zoo (id bigint PRIMARY KEY, prev bytea, hash bytea NOT NULL, t text, v varchar(9), c char(5), n name, q "char",
            b bool, i2 int2, i4 int4, num numeric(30, 4), f4 float4, f8 float8, m money, u uuid, j json, jb jsonb, x xml,
            ts timestamptz, tn timestamp, d date, ti time, tz timetz, iv interval, ip inet, net cidr, mac macaddr,
            bits bit varying, by bytea, texts text[], times timestamptz[], r int4range, p pair, e mood, dom code, day born,
            pt point, ts2 tsvector, o oid, reg regclass);
        INSERT INTO zoo (id, hash, t, v, c, n, q, b, i2, i4, num, f4, f8, m, u, j, jb, x, ts, tn, d, ti, tz, iv, ip, net, mac,
            bits, by, texts, times, r, p, e, dom, day, pt, ts2, o, reg)
        SELECT g, ''::bytea, (ARRAY['', E'two\\r\\nlines', 'a "quote", a comma', '007', ' lead', 'مسافر_متوسط', '👩‍🚀', E'\\t=1+1',
                '\\.'])[g],
            '', 'ab', 'nm', 'x', g % 2 = 0, g, -g, 123456789012345678.5, 1.5e10, 0.1, 12.3, '6fa459ea-ee8a-3ca4-894e-db77e160355e',
            '{"b": 1,  "a": [1, 2]}', '{"b": 1, "a": "x,y"}', '<a>1</a>', '2024-02-29 12:00:00.123+03', '2024-02-29 12:00',
            '0044-03-15 BC', '12:34:56.7', '12:34+05:30', '1 year 2 mons -3 days 04:05:06', '10.0.0.1', '10.0.0.0/8',
            '08:00:2b:01:02:03', B'101', '\\x00ff', ARRAY['a', NULL, 'b "c"', ''], ARRAY[timestamptz '2024-01-01 00:00+00'],
            '[1,5)', ROW(1, 'x,y')::pair, 'so, so'::mood, 'dom', '2020-01-01', '(1,2)', 'a b', 7, 'pg_class'
        FROM generate_series(1, 9) g;
        INSERT INTO zoo (id, hash) VALUES (10, '');
        DO $$ BEGIN FOR k IN 1..10 LOOP
            UPDATE zoo SET prev = (SELECT hash FROM zoo b WHERE b.id = k - 1) WHERE id = k;
            UPDATE zoo SET hash = sha256(coalesce(prev, '') || convert_to(id::text, 'UTF8')) WHERE id = k;
        END LOOP; END $$
        """

    @Test func `spells every type as PostgreSQL does, NULL and the empty string apart`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try system.psql(Self.zoo)
        try system.write(
            "unbroken.yml",
            """
            chains:
              - name: zoo
                table: public.zoo
                order: [id]
                previous: prev
                hash: hash
                formula: "sha256(coalesce(prev, '') || convert_to(id::text, 'UTF8'))"
            """)
        let result = try Self.export(system, ["--all", "--output", "-"])
        #expect(result.status == 0, "\(result.errorText)")
        let ours = Self.cells(of: result.text, newline: "\r\n")
        let theirs = try Self.psql("SELECT * FROM zoo ORDER BY id", database: system.database)
        try #require(ours.count == theirs.count && ours.count == 11)
        for (our, their) in zip(ours, theirs) {
            for (column, value) in zip(theirs[0], zip(our, their)) {
                #expect(value.0 == value.1, "\(column ?? "")")
            }
        }
        #expect(ours[1][3] == .some("") && ours[10][3] == nil)
        // What a library reads that others use.
        let read = try Shell.run(
            [
                ReportedSystem.python, "-c",
                "import csv, io, sys; print([row[3] for row in csv.reader(io.TextIOWrapper(sys.stdin.buffer, 'utf-8', newline=''))])",
            ], input: result.output)
        #expect(
            String(decoding: read, as: UTF8.self).contains("'two\\r\\nlines', 'a \"quote\", a comma', '007', ' lead'"))
    }

    @Test func `writes the same as an object of JSON a line`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        let words = ["--around", "id=503", "--context", "30"]
        let rows = try Self.rows(system, words, status: 1)
        #expect(try Self.export(system, words + ["--output", system.path("r.jsonl")]).status == 1)
        let lines = String(decoding: try system.bytes("r.jsonl"), as: UTF8.self).split(separator: "\n")
        try #require(lines.count == rows.count && rows.count == 61)
        for (line, row) in zip(lines, rows) {
            let object = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(Set(object.keys) == Set(row.keys))
            for (name, value) in row {
                let told = object[name].map { $0 is NSNull ? nil : "\($0)" } ?? nil
                #expect(told == value, "\(name)")
            }
        }
    }

    @Test func `takes out a row and its neighbours, by their places in the chain`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let words = ["audit_log", "--around", "id=700", "--context", "5", "--columns", "id,action"]
        let rows = try Self.rows(system, words)
        let expected = try Self.psql(
            "SELECT id, n FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM audit_log) s WHERE abs(n - (SELECT count(*) FROM audit_log WHERE id <= 700)) <= 5 ORDER BY 1",
            database: system.database
        ).dropFirst()
        #expect(rows.map { [$0["id"] ?? nil, $0["unbroken_position"] ?? nil] } == Array(expected))
        #expect(rows.first?.count == 7 && rows.count == 11)
        let first = try Self.rows(system, ["--around", "id=1", "--context", "2"])
        #expect(first.map { $0["unbroken_position"] ?? nil } == ["1", "2", "3"])
        #expect(first[0]["unbroken_link"] == "ok")
    }

    @Test func `takes out a break, and says of each row what does not hold`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        let altered = try Self.rows(system, ["--break", "1", "--context", "2"], status: 1)
        #expect(altered.map { $0["id"] ?? nil } == ["501", "502", "503", "504", "505"])
        #expect(altered.map { $0["unbroken_content"] ?? nil } == ["ok", "ok", "fails", "ok", "ok"])
        #expect(altered.map { $0["unbroken_break"] ?? nil } == [nil, nil, "altered-content", nil, nil])
        let formula = """
            SELECT sha256(prev_hash || convert_to(jsonb_build_array(id,
                to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), user_id::text, db_user,
                ip_address::text, table_name, row_id, action, old_data, new_data)::text, 'UTF8')) FROM audit_log WHERE id = 503
            """
        #expect(altered[2]["unbroken_recomputed"] == (try system.psql(formula)).trimmingCharacters(in: .newlines))
        let gap = try Self.rows(system, ["--break", "2", "--context", "1"], status: 1)
        #expect(gap.map { $0["id"] ?? nil } == ["1499", "1500", "1504", "1505"])
        #expect(gap.map { $0["unbroken_link"] ?? nil } == ["ok", "ok", "fails", "ok"])
        #expect(gap.map { $0["unbroken_break"] ?? nil } == [nil, nil, "missing-rows", nil])
        // Sound rows of a broken log.
        let sound = try Self.export(system, ["--around", "id=900", "--output", system.path("sound.csv")])
        #expect(sound.status == 0 && sound.text.contains("none of the range belongs to a break. The log: broken."))
    }

    @Test func `shows only the rows that a condition wants, at the places that they have among all`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let rows = try Self.rows(system, ["--where", "action = 'DELETE' AND id < 1000"])
        let expected = try Self.psql(
            "SELECT id, n FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM audit_log) s WHERE action = 'DELETE' AND id < 1000 ORDER BY 1",
            database: system.database
        ).dropFirst()
        #expect(!rows.isEmpty && rows.map { [$0["id"] ?? nil, $0["unbroken_position"] ?? nil] } == Array(expected))
        let told = try Self.export(
            system, ["--around", "id=500", "--context", "9", "--where", "id % 2 = 0", "--output", system.path("e.csv")])
        #expect(told.text.contains("9 rows, 10 left out by --where;"), "\(told.text)")
    }

    @Test func `takes out what happened within two moments`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let rows = try Self.rows(system, ["--from-time", "2021-01-01", "--to-time", "2022-01-01 00:00+00"])
        let expected = try Self.psql(
            "SELECT id FROM audit_log WHERE occurred_at >= '2021-01-01Z' AND occurred_at < '2022-01-01Z' ORDER BY 1",
            database: system.database
        ).dropFirst()
        #expect(rows.count > 50 && rows.map { [$0["id"] ?? nil] } == Array(expected))
        #expect(try Self.rows(system, ["--from-time", "2999-01-01"], status: 2) == [])
    }

    @Test func `numbers the rows of each chain by themselves, and hashes with the row before where no link is stored`()
        throws
    {
        let system = try ReportedSystem()
        defer { system.remove() }
        try system.psql(
            """
            CREATE TABLE tenants (id bigint PRIMARY KEY, tenant text, body text, hash text);
            DO $$ DECLARE one record; before text; BEGIN
                FOR one IN SELECT g, CASE WHEN g % 5 = 0 THEN NULL ELSE 't' || g % 2 END AS tenant FROM generate_series(1, 40) g LOOP
                    SELECT hash INTO before FROM tenants WHERE tenant IS NOT DISTINCT FROM one.tenant ORDER BY id DESC LIMIT 1;
                    INSERT INTO tenants VALUES (one.g, one.tenant, 'body ' || one.g,
                        encode(sha256(convert_to(coalesce(before, 'start') || '|body ' || one.g, 'UTF8')), 'hex'));
                END LOOP;
            END $$;
            UPDATE tenants SET body = 'changed' WHERE id = 21
            """)
        try system.write(
            "unbroken.yml",
            """
            chains:
              - name: tenants
                table: public.tenants
                order: [id]
                per: [tenant]
                hash: hash
                genesis: "'start'"
                formula: "encode(sha256(convert_to(previous || '|' || body, 'UTF8')), 'hex')"
            """)
        let rows = try Self.rows(system, ["--all"], status: 1)
        let expected = try Self.psql(
            "SELECT id, row_number() OVER (PARTITION BY tenant ORDER BY id) FROM tenants ORDER BY id",
            database: system.database
        ).dropFirst()
        #expect(rows.map { [$0["id"] ?? nil, $0["unbroken_position"] ?? nil] } == Array(expected))
        #expect(rows.filter { $0["unbroken_content"] != "ok" }.map { $0["id"] ?? nil } == ["21"])
        #expect(rows.allSatisfy { $0["unbroken_link"] == "none" })
        let around = try Self.rows(system, ["--around", "id=20", "--context", "1"])
        #expect(around.map { $0["id"] ?? nil } == ["15", "20", "25"])
    }

    @Test func `loads into an empty table of the same shape, which has the same verdict`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        #expect(try Self.export(system, ["--all", "--output", system.path("all.csv")]).status == 1)
        try system.psql(
            """
            CREATE TABLE again (LIKE audit_log, position text, content text, link text, kind text, recomputed text)
            """)
        try Shell.run([
            "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c",
            "\\copy again FROM '\(system.path("all.csv"))' (FORMAT csv, HEADER)",
            PrivateServer.shared.conninfo(system.database),
        ])
        let file = String(decoding: try system.bytes("unbroken.yml"), as: UTF8.self)
        try system.write("again.yml", file.replacing("public.audit_log", with: "public.again"))
        func breaks(_ name: String) throws -> [[String]] {
            let result = try Command.run([
                "verify", "--config", system.path(name), "--database", PrivateServer.shared.conninfo(system.database),
                "--format", "json",
            ])
            let document = try #require(JSONSerialization.jsonObject(with: result.output) as? [String: Any])
            let chain = try #require((document["chains"] as? [[String: Any]])?.first)
            return try #require(chain["breaks"] as? [[String: Any]]).map { found in
                ["kind", "first", "last", "expectedHash", "foundHash"].map { "\(found[$0] ?? "")" }
            }
        }
        let before = try breaks("unbroken.yml")
        #expect(before.count == 2)
        #expect(try breaks("again.yml") == before)
    }

    @Test(arguments: [
        (["--all", "--columns", "id,acton"], 64, "did you mean 'action'?"),
        (["--break", "1"], 64, "there is no break 1: audit_log has 0"),
        (["--around", "id=999999"], 64, "has no row with id=999999"),
        (["--around", "id=x"], 64, "has no value 'x'"),
        (["--around", "nonsense"], 64, "neither of the form column=value"),
        (["--from-time", "yesterdayish"], 64, "yesterdayish"),
        (["--where", "1"], 64, "boolean"),
        (["--where", "id ="], 64, "--where"),
        (["--where", "id = 1; DROP TABLE audit_log"], 64, "--where"),
        (["--where", "id IN (SELECT 1)"], 64, "--where"),
        (["--where", "pg_sleep(9) IS NOT NULL"], 64, "--where"),
        (["--where", "set_config('work_mem', '1MB', false) = 'x'"], 64, "--where"),
        (["--where", "nextval('audit_log_id_seq') > 0"], 64, "--where"),
        (["--where", "ghost = 1"], 64, "ghost"),
        (["--all", "--break", "1"], 64, "say which rows"), ([], 64, "say which rows"),
        (["ghost", "--all"], 64, "has no chain 'ghost'"),
    ])
    func `says what it can't take out, and writes nothing`(words: [String], status: Int32, says: String) throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let result = try Self.export(system, words + ["--output", system.path("x.csv")])
        #expect(result.status == status, "\(result.status) \(result.errorText)")
        #expect(result.errorText.contains(says), "\(result.errorText)")
        #expect(try system.files(beginning: "x") == [])
    }

    @Test func `ends with 74 where its reader closes the pipe or the disk is full`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let words = ["--all", "--output", "/dev/full"]
        let named = try Self.export(system, words)
        #expect(named.status == 64, "\(named.errorText)")
        let full = try Shell.outcome(of: [
            "sh", "-c", "\"$0\" \"$@\" > /dev/full", Command.path, "export", "--config", system.path("unbroken.yml"),
            "--database", PrivateServer.shared.conninfo(system.database), "--all", "--output", "-",
        ])
        #expect(full.status == 74 && full.errorText.contains("no space left"), "\(full.errorText)")
        let closed = try Shell.outcome(of: [
            "bash", "-c", "\"$0\" \"$@\" | head -c 10 > /dev/null; exit ${PIPESTATUS[0]}", Command.path, "export",
            "--config",
            system.path("unbroken.yml"), "--database", PrivateServer.shared.conninfo(system.database), "--all",
            "--output",
            "-",
        ])
        #expect(closed.status == 74 && closed.errorText.contains("broken pipe"), "\(closed.errorText)")
    }
}
