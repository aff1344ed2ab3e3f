import Foundation
import Support
import Testing

@Suite("unbroken inspect") struct InspectCommandTests {
    private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Fixtures/travel").standardizedFileURL.path
    private static let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Schemas/inspection-1.schema.json").standardizedFileURL.path

    /// One that waits for the disk, as a server that keeps an audit log does.
    private static let server: PrivateServer = {
        do { return try PrivateServer(settings: ["fsync": "on"]) } catch { fatalError("no server: \(error)") }
    }()

    /// Of the machine form, what these tests read.
    private struct Document: Decodable {
        struct Judgement: Decodable {
            var check: String
            var subject: String
            var grade: String
            var clauses: [String]
        }
        struct Changes: Decodable {
            var since: String
            var differences: [String]
        }
        struct Clause: Decodable { var clause: String }
        var worst: String
        var startedAt: String
        var counts: [String: Int]
        var judgements: [Judgement]
        var clauses: [Clause]
        var changes: Changes?
    }

    /// The reference system in a database of its own, and a folder for files.
    private func withSystem(_ body: (_ database: String, _ folder: String) throws -> Void) throws {
        let name = "inspect_\(UInt64.random(in: 0...UInt64.max))"
        try Self.server.createDatabase(name)
        try Shell.run(["psql", "-X", "-q", "-f", Self.fixture + "/install.sql", Self.server.conninfo(name)])
        try Command.withFolder { folder in try body(name, folder) }
    }

    private func inspect(_ database: String, _ arguments: String...) throws -> Shell.Result {
        try Command.run(
            [
                "inspect", "--config", Self.fixture + "/unbroken.yml", "--database",
                Self.server.conninfo(database),
            ]
                + arguments)
    }

    private func document(_ result: Shell.Result) throws -> Document {
        try JSONDecoder().decode(Document.self, from: result.output)
    }

    @Test func `tells by its exit status alone where it is told to be quiet, and what there is to do first else`()
        throws
    {
        try withSystem { database, folder in
            let quiet = try inspect(database, "--quiet", "--fail-on", "fail")
            #expect(quiet.status == 0 && quiet.text == "" && quiet.errorText == "", "\(quiet.errorText)")
            try Self.server.psql("ALTER TABLE bookings DISABLE TRIGGER captured_in_audit_log", database: database)
            let failing = try inspect(database, "--quiet", "--fail-on", "fail")
            #expect(failing.status == 2 && failing.text == "" && failing.errorText == "", "\(failing.errorText)")
            let pointless = try inspect(database, "--quiet")
            #expect(pointless.status == 64 && pointless.errorText.contains("would tell nothing"))
            let kept = try inspect(database, "--quiet", "--format", "json", "--output", folder + "/night.json")
            #expect(kept.status == 0 && kept.text == "")
            #expect(FileManager.default.fileExists(atPath: folder + "/night.json"))
            let grades = try inspect(database).text.split(separator: "\n").compactMap { line in
                ["fail", "warn", "unknown", "pass"].firstIndex { line.hasPrefix($0 + " ") }
            }
            #expect(Set(grades).count >= 3 && grades == grades.sorted(), "\(grades)")
        }
    }

