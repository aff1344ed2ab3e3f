import Foundation
import Support
import Testing

@Suite("A tampered travel log") struct TamperingTests {
    /// Of the tool's report, what these tests ask.
    private struct Report: Decodable {
        struct Chain: Decodable {
            struct Break: Decodable { var kind: String }
            var rows: Int
            var verified: Int
            var breaks: [Break]
        }
        var verdict: String
        var chains: [Chain]
    }

    private func report(_ result: Shell.Result) throws -> Report {
        try JSONDecoder().decode(Report.self, from: result.output)
    }

    private static let files = [
        "01-altered-content", "02-altered-hash", "03-altered-link", "04-rewritten-row", "05-missing-rows",
        "06-inserted-row", "07-forked-chain", "08-missing-head", "09-unsealed-row",
    ]

    @Test func `comes from one that is intact`() throws {
        let travel = try Travel()
        let result = try travel.verify()
        #expect(result.status == 0)
        let report = try report(result)
        #expect(report.verdict == "intact")
        #expect(report.chains.map(\.rows) == [Travel.rows])
        #expect(report.chains.map(\.verified) == [Travel.rows])
        #expect(try travel.isWhole() == "t")
    }

    @Test(arguments: files)
    func `shows the one break that the file promises`(_ file: String) throws {
        let travel = try Travel()
        let source = try String(
            contentsOf: Travel.folder.appendingPathComponent("tamper/\(file).sql"), encoding: .utf8)
        let promise = try #require(source.firstMatch(of: /^-- Gives: ([a-z-]+)\n/)?.output.1)
        #expect(file.hasSuffix("-\(promise)"))
        try travel.load("tamper/\(file).sql")
        let result = try travel.verify()
        #expect(result.status == 1)
        #expect(try report(result).chains.flatMap(\.breaks).map(\.kind) == [String(promise)])
        #expect(try travel.isWhole() == "f")
    }

    @Test(arguments: files)
    func `has its guards up again`(_ file: String) throws {
        let travel = try Travel()
        try travel.load("tamper/\(file).sql")
        #expect(try travel.outcome("DELETE FROM audit_log").status != 0)
    }

    @Test func `has a file for each of nine ways`() throws {
        let folder = Travel.folder.appendingPathComponent("tamper").path
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == Self.files.map { $0 + ".sql" })
    }
}
