import Foundation
@testable import SigningSupport
import Support
import Testing

@Suite("A report as a page, and its signature") struct ReportPageTests {
    private static let sample = ReportedSystem.fixture + "/../report/sample.json"

    private static func inFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "/page-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    /// A report that is made of an earlier one, at a time that is always the same.
    private static func report(_ path: String, of earlier: String, _ words: [String]) throws -> Shell.Result {
        try Command.run(
            ["report", "--from", earlier, "--output", path] + words,
            environment: ["SOURCE_DATE_EPOCH": "1790000000"])
    }

    private static func check(_ path: String) throws -> Shell.Result {
        try Command.run(["check", path, "--trust", TestAuthority.shared.path("root.pem")])
    }

    @Test func `is the same page when it is made again`() throws {
        try Self.inFolder { folder in
            let pages = try ["a.html", "b.HTML"].map { name in
                #expect(try Self.report(folder + "/" + name, of: Self.sample, ["--unsigned"]).status == 1)
                return try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
            }
            #expect(pages[0] == pages[1] && pages[0].starts(with: Data("<!DOCTYPE html>".utf8)))
        }
    }

    @Test func `is signed beside itself, holds by openssl and by check, and not once a byte is changed`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        #expect(try system.report("r.html").status == 1)
        let page = system.path("r.html")
        try Shell.run([
            "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", page + ".p7s", "-content", page, "-CAfile",
            TestAuthority.shared.path("root.pem"), "-purpose", "any", "-out", "/dev/null",
        ])
        let checked = try Self.check(page)
        #expect(checked.status == 1)
        #expect(checked.text.hasPrefix("It holds: broken, as "))
        let bytes = try system.bytes("r.html")
        var dice = Dice(seed: 7)
        for _ in 0..<20 {
            var changed = bytes
            changed[Int.random(in: 0..<bytes.count, using: &dice)] ^= 1
            try Data(changed).write(to: URL(fileURLWithPath: page))
            #expect(try Self.check(page).status == 65)
        }
        try Data(bytes).write(to: URL(fileURLWithPath: page))
        // Another report is made of the facts in it.
        let words = ["--trust", TestAuthority.shared.path("root.pem"), "--unsigned"]
        #expect(try Self.report(system.path("again.pdf"), of: page, words).status == 1)
        try FileManager.default.removeItem(atPath: page + ".p7s")
        #expect(try Self.check(page).status == 65)
    }
}
