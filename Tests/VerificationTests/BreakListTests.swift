import AuditChain
import Testing

@testable import Verification

@Suite("The list of breaks") struct BreakListTests {
    private func found(_ kind: Break.Kind, _ first: Int, _ last: Int, chain: [String?] = []) -> Break {
        Break(kind, chain: chain, first: ["\(first)"], last: ["\(last)"], rows: last - first + 1)
    }

    @Test func `counts all, and keeps details of so many`() {
        var list = BreakList(limit: 2)
        list.add((1...5).map { found(.alteredContent, $0, $0) })
        #expect(list.count == 5)
        #expect(list.details.map(\.first) == [["1"], ["2"]])
    }

    @Test func `has one mismatch for each chain, in however many passes it was found`() {
        var list = BreakList(limit: 2)
        list.add([found(.formulaMismatch, 1, 10, chain: ["a"]), found(.formulaMismatch, 1, 5, chain: ["b"])])
        list.add([found(.formulaMismatch, 1, 7, chain: ["c"])])
        list.add([found(.formulaMismatch, 11, 20, chain: ["a"]), found(.formulaMismatch, 8, 9, chain: ["c"])])
        #expect(list.count == 3)
        #expect(list.details.map(\.rows) == [20, 5])
        #expect(list.details.first?.last == ["20"])
    }
}
