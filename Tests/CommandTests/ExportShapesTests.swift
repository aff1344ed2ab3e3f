import Foundation
import Support
import Testing

@testable import SigningSupport

/// Whatever a chain is made of, a stranger can check what was taken out of it.
@Suite("Exports of every kind of chain") struct ExportShapesTests {
    struct Shape: CustomTestStringConvertible, Sendable {
        var testDescription: String
        /// The table, and PL/pgSQL that seals a row `r` of it whose columns but the seals are set; `tip` is the hash before.
        var table: String
        var columns: String
        var genesis: String
        /// The formula over columns, in SQL; with `previous` where no link is stored.
        var formula: String
        var hashType: String
        var storesLink = true
        var per: String?
        var settings: String?
        /// What the manifest says of why rows can't be recomputed; `nil`: they can.
        var why: String?
    }

    static let shapes = [
        Shape(
            testDescription: "hex in text", table: "id bigint, at timestamptz, body text, n numeric(20,4), data jsonb",
            columns:
                "k, timestamptz '2026-01-01 00:00:00.5+00' + k * interval '1 hour 0.001 s', CASE WHEN k % 7 = 0 THEN NULL WHEN k % 5 = 0 THEN '' ELSE E'row \"' || k || E'\",\\r\\n مسافر 🙂' END, k / 8.0, jsonb_build_object('k', k, 'e', 'a@example.com')",
            genesis: "repeat('0', 64)",
            formula:
                "encode(sha256(convert_to(coalesce(prev, '') || '|' || id || '|' || at::text || '|' || coalesce(body, 'NULL') || '|' || n || '|' || data, 'UTF8')), 'hex')",
            hashType: "text"),
        Shape(
            testDescription: "bytea, no link stored, a null genesis",
            table: "id int, at timestamp, who uuid, ok boolean",
            columns: "k, timestamp '2026-01-01' + k * interval '1 day', md5(k::text)::uuid, k % 3 = 0", genesis: "NULL",
            formula:
                "sha256(coalesce(previous, ''::bytea) || convert_to(id || '|' || at || '|' || who || '|' || ok, 'UTF8'))",
            hashType: "bytea", storesLink: false),
        Shape(
            testDescription: "a chain for each tenant, char(64), a genesis of the tenant",
            table: "id bigint, tenant text, at date, f float8, a inet",
            columns:
                "k, (ARRAY['one', 'two', 'o''three', NULL])[k % 4 + 1], date '2026-01-01' + k, k / 3.0, ('10.0.0.' || k)::inet",
            genesis: "encode(sha256(convert_to(coalesce(tenant, '-'), 'UTF8')), 'hex')",
            formula:
                "encode(sha256(convert_to(prev || '|' || id || '|' || coalesce(tenant, '-') || '|' || at || '|' || f || '|' || a, 'UTF8')), 'hex')",
            hashType: "char(64)", per: "tenant"),
        Shape(
            testDescription: "text under the writer's time zone", table: "id bigint, at timestamptz, body text",
            columns: "k, timestamptz '2026-06-01 12:00:00+00' + k * interval '1 hour', 'row ' || k", genesis: "'start'",
            formula: "encode(sha256(convert_to(prev || '|' || id || '|' || at || '|' || body, 'UTF8')), 'hex')",
            hashType: "text", settings: "{TimeZone: Asia/Riyadh, DateStyle: 'SQL, DMY'}"),
        Shape(
            testDescription: "a part that the server renders", table: "id bigint, at timestamptz, body text",
            columns: "k, timestamptz '2026-06-01 12:00:00+00' + k * interval '1 hour', 'Größe ' || k",
            genesis: "'start'",
            formula:
                "encode(sha256(convert_to(prev || '|' || id || '|' || regexp_replace(body, '[aeiou]', '*', 'g'), 'UTF8')), 'hex')",
            hashType: "text", why: "the server renders a part of the formula"),
    ]

