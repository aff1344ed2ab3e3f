import AuditChain
import Configuration
import Foundation
import Postgres
import Rows
import Support
import Testing

@testable import Verification

/// A table whose snapshot is taken away behind so many rows of some readings, or by some questions.
private struct LosingSource: Source, ~Copyable {
    var table: TableSource
    let database: String
    /// How many rows each reading gives before the loss, in their order; `nil`: all.
    var losses: [Int?]
    /// How many counts are lost.
    var lostCounts = 0
    /// What happens to the table while no snapshot is held.
    var meanwhile = ""
    private(set) var readings = 0
    private(set) var froms: [[String]?] = []

    init(_ table: consuming TableSource, database: String, losses: [Int?], lostCounts: Int, meanwhile: String) {
        self.table = table
        self.database = database
        self.losses = losses
        self.lostCounts = lostCounts
        self.meanwhile = meanwhile
    }

    static let loss = Obstacle(.unreachable, "canceling statement due to conflict with recovery", sqlState: "40001")

    var columns: [Column] { table.columns }
    var hasServer: Bool { true }

    mutating func read(_ reading: Reading, _ body: (borrowing Row) throws(Obstacle) -> Bool) throws(Obstacle) {
        var left = (readings < losses.count ? losses[readings] : nil) ?? Int.max
        readings += 1
        froms.append(reading.from)
        try table.read(reading) { row throws(Obstacle) in
            guard left > 0 else { throw Self.loss }
            left -= 1
            return try body(row)
        }
        if left == 0 { throw Self.loss }
    }

    mutating func countWithoutIndexes(in slice: TableSlice) throws(Obstacle) -> Int? {
        lostCounts -= 1
        if lostCounts >= 0 { throw Self.loss }
        return try table.countWithoutIndexes(in: slice)
    }

    mutating func renewSnapshot(after loss: Obstacle, pause: Duration) throws(Obstacle) -> RenewedSnapshot? {
        guard loss.sqlState == "40001" else { return nil }
        if !meanwhile.isEmpty {
            do { try SealedTable.psql(meanwhile) } catch { throw Obstacle(.internalError, "\(error)") }
            meanwhile = ""
        }
        let session = try Session(on: Connection(to: PrivateServer.shared.conninfo(database)))
        table = try TableSource(session, place: table.place, layout: table.layout)
        return RenewedSnapshot(position: "0/1")
    }

    mutating func cuts(of reading: Reading, every rows: Int) throws(Obstacle) -> [OrderCut] { [] }
    mutating func twins() throws(Obstacle) -> (@Sendable () throws(Obstacle) -> LosingSource)? { nil }
    mutating func rowsFollowSettings() throws(Obstacle) -> Bool { try table.rowsFollowSettings() }
    mutating func excludedCount() throws(Obstacle) -> Int { try table.excludedCount() }
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

@Suite("A snapshot that is taken away") struct ConflictRetryTests {
    private struct Outcome {
        var report: ChainReport
        var trouble: Obstacle?
        var froms: [[String]?]
        var breaks: [String] {
            report.breaks.map { "\($0.kind.rawValue) \($0.first[0] ?? "")-\($0.last[0] ?? "")" }
        }
        var told: String { report.findings.last { $0.kind == .resumedAfterConflict }?.message ?? "" }
    }

    private func verified(
        _ table: SealedTable, losses: [Int?], lostCounts: Int = 0, meanwhile: String = ""
    ) throws -> Outcome {
        try Product.withConfiguration(table.configuration) { path, _ in
            let entry = try #require(try Configuration.load(path: path).chains.first)
            let session = try Session(on: Connection(to: PrivateServer.shared.conninfo(table.database)))
            let catalog = SessionCatalog(session)
            var preparation = try EntryPreparation(entry, catalog: catalog)
            let ready = try preparation.prepare()
            var source = LosingSource(
                try TableSource(try catalog.release(), place: ready.place, layout: ready.layout),
                database: table.database, losses: losses, lostCounts: lostCounts, meanwhile: meanwhile)
            var run = EntryRun(ready, interruption: Interruption())
            do throws(Obstacle) {
                try run.run(over: &source) { _ in }
                return Outcome(report: run.report, trouble: nil, froms: source.froms)
            } catch {
                return Outcome(report: run.partialReport(), trouble: error, froms: source.froms)
            }
        }
    }

    private func sealed(_ name: String, storesLink: Bool = true, key: String? = "PRIMARY KEY (id)") throws
        -> SealedTable
    {
        var table = SealedTable(name: name, count: 40)
        table.storesLink = storesLink
        if !storesLink { table.formula = SealedTable.hex.replacing("%", with: "previous || '|' || action") }
        if storesLink {
            try table.create()
        } else {
            var maker = table
            maker.formula = maker.formula.replacing("previous ||", with: "(SELECT previous) ||")
            try maker.create()
        }
        if let key { try SealedTable.psql("ALTER TABLE \(name) ADD \(key)") }
        return table
    }

