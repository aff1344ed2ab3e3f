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
        let authority = TestAuthority.shared
        try Shell.run([
            "openssl", "cms", "-sign", "-cades", "-binary", "-in", system.path("r.json"), "-signer",
            authority.path("ada.pem"), "-inkey", authority.path("rsa.key"), "-certfile", authority.path("middle.pem"),
            "-outform", "DER", "-out", system.path("r.json.p7s"),
        ])
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
}
