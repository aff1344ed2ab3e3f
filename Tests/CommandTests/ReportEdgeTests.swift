import Foundation
@testable import SigningSupport
import Support
import Testing

/// What may stand in a log, in a file and in a command line.
@Suite("A report at its edges") struct ReportEdgeTests {
    private static let root = TestAuthority.shared.path("root.pem")

    private static func text(of pdf: String) throws -> String {
        String(decoding: try Shell.run(["pdftotext", "-layout", pdf, "-"]), as: UTF8.self).replacing(/\s+/, with: " ")
    }

    @Test func `says before it reads that nothing here can draw a PDF, and what else there is`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try system.write("libpangocairo-1.0.so.0", "no library")
        let environment = ["LD_LIBRARY_PATH": system.folder]
        // A database that is not there would be what is told of first, if it were asked.
        let gone = ["--database", "host=/nonexistent"]
        let refused = try Command.run(
            ["report", "--config", system.path("unbroken.yml"), "--output", system.path("r.pdf")] + gone
                + ReportedSystem.ada, environment: environment)
        #expect(refused.status == 78)
        #expect(
            refused.errorText.contains("a PDF can't be drawn here") && refused.errorText.contains("--format html"),
            "\(refused.errorText)")
        #expect(try system.files(beginning: "r.pdf").isEmpty)
        #expect(try system.report("r.html", environment: environment).status == 0)
        #expect(try system.check("r.html").status == 0)
    }

    @Test func `shows a time that is text as text, whatever it says`() throws {
        let system = try ReportedSystem(
            tampering: "UPDATE audit_log SET action = E'\\u202E<script>alert(1)</script>2020' WHERE id IN (1, 900)")
        defer { system.remove() }
        let file = try String(contentsOfFile: system.path("unbroken.yml"), encoding: .utf8)
        try system.write("unbroken.yml", file.replacing("time: occurred_at", with: "time: action"))
        #expect(try system.report("r.pdf").status == 1)
        #expect(try system.report("r.html").status == 1)
        let page = String(decoding: try system.bytes("r.html"), as: UTF8.self)
        #expect(!page.contains("<script>alert") && !page.contains("\u{202E}"))
        #expect(page.contains("u{202e}&lt;script&gt;alert(1)"))
        let told = try Self.text(of: system.path("r.pdf"))
        #expect(told.contains("u{202e}<script>alert(1)") && !told.unicodeScalars.contains("\u{202E}"))
        #expect(try system.check("r.pdf").status == 1)
        #expect(try system.check("r.html").status == 1)
    }

    @Test func `shows the beginning of a value of megabytes`() throws {
        let system = try ReportedSystem(
            tampering:
                "UPDATE audit_log SET new_data = jsonb_build_object('k', repeat('wide ', 1000000)) WHERE id = 600")
        defer { system.remove() }
        let file = try String(contentsOfFile: system.path("unbroken.yml"), encoding: .utf8)
        try system.write("unbroken.yml", file.replacing("columns: [action, table_name]", with: "columns: [new_data]"))
        #expect(try system.report("r.pdf").status == 1)
        #expect(try Self.text(of: system.path("r.pdf")).contains("wide wide"))
        #expect(try system.check("r.pdf").status == 1)
        let pages = String(decoding: try Shell.run(["pdfinfo", system.path("r.pdf")]), as: UTF8.self)
        let count = try #require(pages.firstMatch(of: /Pages: +([0-9]+)/)?.1)
        #expect(try #require(Int(count)) < 20)
    }

    @Test func `keeps, made of one that was made of another, what that one said of it`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("night.json").status == 0)
        #expect(
            try system.report("day.pdf", ["--from", system.path("night.json"), "--trust", Self.root]).status == 0)
        #expect(
            try system.report("third.pdf", ["--from", system.path("day.pdf"), "--trust", Self.root]).status == 0)
        let told = try Self.text(of: system.path("third.pdf"))
        #expect(told.contains("Not verified again."))
        #expect(told.contains("was itself made of one of") && told.contains("signed by CN=Ada Lovelace"))
    }

    @Test func `does not hold where its facts are signed, but not written as they are here`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("r.json").status == 0)
        let facts = try JSONSerialization.jsonObject(with: Data(try system.bytes("r.json")))
        let spaced = try JSONSerialization.data(withJSONObject: facts, options: [.prettyPrinted, .sortedKeys])
        try spaced.write(to: URL(fileURLWithPath: system.path("r.json")))
        try system.sign("r.json", as: "ada")
        let checked = try system.check("r.json")
        #expect(checked.status == 65)
        #expect(checked.errorText.contains("is not written as a report is"), "\(checked.errorText)")
    }

    @Test func `of a signer whose certificate was revoked is neither renewed nor made another of`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let clock = try ClockServer()
        let url = "http://127.0.0.1:\(clock.port)/good"
        #expect(try system.report("r.pdf").status == 0)
        let authority = TestAuthority.shared
        for (name, bytes) in [
            ("root.crl", try authority.revocationList(by: "root", [], from: "20260101000000Z")),
            (
                "middle.crl",
                try authority.revocationList(
                    by: "middle", [.init(name: "ada", date: "20260201000000Z", reason: "keyCompromise")],
                    from: "20260101000000Z")
            ),
        ] {
            try Data(bytes).write(to: URL(fileURLWithPath: system.path(name)))
        }
        let lists = ["--crl", system.path("root.crl"), "--crl", system.path("middle.crl")]
        let before = try system.bytes("r.pdf")
        for words in [
            ["renew", system.path("r.pdf"), "--timestamp", url, "--trust", Self.root] + lists,
            ["check", system.path("r.pdf"), "--trust", Self.root] + lists,
            ["report", "--from", system.path("r.pdf"), "--trust", Self.root, "--output", system.path("no.pdf")]
                + lists + ReportedSystem.ada,
        ] {
            let refused = try Command.run(words)
            #expect(refused.status == 65, "\(words[0]): \(refused.text)\(refused.errorText)")
            #expect(refused.errorText.contains("was revoked"), "\(refused.errorText)")
        }
        #expect(try system.bytes("r.pdf") == before)
        #expect(try system.files(beginning: "no") == [])
        #expect(try system.check("r.pdf").status == 0)
    }

    @Test(arguments: [
        "http://user:hush-hush@[::1/", "http://user:hush-hush@host:99999/", "ftp://user:hush-hush@host/",
        "http://user:hush-hush@", "user:hush-hush@host", "http://user:hush hush@host/", "http://127.0.0.1:9/?hush-hush",
    ])
    func `never repeats the password in an authority's address`(_ address: String) throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let made = try system.report("no.pdf", ["--timestamp", address])
        #expect(made.status != 0 && made.status != 70, "\(made.status)")
        #expect(!made.errorText.contains("hush"), "\(made.errorText)")
        #expect(try system.files(beginning: "no") == [])
    }

    @Test func `takes an address with a password from where nobody reads it`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let clock = try ClockServer()
        let url = "http://127.0.0.1:\(clock.port)/good"
        #expect(
            try system.report("env.pdf", ["--timestamp", "env:CLOCK"], environment: ["CLOCK": url]).status == 0)
        try system.write("clock", url + "\n")
        #expect(try system.report("file.pdf", ["--timestamp", "file:\(system.path("clock"))"]).status == 0)
        for name in ["env.pdf", "file.pdf"] { #expect(try system.check(name).text.contains("time stamp")) }
        let refused = try system.report("no.pdf", ["--timestamp", "http://ada:sesame@127.0.0.1:\(clock.port)/good"])
        #expect(refused.status == 64 && refused.errorText.contains("can read a password in arguments"))
        #expect(try system.report("no.pdf", ["--timestamp", "env:NOWHERE"]).status == 77)
    }

    @Test func `says without a signature nothing of one`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("r.pdf", signing: ["--unsigned"]).status == 0)
        let told = try Self.text(of: system.path("r.pdf"))
        #expect(!told.contains("covered by the signature") && !told.contains("signature is valid"))
        #expect(try system.report("s.pdf").status == 0)
        let signed = try Self.text(of: system.path("s.pdf"))
        #expect(signed.contains("covered by the signature") && signed.contains("signature is valid"))
    }

    @Test func `as a page holds by whom it names, and by nobody else`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("r.html").status == 0)
        #expect(try system.check("r.html").status == 0)
        try system.sign("r.html", as: "twin")
        let checked = try system.check("r.html")
        #expect(checked.status == 65)
        #expect(checked.errorText.contains("names another signer than Somebody Else"), "\(checked.errorText)")
    }

    @Test func `is not renewed by a stamp with which it would not hold`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let clock = try ClockServer()
        #expect(try system.report("r.pdf").status == 0)
        let before = try system.bytes("r.pdf")
        // The authority's clock is a day ahead.
        let renewed = try Command.run([
            "renew", system.path("r.pdf"), "--trust", Self.root, "--timestamp", "http://127.0.0.1:\(clock.port)/ahead",
        ])
        #expect(renewed.status == 65, "\(renewed.status) \(renewed.errorText)")
        #expect(renewed.errorText.contains("the report was left as it was"), "\(renewed.errorText)")
        #expect(try system.bytes("r.pdf") == before)
        #expect(try system.files(beginning: "r.pdf") == ["r.pdf"])
    }

    @Test func `can be read by whom the one before it could be`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        try system.write("r.pdf", "an older one")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: system.path("r.pdf"))
        #expect(try system.report("r.pdf").status == 0)
        let attributes = try FileManager.default.attributesOfItem(atPath: system.path("r.pdf"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `is judged by the clock, whatever time it shall bear`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let authority = TestAuthority.shared
        let expired = [
            "--sign-key", authority.path("rsa.key"), "--sign-cert", authority.path("expired.pem"), "--chain-certs",
            authority.path("middle.pem"),
        ]
        // 2019-06-01, when the certificate was valid.
        let made = try system.report("no.pdf", signing: expired, environment: ["SOURCE_DATE_EPOCH": "1559347200"])
        #expect(made.status == 78, "\(made.errorText)")
        #expect(try system.files(beginning: "no") == [])
    }

    @Test func `of a retention of many years shows the newest too`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let file = try String(contentsOfFile: system.path("unbroken.yml"), encoding: .utf8)
        try system.write("unbroken.yml", file.replacing(/retention: .*/, with: "retention: {years: 60}"))
        #expect(try system.report("r.pdf").status == 0)
        let year = Calendar(identifier: .gregorian).component(.year, from: Date())
        let words = String(
            decoding: try Shell.run(["pdftotext", "-bbox", system.path("r.pdf"), "-"]), as: UTF8.self)
        for wanted in [year - 60, year - 30, year] {
            let place = words.split(separator: "\n").first { $0.contains(">\(wanted)<") }
            let bottom = try #require(place?.firstMatch(of: /yMax="([0-9.]+)"/)?.1)
            #expect(try #require(Double(bottom)) < 842 - 60, "\(wanted)")
        }
    }

    @Test(arguments: [
        (["--from", "x.json", "--unsigned", "orders"], "name no chains"),
        (["--unsigned", "--trust", "x.pem"], "are for the report that --from names"),
    ])
    func `refuses words that would mean nothing`(_ words: [String], _ says: String) throws {
        let result = try Command.run(["report", "--output", "no.pdf"] + words)
        #expect(result.status == 64 && result.errorText.contains(says), "\(result.errorText)")
    }

    @Test func `tells of a broken log though it could not be stamped`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        let made = try system.report("no.pdf", ["--timestamp", "http://127.0.0.1:9/"])
        #expect(made.status == 1, "\(made.status)")
        #expect(made.errorText.contains("no report was made; Broken: 2 breaks in audit_log."), "\(made.errorText)")
        #expect(try system.files(beginning: "no") == [])
    }

    @Test func `tells a signer's word on the time as that, in what is made of the report`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("r.json").status == 0)
        #expect(try system.report("o.json", ["--from", system.path("r.json"), "--trust", Self.root]).status == 0)
        let facts = try #require(
            JSONSerialization.jsonObject(with: Data(try system.bytes("o.json"))) as? [String: Any])
        let earlier = try #require(facts["earlier"] as? [String: Any])
        #expect(earlier["signedAt"] is NSNull)
        let remarks = try #require(facts["remarks"] as? [String])
        #expect(remarks.contains { $0.contains("bears no time stamp; its signer says that it was signed at 20") })
    }

    @Test func `is made, and signed, when the verification has ended`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        // Somebody else holds the table for three seconds.
        let locking = try Shell.spawn(
            [
                "psql", "-X", "-q", "-d", PrivateServer.shared.conninfo(system.database), "-c",
                "BEGIN; LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(3); COMMIT",
            ], paths: ["/dev/null", "/dev/null", "/dev/null"])
        while try system.psql("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted") == "0\n" {
        }
        #expect(try system.report("r.json").status == 0)
        waitpid(locking, nil, 0)
        let facts = try #require(
            JSONSerialization.jsonObject(with: Data(try system.bytes("r.json"))) as? [String: Any])
        let verification = try #require(facts["verification"] as? [String: Any])
        let (made, ended) = (facts["madeAt"] as? String, verification["finishedAt"] as? String)
        #expect(try #require(made).prefix(19) >= #require(ended).prefix(19))
    }

    @Test func `says what else a break could be, and which numbers no row has`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        #expect(try system.report("r.pdf").status == 1)
        let told = try Self.text(of: system.path("r.pdf"))
        #expect(told.contains("no row has a number from 1501 to 1503"))
        #expect(told.contains("Could also be Row rewritten"))
        #expect(told.contains("the verification itself: broken"))
        // What the two hashes are, and what follows.
        #expect(told.contains("recomputed from the row") && told.contains("stored in the row"))
        #expect(told.contains("hash of the preceding row") && told.contains("stored link"))
        #expect(told.contains("What follows") && told.contains("no longer in the table"))
        #expect(try system.report("r.html").status == 1)
        let page = String(decoding: try system.bytes("r.html"), as: UTF8.self)
        #expect(page.contains("Could also be") && page.contains("the verification itself: broken"))
        #expect(page.contains(" · recomputed from the row") && page.contains(" · hash of the preceding row"))
        #expect(page.contains("What follows") && page.contains("no longer in the table"))
    }
}