    /// Forty rows, of which the fifteenth was changed.
    static func make(_ shape: Shape, in system: ReportedSystem) throws {
        let settings = shape.settings == nil ? "" : "SET TimeZone = 'Asia/Riyadh'; SET DateStyle = 'SQL, DMY';"
        let names = shape.table.split(separator: ", ").map { String($0.split(separator: " ")[0]) }
        var formula = shape.formula
        if !shape.storesLink { formula = formula.replacingOccurrences(of: "previous", with: "tip") }
        try system.psql(
            """
            \(settings)
            CREATE TABLE c (\(shape.table)\(shape.storesLink ? ", prev \(shape.hashType)" : ""), hash \(shape.hashType));
            DO $$
            DECLARE tip \(shape.hashType == "bytea" ? "bytea" : "text"); r c;
            BEGIN
                FOR k IN 1..40 LOOP
                    SELECT \(shape.columns) INTO \(names.map { "r.\($0)" }.joined(separator: ", "));
                    SELECT c.hash INTO tip FROM c
                        WHERE \(shape.per.map { "c.\($0) IS NOT DISTINCT FROM r.\($0)" } ?? "true") ORDER BY id DESC LIMIT 1;
                    IF NOT FOUND THEN SELECT \(shape.genesis) INTO tip FROM (SELECT r.*) s; END IF;
                    \(shape.storesLink ? "r.prev := tip;" : "")
                    SELECT \(formula) INTO r.hash FROM (SELECT r.*) s;
                    INSERT INTO c SELECT r.*;
                END LOOP;
            END $$;
            UPDATE c SET at = at + interval '1 day' WHERE id = 15\(shape.why == nil ? "" : "; UPDATE c SET body = 'forged' WHERE id = 15");
            """)
        try system.write(
            "c.yml",
            """
            chains:
              - name: c
                table: public.c
                order: [id]
                time: at
                \(shape.storesLink ? "previous: prev" : "")
                hash: hash
                \(shape.per.map { "per: [\($0)]" } ?? "")
                genesis: "\(shape.genesis)"
                formula: |
                  \(shape.formula)
                \(shape.settings.map { "settings: \($0)" } ?? "")
            """)
    }

