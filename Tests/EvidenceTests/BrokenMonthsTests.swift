import Foundation
import Testing

@testable import Evidence

@Suite("The months of a report") struct BrokenMonthsTests {
    private static let sample = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Fixtures/report/sample.json").standardizedFileURL

    private static func chain(_ change: (inout ReportFacts.Chain) -> Void) throws -> ReportFacts.Chain {
        let facts = try ReportFacts(json: [UInt8](try Data(contentsOf: sample)), name: "sample.json")
        var chain = try #require(facts.verification.chains.first)
        change(&chain)
        return chain
    }

    private static let months2021 = (1...12).map { $0 < 10 ? "2021-0\($0)" : "2021-\($0)" }

    @Test func `are broken from the first row of a break to its last`() throws {
        let chain = try Self.chain { chain in
            let months = (chain.months ?? []).filter { $0.month?.hasPrefix("2021") == true }
            chain.breaks = [chain.breaks[0]]
            chain.breaks[0].first = months[0].first?.order ?? [:]
            chain.breaks[0].last = months[11].last?.order ?? [:]
            chain.breaks[0].evidence.time = months[0].first?.time
        }
        let broken = BrokenMonths(chain)
        #expect(Self.months2021.allSatisfy(broken.holds))
        #expect(!broken.holds("2020-12") && !broken.holds("2022-01"))
    }

    @Test func `are not called whole where the rows of a break can't be placed, or breaks are only counted`() throws {
        let unplaced = BrokenMonths(
            try Self.chain { chain in
                chain.breaks = [chain.breaks[0]]
                chain.breaks[0].last = ["id": "x"]
            })
        #expect(unplaced.holds("2021-08") && unplaced.holds("2025-12") && !unplaced.holds("2021-07"))
        let omitted = BrokenMonths(try Self.chain { $0.breaksOmitted = 1 })
        #expect(omitted.holds("2025-12") && !omitted.holds("2019-01"))
    }
}
