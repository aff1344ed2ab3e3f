import Foundation
@testable import SigningSupport
import Support
import Testing

/// What is no report's, or no report, is said to be that.
@Suite("A report that can't be made or does not hold") struct ReportRefusalTests {
    private static let root = TestAuthority.shared.path("root.pem")

    @Test func `is not made in place of the one that it is made of`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("r.pdf").status == 0)
        let before = try system.bytes("r.pdf")
        let refused = try system.report("./r.pdf", ["--from", system.path("r.pdf"), "--trust", Self.root])
        #expect(refused.status == 64 && refused.errorText.contains("would replace the report"), "\(refused.errorText)")
        #expect(try system.bytes("r.pdf") == before)
    }

    @Test(arguments: [
        (["--unsigned"], "report.doc", "wants a name that ends in .pdf, .html or .json; or say --format"),
        (["--unsigned"], "report", "or say --format"),
        (
            ["--from", "earlier.json", "--unsigned", "--database", "dbname=x", "--jobs", "2"], "r.pdf",
            "leave --database, --jobs out"
        ),
        (["--from", "earlier.json", "--unsigned", "--no-inspect"], "r.pdf", "leave --no-inspect out"),
    ])
    func `is not made by words that contradict each other`(words: [String], output: String, says: String) throws {
        let refused = try Command.run(["report", "--output", output] + words)
        #expect(refused.status == 64 && refused.errorText.contains(says), "\(refused.errorText)")
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test func `is made of no earlier one that its schema does not allow`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("r.json", signing: ["--unsigned"]).status == 0)
        let json = String(decoding: try system.bytes("r.json"), as: UTF8.self)
        let without = json.replacing("\"render\":\"client\"", with: "\"render\":\"ghost\"")
        try #require(without != json)
        try system.write("odd.json", without)
        let refused = try system.report(
            "o.pdf", ["--from", system.path("odd.json")], signing: ["--unsigned"])
        #expect(refused.status == 65, "\(refused.status)")
        #expect(refused.errorText.contains("/verification/chains/0/render"), "\(refused.errorText)")
        #expect(try system.files(beginning: "o.") == [])
    }

    @Test func `names the file that is not what it should be, and what to name`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let authority = TestAuthority.shared
        let (key, certificate) = (authority.path("rsa.key"), authority.path("ada.pem"))
        let noKey = try system.report("r.pdf", signing: ["--sign-key", certificate, "--sign-cert", certificate])
        #expect(noKey.status == 78 && noKey.errorText.contains("\(certificate): "), "\(noKey.errorText)")
        #expect(noKey.errorText.contains("hint: name a private key"))
        let noCertificate = try system.report("r.pdf", signing: ["--sign-key", key, "--sign-cert", key])
        #expect(noCertificate.status == 78 && noCertificate.errorText.contains("\(key): there is no certificate"))
        #expect(noCertificate.errorText.contains("hint: name a file of certificates"))
        let noAddress = try system.report("r.pdf", ["--timestamp", "ftp://example.org"])
        #expect(noAddress.status == 64 && noAddress.errorText.contains("http:// or https://"))
        try system.write("night.json", #"{"format": "unbroken-verification/1"}"#)
        let noReport = try system.report("r.pdf", ["--from", system.path("night.json")], signing: ["--unsigned"])
        #expect(noReport.status == 65 && noReport.errorText.contains("a verdict of 'unbroken verify' is no report"))
        #expect(try system.files(beginning: "r.") == [])
    }

    @Test func `is refused under the name of another kind, in which it would show other things`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("r.json").status == 0)
        for name in ["page.html", "page.HTM", "page.pdf"] {
            for ending in ["", ".p7s"] {
                try FileManager.default.copyItem(
                    atPath: system.path("r.json" + ending), toPath: system.path(name + ending))
            }
            let refused = try system.check(name)
            #expect(refused.status == 65 && refused.errorText.contains("is JSON, whatever its name ends with"))
        }
        #expect(try system.check("r.json").status == 0)
    }

    @Test func `is refused where an authority vouches for its signer that may vouch for servers alone`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("r.json").status == 0)
        try system.sign("r.json", as: "webmaster", below: "web")
        let refused = try system.check("r.json")
        #expect(refused.status == 65 && refused.errorText.contains("may vouch only for"), "\(refused.errorText)")
        // So says openssl.
        let theirs = try Shell.outcome(of: [
            "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", system.path("r.json.p7s"),
            "-content", system.path("r.json"), "-CAfile", Self.root, "-out", "/dev/null",
        ])
        #expect(theirs.status != 0)
    }

    @Test func `is refused where its facts could be read in two ways, whoever signed it`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("r.html").status == 0)
        let page = String(decoding: try system.bytes("r.html"), as: UTF8.self)
        let facts = try #require(page.range(of: "\"madeAt\":\""))
        for spelling in ["\\u0032", "\\u+032"] {
            let digit = facts.upperBound..<page.index(after: facts.upperBound)
            try #require(page[digit] == "2")
            try system.write("s.html", page.replacingCharacters(in: digit, with: spelling))
            try system.sign("s.html", as: "ada")
            let refused = try system.check("s.html")
            #expect(refused.status == 65 && refused.errorText.contains("carries no facts"), "\(refused.errorText)")
        }
    }

    @Test func `is refused at once where it is nested deeper than any`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.report("r.json", signing: ["--unsigned"]).status == 0)
        let json = String(decoding: try system.bytes("r.json"), as: UTF8.self)
        let deep = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        try system.write(
            "deep.json",
            json.dropLast() + ",\"zzz\":[" + Array(repeating: deep, count: 20).joined(separator: ",") + "]}")
        let start = ContinuousClock.now
        let refused = try system.report("o.json", ["--from", system.path("deep.json")], signing: ["--unsigned"])
        #expect(refused.status == 65 && ContinuousClock.now - start < .seconds(20), "\(refused.errorText)")
    }

    @Test func `shows no column that no table has`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let file = String(decoding: try system.bytes("unbroken.yml"), as: UTF8.self)
        try system.write(
            "unbroken.yml", file.replacing("columns: [action, table_name]", with: "columns: [action, table_nam]"))
        let refused = try system.report("r.pdf")
        #expect(refused.status == 78, "\(refused.status)")
        #expect(refused.errorText.contains("no table that is verified has a column 'table_nam'"))
        #expect(refused.errorText.contains("did you mean 'table_name'?"))
        #expect(refused.errorText.contains(/unbroken.yml:\d+:\d+/), "\(refused.errorText)")
        #expect(try system.files(beginning: "r.") == [])
    }
}