    @Test(arguments: shapes) func `hold to a stranger, in both forms and whatever is left out`(_ shape: Shape) throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.make(shape, in: system)
        let whole = try system.export("whole", ["--all"], configuration: "c.yml")
        try #require(whole.status == 1, "\(whole.errorText) \(whole.text)")
        #expect(try system.verdict(of: "whole") == 1)
        let told = try system.check("whole").text
        if let why = shape.why {
            #expect(told.contains(why), "\(told)")
        } else {
            #expect(told.contains("39 rows shown give the stored hash under the formula."), "\(told)")
            #expect(told.contains("1 row shown does not, and is marked so."), "\(told)")
        }
        let around = ["--around"] + (shape.per == nil ? [] : ["tenant=o'three"]) + ["id=30", "--context", "5"]
        for (name, words, status) in [
            ("lines", ["--all", "--format", "jsonl"], Int32(1)), ("some", ["--all", "--where", "id % 3 = 0"], 1),
            ("sound", around + ["--where", "id <> 33"], 0), ("few", ["--all", "--columns", "id"], 1),
            ("hidden", ["--all", "--mask", "at"], 1),
        ] {
            let made = try system.export(name, words, configuration: "c.yml")
            #expect(made.status == status, "\(name): \(made.errorText)")
            #expect(try system.verdict(of: name) == status, "\(name)")
        }
        guard shape.why == nil else { return }
        // A value changed in the file, by whoever may sign.
        for (file, folder, from, to) in [
            ("rows.csv", "whole", "\r\n21,", "\r\n99,"), ("rows.jsonl", "lines", "\"id\":\"21\"", "\"id\":\"99\""),
        ] {
            try #require(system.text("\(folder)/\(file)").contains(from))
            try system.forge(folder, file, as: "forged") { $0.replacingOccurrences(of: from, with: to) }
            #expect(try system.check("forged").status == 65)
        }
    }

    @Test func `name a forged hash, a forged link and a false word, whoever signs them`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.make(Self.shapes[0], in: system)
        #expect(try system.export("out", ["--around", "id=20", "--context", "3"], configuration: "c.yml").status == 0)
        let rows = try system.text("out/rows.csv")
        let hash = try system.psql("SELECT hash FROM c WHERE id = 20").trimmingCharacters(in: .newlines)
        let forged = String(hash.reversed())
        let changes: [(String, String, String)] = [
            ("a value", hash, forged), ("a word", ",20,ok,ok,", ",20,elsewhere,ok,"),
            ("a word", ",20,ok,ok,", ",20,ok,elsewhere,"),
            ("a word", ",20,ok,ok,", ",20,disputed,ok,"), ("a word", ",20,ok,ok,", ",20,fails,ok,altered-content"),
            ("a word", ",20,ok,ok,", ",20,unsealed,none,"), ("a word", ",20,ok,ok,", ",20,fine,ok,"),
            ("a number", ",20,ok,ok,", ",020,ok,ok,"), ("a value", "2.5000", "2.5001"), ("a value", "2.5000", "2.500"),
            ("a value", "2.5000", "02.5000"), ("a value", "2.5000,", ","), ("a cell", "2.5000,", ""),
            ("a line", "\r\n20,", "\n20,"),
        ]
        for (name, from, to) in changes {
            try #require(rows.contains(from), "\(from)")
            try system.forge("out", "rows.csv", as: "forged") { $0.replacingOccurrences(of: from, with: to) }
            #expect(try system.check("forged").status == 65, "\(name): \(from) to \(to)")
            // The second checker does not know this formula.
            #expect(try system.recheck("forged").status == (name == "a value" ? 0 : 65), "\(name): \(from) to \(to)")
        }
        for (from, to) in [
            ("\"first\": 17", "\"first\": 16"), ("\"last\": 23", "\"last\": 24"),
            ("\"verdict\": \"intact\"", "\"verdict\": \"broken\""),
            ("\"brokenRows\": 0", "\"brokenRows\": 1"), ("\"rows\": 7", "\"rows\": 8"),
            ("unbroken-export/1", "unbroken-export/2"),
            ("\"entering\": \"", "\"entering\": \"0"), ("\"leaving\": \"", "\"leaving\": \"0"),
            ("'|' || id", "'|' || n"),
            ("\"role\": \"text\"", "\"role\": \"evidence\""),
        ] {
            try system.forge("out", "manifest.json", as: "forged") { $0.replacingOccurrences(of: from, with: to) }
            let isChanged = try system.text("forged/manifest.json") != system.text("out/manifest.json")
            try #require(isChanged, "\(from)")
            #expect(try system.check("forged").status == 65, "\(from)")
        }
    }

    @Test func `hold where the link is padded and the hash is not, and not where a column bears our names`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.make(Self.shapes[0], in: system)
        try system.psql("ALTER TABLE c ALTER prev TYPE char(70); ALTER TABLE c ADD unbroken_chain text")
        let formula = try system.text("c.yml").replacingOccurrences(
            of: "coalesce(prev, '')", with: "coalesce(prev::text, '')")
        try system.write("c.yml", formula)
        let refused = try system.export("named", ["--all"], configuration: "c.yml")
        #expect(refused.status == 64 && refused.errorText.contains("a column unbroken_chain"), "\(refused.errorText)")
        for words in [["--all"], ["--all", "--format", "jsonl"], ["--where", "id > 20"]] {
            let made = try system.export(
                "out", words + ["--columns", "id,at,body,n,data", "--force"], configuration: "c.yml")
            #expect(made.status == 1, "\(made.errorText)")
            #expect(try system.verdict(of: "out") == 1)
        }
    }

    @Test func `hold no row without a hash that no break names, no dispute in an intact log and no file said twice`()
        throws
    {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.make(Self.shapes[0], in: system)
        #expect(try system.export("out", ["--around", "id=20", "--context", "3"], configuration: "c.yml").status == 0)
        #expect(
            try system.export("lines", ["--around", "id=20", "--format", "jsonl"], configuration: "c.yml").status == 1)
        let hash = try system.psql("SELECT hash FROM c WHERE id = 23").trimmingCharacters(in: .newlines)
        try system.forge("out", "rows.csv", as: "forged") { text in
            text.replacingOccurrences(of: ",\(hash),23,ok,ok,,\(hash)\r\n", with: ",,23,unsealed,none,,\r\n")
        }
        try #require(system.text("forged/rows.csv").contains("unsealed"))
        #expect(try system.verdict(of: "forged") == 65)
        try system.forge("lines", "rows.jsonl", as: "forged") {
            $0.replacingOccurrences(of: "{\"id\":\"20\"", with: "{\"id\":\"21\",\"id\":\"20\"")
        }
        #expect(try system.verdict(of: "forged") == 65)
        for (from, to) in [
            ("\"evidence\": \"rows.csv\"", "\"evidence\": \"../out/rows.csv\""),
            ("\"disputedRows\": 0", "\"disputedRows\": 1"),
            ("\"rows\": 7,\n  \"leftOut\"", "\"rows\": 8,\n  \"leftOut\""), ("\"README.txt\"", "\"certificate.txt\""),
        ] {
            try system.forge("out", "manifest.json", as: "forged") { $0.replacingOccurrences(of: from, with: to) }
            let isChanged = try system.text("forged/manifest.json") != system.text("out/manifest.json")
            try #require(isChanged, "\(from)")
            #expect(try system.verdict(of: "forged") == 65, "\(from)")
        }
        // The beginning taken away, and what is first then listed as left out.
        #expect(try system.export("some", ["--where", "id > 5"], configuration: "c.yml").status == 1)
        try system.forge("some", "manifest.json", as: "forged") {
            $0.replacingOccurrences(of: "\"entering\": \"0", with: "\"entering\": \"1")
        }
        #expect(try system.check("forged").status == 65)
    }

    @Test func `begin with the genesis that the expression gives`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try Self.make(Self.shapes[2], in: system)
        #expect(try system.export("out", ["--where", "id < 9"], configuration: "c.yml").status == 1)
        #expect(try system.verdict(of: "out") == 1)
        try system.forge("out", "manifest.json", as: "forged") {
            $0.replacingOccurrences(of: "'-'), 'UTF8')), 'hex')\",", with: "'+'), 'UTF8')), 'hex')\",")
        }
        let isChanged = try system.text("forged/manifest.json") != system.text("out/manifest.json")
        try #require(isChanged)
        #expect(try system.check("forged").status == 65)
    }
}
