import Foundation
@testable import SigningSupport
import Support
import Testing

@Suite("unbroken report") struct ReportCommandTests {
    private static func text(of pdf: String) throws -> String {
        String(decoding: try Shell.run(["pdftotext", "-layout", pdf, "-"]), as: UTF8.self)
    }

    @Test func `writes what was found as a document whose words can be read, with fonts embedded`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        let made = try system.report("r.pdf")
        #expect(made.status == 1)
        #expect(made.text == "\(system.path("r.pdf")): Broken: 2 breaks in audit_log.\n")
        let text = try Self.text(of: system.path("r.pdf")).replacing(/\s+/, with: " ")
        for sentence in [
            "Audit log verification report", "2 breaks were found in 1,997 rows",
            "Assurance: consistent.", "Verified by Jane Doe, Sample Bank", "Digitally signed by Ada Lovelace",
            "Rows must be kept for 7 years.", "Nothing yet: no signed statement",
            "audit_log: row id=503 was changed after it was sealed.",
            "audit_log: one or more rows are missing between row id=1500 and row id=1504.",
            "Controls round the log", "17 CFR 210.2-06", "binds the accountant", "How to check this report",
        ] {
            #expect(text.contains(sentence), "\(sentence)")
        }
        #expect(!text.contains("complies"))
        let fonts = String(decoding: try Shell.run(["pdffonts", system.path("r.pdf")]), as: UTF8.self)
        let lines = fonts.split(separator: "\n").dropFirst(2)
        #expect(!lines.isEmpty && lines.allSatisfy { $0.contains("yes yes yes") })
        // Rows round a break, of the columns that were asked for and no others.
        #expect(text.contains("table_name") && !text.contains("old_data"))
    }

    @Test func `carries the same facts for machines, and the breaks as CSV`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        #expect(try system.report("r.pdf").status == 1)
        #expect(try system.report("r.json").status == 1)
        try Shell.run(["pdfdetach", "-saveall", "-o", system.folder, system.path("r.pdf")])
        let facts = try #require(
            JSONSerialization.jsonObject(with: Data(try system.bytes("report.json"))) as? [String: Any])
        let verification = try #require(facts["verification"] as? [String: Any])
        #expect(verification["verdict"] as? String == "broken")
        #expect((verification["controls"] as? [Any])?.isEmpty == false)
        let rows = try Shell.run([
            ReportedSystem.python, "-c",
            "import csv, sys; rows = list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8'))); print([(r['kind'], r['first'], r['last'], r['rows']) for r in rows])",
            system.path("breaks.csv"),
        ])
        #expect(
            String(decoding: rows, as: UTF8.self)
                == "[('altered-content', 'id=503', 'id=503', '1'), ('missing-rows', 'id=1500', 'id=1504', '')]\n")
        #expect(try system.bytes("breaks.csv").suffix(2) == [13, 10])
        let judged = try Shell.outcome(of: [
            ReportedSystem.python, "-c",
            """
            import json, pathlib, sys
            from jsonschema import Draft202012Validator
            from referencing import Registry, Resource
            folder = pathlib.Path(sys.argv[1])
            schemas = [json.loads(path.read_text()) for path in folder.glob('*.schema.json')]
            registry = Registry().with_resources([(s['$id'], Resource.from_contents(s)) for s in schemas])
            report = next(s for s in schemas if s['title'] == 'unbroken-report/1')
            Draft202012Validator.check_schema(report)
            for path in sys.argv[2:]:
                text = pathlib.Path(path).read_text(encoding='utf-8')
                facts = json.loads(text)
                for error in Draft202012Validator(report, registry=registry).iter_errors(facts): print(error.message)
                # RFC 8785: there is one way to write it.
                if json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(',', ':')) != text: print('not canonical')
            """, ReportedSystem.fixture + "/../../Schemas", system.path("report.json"), system.path("r.json"),
        ])
        #expect(judged.status == 0 && judged.text == "", "\(judged.text)\(judged.errorText)")
    }

    @Test func `is written in Arabic, from right to left, in logical order`() throws {
        let system = try ReportedSystem(
            tampering: ReportedSystem.twoBreaks + "; UPDATE audit_log SET table_name = 'مسافر_متوسط' WHERE id = 503")
        defer { system.remove() }
        #expect(try system.report("ar.pdf", ["--language", "ar", "--paper", "letter"]).status == 1)
        let text = try Self.text(of: system.path("ar.pdf"))
        #expect(text.contains("تقرير التحقق من سجل التدقيق"))
        #expect(text.contains("مكسور"))
        // What each break is, not only in the tool's own words.
        #expect(text.contains("بعد ختمه"))
        #expect(text.contains("صف واحد أو أكثر مفقود بين الصف"))
        // Small letters, and what stands in a row, fall apart no more than large ones.
        #expect(text.contains("أجرى التحقق") && text.contains("مسافر_متوسط"))
        #expect(!text.contains("\\u{"))
        // What the clauses ask, too.
        #expect(text.contains("اثني عشر شهرا") && !text.contains("logs are kept for twelve months"))
        let info = String(decoding: try Shell.run(["pdfinfo", system.path("ar.pdf")]), as: UTF8.self)
        #expect(info.contains("612 x 792 pts (letter)"))
    }

    @Test func `gives the same bytes for the same input and time`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let time = ["SOURCE_DATE_EPOCH": "1790000000"]
        #expect(try system.report("one.json", signing: ["--unsigned"], environment: time).status == 0)
        for name in ["a.pdf", "b.pdf"] {
            let made = try system.report(
                name, ["--from", system.path("one.json")], signing: ["--unsigned"], environment: time)
            #expect(made.status == 0, "\(made.errorText)")
        }
        #expect(try system.bytes("a.pdf") == system.bytes("b.pdf"))
        let text = try Self.text(of: system.path("a.pdf")).replacing(/\s+/, with: " ")
        #expect(text.contains("NOT SIGNED"))
        #expect(text.contains("which nobody signed"))
        #expect(text.contains("2026-09-21 14:13:20 +00:00"))
    }

    @Test func `is made of an earlier signed report without looking again, which it says`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        #expect(try system.report("night.json").status == 1)
        let root = TestAuthority.shared.path("root.pem")
        // The database is not asked.
        try PrivateServer.shared.psql("ALTER DATABASE \(system.database) RENAME TO \(system.database)_gone")
        for source in ["night.json", "day.pdf"] {
            let made = try system.report(
                source == "night.json" ? "day.pdf" : "third.pdf", ["--from", system.path(source), "--trust", root])
            #expect(made.status == 1, "\(made.errorText)")
        }
        let text = try Self.text(of: system.path("third.pdf")).replacing(/\s+/, with: " ")
        #expect(text.contains("Not verified again. This document was made of an earlier report of"))
        // A PDF says no time in its signature without a stamp; the machine form's does.
        #expect(text.contains("signed by CN=Ada Lovelace,O=Sample Bank."))
        let day = try Self.text(of: system.path("day.pdf")).replacing(/\s+/, with: " ")
        #expect(
            day.contains(
                "signed by CN=Ada Lovelace,O=Sample Bank. The earlier report bears no time stamp; its signer says that it was signed at 20"
            ))
        #expect(try system.check("third.pdf").status == 1)

        var bytes = try system.bytes("night.json")
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: Array("\"broken\"".utf8)) })
        bytes.replaceSubrange(place..<(place + 8), with: Array("\"intact\"".utf8))
        try Data(bytes).write(to: URL(fileURLWithPath: system.path("night.json")))
        for (words, status) in [
            (["--from", system.path("night.json"), "--trust", root], 65),
            (["--from", system.path("day.pdf"), "--trust", TestAuthority.shared.path("stranger.pem")], 65),
            (["--from", system.path("nothing.json"), "--trust", root], 74),
        ] {
            let refused = try system.report("no.pdf", words)
            #expect(refused.status == Int32(status), "\(words): \(refused.errorText)")
        }
        // A verdict that nobody signed is taken only where the person says so.
        #expect(try system.report("no.pdf", ["--from", system.path("day.pdf")]).status == 64)
        #expect(try system.files(beginning: "no") == [])
    }

    @Test(arguments: [
        ("{\"format\":\"unbroken-report/2\"}", "which this version does not read"),
        ("{\"format\":\"unbroken-rep", "cut off"),
        ("{\"format\":\"unbroken-report/1\"}", "does not have what a report has"), ("", "is empty"),
    ])
    func `is not made of what is no report`(_ content: String, _ says: String) throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try system.write("odd.json", content)
        let result = try system.report("no.pdf", ["--from", system.path("odd.json")], signing: ["--unsigned"])
        #expect(result.status == 65)
        #expect(result.errorText.contains(says), "\(result.errorText)")
        #expect(try system.files(beginning: "no") == [])
    }

    @Test func `needs a key that fits, or the word that it shall not be signed`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let authority = TestAuthority.shared
        func key(_ key: String, _ certificate: String, _ more: String...) -> [String] {
            ["--sign-key", authority.path("\(key).key"), "--sign-cert", authority.path("\(certificate).pem")] + more
        }
        try Shell.run([
            "openssl", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-in", authority.path("rsa.key"), "-out",
            system.path("locked.key"), "-passout", "pass:sesame",
        ])
        try system.write("word", "sesame\n")
        let locked = ["--sign-key", system.path("locked.key"), "--sign-cert", authority.path("ada.pem")]
        for (words, status, says) in [
            ([], 64, "name a key with --sign-key, or say --unsigned"),
            (key("rsa", "ada") + ["--unsigned"], 64, "exclude each other"),
            (key("p256", "ada"), 78, "is not that of the certificate"),
            (key("weak", "weak"), 78, "signing takes RSA of 2048 bits"),
            (key("rsa", "expired"), 78, "expired"), (key("rsa", "early"), 78, "valid"),
            (key("p256", "server"), 78, "server"), (["--sign-key", system.path("absent")], 77, "can't be read"),
            (key("rsa", "ada") + ["--sign-key-passphrase", "sesame"], 64, "never the passphrase itself"),
            (locked, 77, "passphrase"), (locked + ["--sign-key-passphrase", "env:WRONG"], 77, "passphrase"),
            (locked + ["--sign-key-passphrase", "env:ABSENT"], 77, "ABSENT"),
        ] as [([String], Int32, String)] {
            let result = try system.report("no.pdf", signing: words, environment: ["WRONG": "open"])
            #expect(result.status == status, "\(words): \(result.status) \(result.errorText)")
            #expect(result.errorText.contains(says), "\(words): \(result.errorText)")
            #expect(!result.errorText.contains("sesame") || words.contains("sesame"))
        }
        #expect(try system.files(beginning: "no") == [])
        #expect(
            try system.report("yes.pdf", signing: locked + ["--sign-key-passphrase", "file:\(system.path("word"))"])
                .status == 0)
        #expect(
            try system.report(
                "env.pdf", signing: locked + ["--sign-key-passphrase", "env:WORD"], environment: ["WORD": "sesame"]
            ).status == 0)
        let old = try system.report(
            "old.pdf",
            signing: key("rsa", "expired") + ["--allow-expired", "--chain-certs", authority.path("middle.pem")])
        #expect(old.status == 0 && old.errorText.contains("signing all the same"))
        #expect(try system.check("old.pdf").errorText.contains("expired"))
        let text = try Self.text(of: system.path("old.pdf")).replacing(/\s+/, with: " ")
        #expect(text.contains("The signer's certificate was not valid when this was signed"))
    }

    @Test func `leaves nothing where it can't be stamped or written`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let clock = try ClockServer()
        for (path, says) in [("digest", "digest"), ("nonce", "nonce"), ("refuse", "refuse"), ("garbage", "")] {
            let result = try system.report("no.pdf", ["--timestamp", "http://127.0.0.1:\(clock.port)/\(path)"])
            #expect(result.status == 69, "\(path): \(result.status) \(result.errorText)")
            #expect(says.isEmpty || result.errorText.contains(says), "\(path): \(result.errorText)")
        }
        #expect(try system.report("no.pdf", ["--timestamp", "http://127.0.0.1:9/"]).status == 69)
        #expect(try system.report("absent/no.pdf").status == 74)
        #expect(try system.files(beginning: "no") == [])
    }

    @Test func `leaves nothing where it is ended while an authority does not answer`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("made.pdf").status == 0)
        let clock = try ClockServer()
        let root = TestAuthority.shared.path("root.pem")
        let hang = "--timestamp http://127.0.0.1:\(clock.port)/hang"
        let key = ReportedSystem.ada.joined(separator: " ")
        for command in [
            "renew \(system.path("made.pdf")) --output \(system.path("no.pdf")) --trust \(root) \(hang)",
            "report --from \(system.path("made.pdf")) --trust \(root) --output \(system.path("no.pdf")) \(key) \(hang)",
        ] {
            let ended = try Command.shell("timeout -s TERM 4 \"$0\" \(command); echo $?")
            #expect(ended.text.hasSuffix("124\n"), "\(ended.text)\(ended.errorText)")
            #expect(try system.files(beginning: "no") == [])
        }
    }

    @Test func `shows of rows what they hold, whatever the owner of a type makes of it`() throws {
        let system = try ReportedSystem(
            tampering: """
                CREATE TYPE deed AS ENUM ('INSERT', 'UPDATE', 'DELETE');
                CREATE FUNCTION whitewash(deed) RETURNS text LANGUAGE plpgsql AS
                $$ BEGIN PERFORM nextval('called'); RETURN 'approved'; END $$;
                CREATE SEQUENCE called;
                CREATE CAST (deed AS text) WITH FUNCTION whitewash(deed);
                ALTER TABLE audit_log ADD COLUMN deed deed;
                UPDATE audit_log SET deed = 'DELETE'
                """)
        defer { system.remove() }
        try system.psql("ALTER TABLE audit_log DISABLE TRIGGER USER; UPDATE audit_log SET action = 'x' WHERE id = 700")
        let file = try String(contentsOfFile: system.path("unbroken.yml"), encoding: .utf8)
        try system.write("unbroken.yml", file.replacing("columns: [action, table_name]", with: "columns: [deed]"))
        #expect(try system.report("r.pdf").status == 1)
        let text = try Self.text(of: system.path("r.pdf"))
        #expect(text.contains("DELETE") && !text.contains("approved"))
        #expect(try system.psql("SELECT is_called FROM called") == "f\n")
    }

    @Test(arguments: [
        ("\"verdict\":\"broken\"", "\"verdict\":\"intact\"", "does not fit its breaks"),
        ("\"breakCount\":2", "\"breakCount\":9223372036854775807", "numbers that no report has"),
        ("\"years\":7", "\"years\":-5", "numbers that no report has"),
    ])
    func `is not made of what contradicts itself`(_ part: String, _ instead: String, _ says: String) throws {
        let sample = try String(contentsOfFile: ReportedSystem.fixture + "/../report/sample.json", encoding: .utf8)
        try #require(sample.contains(part))
        let system = try ReportedSystem()
        defer { system.remove() }
        try system.write("odd.json", sample.replacing(part, with: instead))
        let result = try system.report("no.pdf", ["--from", system.path("odd.json")], signing: ["--unsigned"])
        #expect(result.status == 65)
        #expect(result.errorText.contains(says), "\(result.errorText)")
    }

    @Test func `with no rows at all says so`() throws {
        let system = try ReportedSystem(tampering: "TRUNCATE audit_log")
        defer { system.remove() }
        #expect(try system.report("r.pdf").status == 2)
        #expect(try Self.text(of: system.path("r.pdf")).contains("there was nothing to verify"))
    }
}