    @Test func `judges each control in a line, and says of what is amiss why it matters and how to mend it`() throws {
        try withSystem { database, _ in
            try Self.server.psql(
                "ALTER TABLE bookings DISABLE TRIGGER captured_in_audit_log", database: database)
            let result = try inspect(database)
            #expect(result.status == 0)
            #expect(result.errorText == "")
            #expect(
                result.text.firstMatch(of: /^\d+ controls judged: \d+ pass, \d+ warn, \d+ fail, \d+ unknown\.\n/) != nil
            )
            #expect(result.text.contains("\npass guard-triggers: public.audit_log\n"))
            let told = result.text.replacing(/\n? +/, with: " ").split(separator: "\n")
            let line = try #require(told.firstIndex { $0.hasPrefix("fail capture-triggers: public.bookings") })
            #expect(
                told[line].contains("found INSERT is not recorded: the trigger captured_in_audit_log is switched off."))
            #expect(told[line].contains("why A table whose trigger is missing or off leaves no rows"))
            #expect(told[line].contains("mend ALTER TABLE public.bookings ENABLE ALWAYS TRIGGER"))
            #expect(told[line].contains("supports 17 CFR 240.17a-4(f), 45 CFR 164.312(b), PCI DSS 4.0.1 10.2"))
        }
    }

    @Test func `exits by what --fail-on says`() throws {
        try withSystem { database, _ in
            #expect(try inspect(database, "--fail-on", "fail").status == 0)
            #expect(try inspect(database, "--fail-on", "warn").status == 2)
            try Self.server.psql("ALTER TABLE audit_log DISABLE ROW LEVEL SECURITY", database: database)
            #expect(try inspect(database).status == 0)
            #expect(try inspect(database, "--fail-on", "fail").status == 2)
        }
    }

    @Test func `tells machines what fits its schema`() throws {
        try withSystem { database, folder in
            let result = try inspect(database, "--format", "json", "--output", folder + "/controls.json")
            #expect(result.status == 0)
            #expect(result.text.hasSuffix(" unknown.\n"))
            let again = try inspect(database, "--format", "json", "--against", folder + "/controls.json")
            let judged = try Shell.outcome(
                of: [
                    ProcessInfo.processInfo.environment["UNBROKEN_TEST_PYTHON"] ?? "python3", "-c",
                    """
                    import json, sys
                    from jsonschema import Draft202012Validator
                    schema = json.load(open(sys.argv[1]))
                    Draft202012Validator.check_schema(schema)
                    for error in Draft202012Validator(schema).iter_errors(json.load(sys.stdin)): print(error.message)
                    """, Self.schema,
                ], input: again.output)
            #expect(judged.status == 0)
            #expect(judged.text == "", "\(judged.errorText)")
            let document = try document(again)
            #expect(document.counts.values.reduce(0, +) == document.judgements.count)
            #expect(Set(document.judgements.flatMap(\.clauses)) == Set(document.clauses.map(\.clause)))
        }
    }

    @Test func `says what changed since an earlier look`() throws {
        try withSystem { database, folder in
            let earlier = folder + "/earlier.json"
            let first = try inspect(database, "--format", "json")
            try first.output.write(to: URL(fileURLWithPath: earlier))
            let same = try document(inspect(database, "--format", "json", "--against", earlier))
            #expect(same.changes?.differences == [])
            #expect(try same.changes?.since == document(first).startedAt)
            try Self.server.psql(
                """
                ALTER TABLE bookings DISABLE TRIGGER captured_in_audit_log;
                CREATE TABLE vouchers (id bigint);
                DO $$ BEGIN EXECUTE replace(pg_get_functiondef('capture_audit_log'::regproc), 'to_jsonb(OLD)', 'NULL'); END $$;
                """, database: database)
            let changed = try document(inspect(database, "--format", "json", "--against", earlier)).changes?.differences
            let lines = try #require(changed)
            #expect(
                lines.contains {
                    $0.hasPrefix("capture-triggers of public.bookings was pass and is fail: INSERT is not recorded")
                })
            #expect(
                lines.contains {
                    $0.hasPrefix("capture-triggers of the database, now: ") && $0.contains("public.vouchers")
                })
            #expect(
                lines.contains(
                    "public.capture_audit_log(), which seals rows of public.audit_log, has another definition"))
            let text = try inspect(database, "--against", earlier).text.replacing(/\n +/, with: " ")
            #expect(text.contains("Changed since the look of "))
            #expect(text.contains("- capture-triggers of public.bookings was pass and is fail"))
        }
    }

    @Test func `tells a file that is no earlier look, and one that can't be read`() throws {
        try withSystem { database, folder in
            let result = try inspect(database, "--against", folder + "/unbroken.yml")
            #expect(result.status == 65)
            #expect(result.errorText.contains("is no inspection, or a damaged one"))
            #expect(result.text == "")
            let verified = try Command.run([
                "verify", "--config", Self.fixture + "/unbroken.yml", "--database",
                Self.server.conninfo(database), "--format", "json", "--output", folder + "/verified.json",
            ])
            #expect(verified.status == 2)
            #expect(try inspect(database, "--against", folder + "/verified.json").status == 65)
            #expect(try inspect(database, "--against", folder + "/absent.json").status == 74)
            #expect(try inspect(database, "--against", folder).status == 74)
        }
    }

    @Test func `leaves out what reads every row where it should be quick`() throws {
        try withSystem { database, _ in
            let checks = try document(inspect(database, "--format", "json", "--quick")).judgements.map(\.check)
            #expect(!checks.contains("row-origins") && !checks.contains("sequence-position"))
            #expect(checks.contains("write-statistics"))
        }
    }

    @Test func `changes nothing, and says why it could not look`() throws {
        try Command.withFolder { folder in
            let result = try Shell.outcome(of: ["sh", "-c", "cd '\(folder)' && '\(Command.path)' inspect"])
            #expect(result.status == 69)
            #expect(result.errorText.contains("no connection to the database"))
            #expect(result.text == "")
        }
        try withSystem { database, _ in
            let counts = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables"
            let before = try Self.server.psql(counts, database: database)
            #expect(try inspect(database).status == 0)
            #expect(try Self.server.psql(counts, database: database) == before)
        }
    }

    @Test func `names what seals in every verification too`() throws {
        try withSystem { database, _ in
            let result = try Command.run([
                "verify", "--config", Self.fixture + "/unbroken.yml", "--database",
                Self.server.conninfo(database), "--format", "json",
            ])
            let sealing = try JSONDecoder().decode(Sealed.self, from: result.output).chains[0].sealing
            let digests = try Self.server.psql(
                """
                SET search_path = pg_catalog, pg_temp;
                SELECT oid::regprocedure || ' ' || encode(sha256(convert_to(pg_get_functiondef(oid), 'UTF8')), 'hex')
                FROM pg_proc WHERE proname IN ('audit_log_hash', 'capture_audit_log', 'request_ip_address', 'request_user_id')
                    AND pronamespace = 'public'::regnamespace ORDER BY 1
                """, database: database)
            #expect(sealing.map { "\($0.function) \($0.sha256)\n" }.joined() == digests)
            #expect(sealing[1].trigger.contains("captured_in_audit_log ON public.bookings"))
        }
    }

    @Test func `names functions in full, whatever schemas the entry before had to search`() throws {
        try withSystem { database, _ in
            try Command.withFolder { folder in
                try Self.server.psql(
                    """
                    CREATE TYPE public.mood AS ENUM ('calm');
                    CREATE FUNCTION public.told(mood public.mood) RETURNS text LANGUAGE sql AS 'SELECT mood::text';
                    CREATE TABLE public.diary (id bigint PRIMARY KEY, mood public.mood, prev bytea, hash bytea);
                    CREATE FUNCTION public.seal_diary() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        new.prev := coalesce((SELECT hash FROM public.diary ORDER BY id DESC LIMIT 1), '');
                        new.hash := sha256(new.prev || convert_to(public.told(new.mood), 'UTF8'));
                        RETURN new;
                    END $$;
                    CREATE TRIGGER seal BEFORE INSERT ON public.diary FOR EACH ROW EXECUTE FUNCTION public.seal_diary();
                    INSERT INTO public.diary (id, mood) VALUES (1, 'calm'), (2, 'calm');
                    """, database: database)
                let configuration = folder + "/unbroken.yml"
                // The same log twice: what the first entry had to search must not show in the second.
                let entries = ["diary", "diary-again"].map { name in
                    """
                      - name: \(name)
                        table: public.diary
                        order: [id]
                        previous: prev
                        hash: hash
                        genesis: "decode('', 'hex')"
                        formula: "sha256(prev || convert_to(array_to_string(ARRAY[mood], ','), 'UTF8'))"
                    """
                }
                try "chains:\n\(entries.joined(separator: "\n"))\n".write(
                    toFile: configuration, atomically: true, encoding: .utf8)
                let verified = try Command.run([
                    "verify", "--config", configuration, "--database", Self.server.conninfo(database), "--format",
                    "json",
                ])
                #expect(verified.status == 0)
                let chains = try JSONDecoder().decode(Sealed.self, from: verified.output).chains
                #expect(
                    chains.map { $0.sealing.map(\.function) }
                        == Array(
                            repeating: ["public.seal_diary()", "public.told(public.mood)"], count: 2))
                #expect(Set(chains.map { $0.sealing.map(\.sha256) }).count == 1)
            }
        }
    }

    private struct Sealed: Decodable {
        struct Part: Decodable {
            var trigger: String
            var function: String
            var sha256: String
        }
        struct Chain: Decodable { var sealing: [Part] }
        var chains: [Chain]
    }
}