    @Test(arguments: [[1], [20], [39], [40], [0, 0, 5], [10, 1, 1, 4, 11, 18]], [true, false])
    func `changes nothing of what is found, wherever and however often it happens`(_ losses: [Int?], _ storesLink: Bool)
        throws
    {
        let name = "lost_\(storesLink ? "link" : "bare")_\(losses.map { "\($0 ?? 0)" }.joined(separator: "_"))"
        let table = try sealed(name, storesLink: storesLink)
        let intact = try verified(table, losses: losses)
        #expect(intact.trouble == nil)
        #expect(intact.report.breakCount == 0 && intact.report.isComplete && intact.report.rows == 40)
        #expect(intact.told.contains("took the snapshot away \(losses.count == 1 ? "once" : "\(losses.count) times")"))
        try SealedTable.psql("UPDATE \(name) SET action = 'x' WHERE id IN (1, 20, 21, 40)")
        let plain = try verified(table, losses: [])
        let lost = try verified(table, losses: losses)
        #expect(plain.breaks.count == 3 || plain.breaks.count == 4)
        #expect(lost.breaks == plain.breaks)
        #expect(plain.told.isEmpty && !lost.told.isEmpty)
    }

    @Test func `is gone on from at the last row, and no row is verified twice`() throws {
        let found = try verified(try sealed("lost_places"), losses: [7, 1, 3])
        #expect(found.froms == [nil, ["7"], ["7"], ["9"]])
        #expect(found.report.verified == 40)
        #expect(found.told.contains("at id=7; id=7; id=9:"))
    }

    @Test func `begins the look again where the order has no place to go on from, three times at most`() throws {
        let table = try sealed("lost_ties", key: nil)
        let found = try verified(table, losses: [7, 30, 2])
        #expect(found.trouble == nil && found.report.rows == 40 && found.report.isComplete)
        #expect(found.froms == [nil, nil, nil, nil])
        #expect(found.told.contains("A look began again from the first row 3 times."))
        let never = try verified(table, losses: [7, 30, 2, 9])
        #expect(never.trouble?.sentence == LosingSource.loss.sentence)
        #expect(never.trouble?.hint?.contains("raise max_standby_streaming_delay") == true)
        #expect(never.report.rows == 9 && !never.report.isComplete)
    }

    @Test(arguments: ["UPDATE % SET hash = 'x' WHERE id = 20", "DELETE FROM % WHERE id = 20"])
    func `begins the look again where the last row is not the same any more`(_ sql: String) throws {
        let name = "lost_seam_\(sql.prefix(3).lowercased())"
        let table = try sealed(name)
        let found = try verified(table, losses: [20], meanwhile: sql.replacing("%", with: name))
        #expect(found.trouble == nil)
        #expect(found.froms.prefix(3) == [nil, ["20"], nil])
        #expect(found.report.isComplete)
        #expect(try found.breaks == verified(table, losses: []).breaks)
        #expect(found.breaks.count == 1)
    }

    @Test func `begins the look again where rows before were removed, and takes in rows behind`() throws {
        let table = try sealed("lost_purged")
        let purged = try verified(table, losses: [20], meanwhile: "DELETE FROM lost_purged WHERE id < 4")
        #expect(purged.froms.prefix(3) == [nil, ["20"], nil])
        #expect(purged.breaks == ["missing-head 4-4"])
        #expect(purged.report.rows == 37)
        let grown = try verified(
            try sealed("lost_grown"), losses: [nil], lostCounts: 2,
            meanwhile: """
                INSERT INTO lost_grown SELECT 41, at, 'new', 7, hash,
                  encode(sha256(convert_to(hash || '|new|7', 'UTF8')), 'hex') FROM lost_grown WHERE id = 40
                """)
        #expect(grown.froms == [nil, ["40"], ["41"]])
        #expect(grown.report.rows == 41 && grown.report.breakCount == 0 && grown.report.isComplete)
    }

    @Test func `begins the second look again, over the rows that the first has seen`() throws {
        let table = try sealed("lost_second")
        try SealedTable.psql("UPDATE lost_second SET action = 'x' WHERE id = 20; DELETE FROM lost_second WHERE id = 30")
        let found = try verified(
            table, losses: [nil, 35],
            meanwhile:
                "INSERT INTO lost_second SELECT 41, at, 'new', 7, hash, 'nonsense' FROM lost_second WHERE id = 40")
        #expect(found.trouble == nil)
        #expect(found.breaks == ["altered-content 20-20", "missing-rows 29-31"])
        #expect(found.report.rows == 39 && found.report.isComplete)
        let changed = try verified(
            table, losses: [nil, 35], meanwhile: "DELETE FROM lost_second WHERE id < 3")
        #expect(changed.trouble == nil)
        #expect(changed.breaks.first == "missing-head 3-3")
        #expect(changed.report.isComplete)
    }

    @Test func `is no other trouble, which ends the run as ever`() throws {
        let table = try sealed("lost_other")
        var configuration = table
        configuration.lines = ["where: \"id <> 1 / (id - 20)\""]
        let found = try verified(configuration, losses: [])
        #expect(found.trouble?.sqlState == "22012")
        #expect(found.told.isEmpty)
    }
}
