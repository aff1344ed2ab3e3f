import AuditChain
import Configuration
import Foundation
import Postgres
import Rows
import Support
import Testing

@testable import Verification

/// A table whose connection is lost in the middle of one of its readings.
private struct CutSource: Source, ~Copyable {
    var table: TableSource
    /// Which reading is cut, from 1, and behind how many rows.
    let cut: (reading: Int, rows: Int)
    private var readings = 0

    init(_ table: consuming TableSource, cut: (reading: Int, rows: Int)) {
        self.table = table
        self.cut = cut
    }

    var columns: [Column] { table.columns }
    var hasServer: Bool { true }

    mutating func read(_ reading: Reading, _ body: (borrowing Row) throws(Obstacle) -> Bool) throws(Obstacle) {
        readings += 1
        var left = readings == cut.reading ? cut.rows : Int.max
        try table.read(reading) { row throws(Obstacle) in
            guard left > 0 else { throw Obstacle(.unreachable, "the connection to the server was lost") }
            left -= 1
            return try body(row)
        }
    }

    mutating func cuts(of reading: Reading, every rows: Int) throws(Obstacle) -> [OrderCut] { [] }
    mutating func twins() throws(Obstacle) -> (@Sendable () throws(Obstacle) -> CutSource)? { nil }
    mutating func rowsFollowSettings() throws(Obstacle) -> Bool { try table.rowsFollowSettings() }
    mutating func excludedCount() throws(Obstacle) -> Int { try table.excludedCount() }
    mutating func countWithoutIndexes(in slice: TableSlice) throws(Obstacle) -> Int? {
        try table.countWithoutIndexes(in: slice)
    }
    mutating func estimatedCount() throws(Obstacle) -> Int? { try table.estimatedCount() }
    mutating func numbersRepeat() throws(Obstacle) -> Bool { try table.numbersRepeat() }
    mutating func occupancy(of intervals: [NumberInterval]) throws(Obstacle) -> [Occupancy] {
        try table.occupancy(of: intervals)
    }
    mutating func evaluate(_ expression: String, at keys: [RowKey]) throws(Obstacle) -> [Evaluated] {
        try table.evaluate(expression, at: keys)
    }
    mutating func commitTimes(of xmins: [UInt32]) throws(Obstacle) -> [UInt32: String] {
        try table.commitTimes(of: xmins)
    }
}

@Suite("A run that is cut short") struct CutShortTests {
    private func report(
        _ table: SealedTable, cut: (reading: Int, rows: Int), retention: Configuration.Retention? = nil
    ) throws -> ChainReport {
        let folder = FileManager.default.temporaryDirectory.appending(path: "cut-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "unbroken.yml")
        try Data(table.configuration.utf8).write(to: file)
        let configuration = try Configuration.load(path: file.path)
        let entry = try #require(configuration.chains.first)
        let session = try Session(on: Connection(to: PrivateServer.shared.conninfo(table.database)))
        let catalog = SessionCatalog(session)
        var preparation = try EntryPreparation(entry, catalog: catalog)
        let ready = try preparation.prepare()
        var source = CutSource(
            try TableSource(try catalog.release(), place: ready.place, layout: ready.layout), cut: cut)
        var run = EntryRun(
            ready, interruption: Interruption(), observers: Observers(months: true, retention: retention))
        do throws(Obstacle) {
            try run.run(over: &source) { _ in }
            return run.report
        } catch { return run.partialReport() }
    }

    @Test func `names the rows whose content fails, and says that the server was not asked`() throws {
        let table = SealedTable(name: "cut_first", count: 40)
        try table.create()
        try SealedTable.psql("UPDATE cut_first SET action = 'x' WHERE id IN (5, 35)")
        let found = try report(table, cut: (1, 20))
        #expect(found.rows == 20)
        #expect(!found.isComplete)
        #expect(found.breaks.map(\.kind) == [.alteredContent])
        #expect(found.breaks.first?.first == ["5"])
        #expect(found.breaks.first?.evidence.secondOpinion == .notAskedEnded)
    }

    @Test func `says nothing of days without rows, since it did not come to them`() throws {
        let table = SealedTable(name: "cut_days", count: 40, step: "interval '1 day'")
        try table.create()
        var policy = Configuration.Retention(years: 1)
        policy.rhythm = .everyDay
        let found = try report(table, cut: (1, 20), retention: policy)
        #expect(found.rows == 20 && found.retention == nil)
        #expect(!found.findings.contains { $0.kind == .retentionGap })
        let whole = try report(table, cut: (9, 0), retention: policy)
        #expect(whole.retention != nil && whole.findings.contains { $0.kind == .retentionGap })
    }

    @Test func `counts by month the rows that it read`() throws {
        let table = SealedTable(name: "cut_months", count: 40, step: "interval '5 days'")
        try table.create()
        let found = try report(table, cut: (1, 20))
        let months = try SealedTable.psql(
            """
            SELECT to_char(timezone('UTC', at), 'YYYY-MM'), count(*), min(id), max(id) FROM cut_months WHERE id <= 20
            GROUP BY 1 ORDER BY 1
            """)
        let told = found.months?.map { month in
            let name = if case .month(let text) = month.period { text } else { "?" }
            return "\(name)|\(month.rows)|\(month.first?.order[0] ?? "?")|\(month.last?.order[0] ?? "?")\n"
        }
        #expect(told?.joined() == months)
        #expect(told?.count == 4)
    }

    @Test func `blames the formula where nearly every row fails`() throws {
        var table = SealedTable(name: "cut_mismatch", count: 40)
        try table.create()
        table.formula = SealedTable.hex.replacing("%", with: "prev || '-' || action")
        let found = try report(table, cut: (1, 30))
        #expect(found.breaks.map(\.kind) == [.formulaMismatch])
        #expect(found.breakCount == 1)
        #expect(found.breaks.first?.last == ["30"])
    }

    @Test func `keeps the rows without a hash apart from a formula that is to blame`() throws {
        var table = SealedTable(name: "cut_unsealed", count: 60)
        try table.create()
        try SealedTable.psql("UPDATE cut_unsealed SET hash = NULL WHERE id = 7")
        table.formula = SealedTable.hex.replacing("%", with: "prev || '-' || action")
        let wrong = try report(table, cut: (1, 50))
        #expect(wrong.breaks.map(\.kind) == [.formulaMismatch, .unsealedRow])
        table.formula = SealedTable.hex.replacing("%", with: "prev || action::int")
        let uncomputable = try report(table, cut: (9, 0))
        #expect(uncomputable.breaks.map(\.kind) == [.unsealedRow])
    }

    @Test func `says that there are doubts that nobody looked into`() throws {
        let table = SealedTable(name: "cut_second", count: 40)
        try table.create()
        try SealedTable.psql("DELETE FROM cut_second WHERE id = 20")
        let found = try report(table, cut: (2, 5))
        #expect(found.breakCount == 0)
        #expect(found.chainsInDoubt == 1)
        #expect(!found.isComplete)
        let whole = try report(table, cut: (9, 0))
        #expect(whole.breaks.map(\.kind) == [.missingRows])
        #expect(whole.chainsInDoubt == 0)
        #expect(whole.isComplete)
    }
}
