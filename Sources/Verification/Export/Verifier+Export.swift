public import AuditChain
import Configuration
import Formula
import Postgres
public import Rows

/// What is known before the first row is taken out.
public struct ExportFacts {
    /// What the verification of the entry found.
    public var report: Report
    /// What each row is shown by.
    public var columns: ExportedColumns
    /// What the chain is.
    public var chain: ExportedChain
    /// `pg_current_snapshot()`: which transactions the rows are of.
    public var snapshot: String
    /// The condition that says which rows are shown, its names qualified; `nil`: all.
    public var filter: String?
    /// The moments between which rows were asked for, as PostgreSQL read them, in UTC.
    public var moments: [String]
}

/// What was taken out, as is known when the last row has been.
public struct ExportSummary: Sendable {
    /// How many rows were shown, and how many of the range the condition left out.
    public var rows = 0, leftOut = 0
    /// How many rows of the range, shown or not, belong to a break.
    public var brokenRows = 0
    /// Of how many, though they belong to none, the server's rendering and ours say different things.
    public var disputedRows = 0
    /// The range, chain by chain in the order of their first rows.
    public var ranges: [ExportedRange] = []
    /// The numbers in the verdict of the breaks that rows of the range belong to, from 0.
    public var breaks: [Int] = []
    /// What was to be masked, and stood in no row.
    public var idleMasks: [MaskedValue] = []
}

extension Verifier {
    /// Verifies an entry, then takes rows out of it, in the same snapshot.
    ///
    /// - Parameters:
    ///   - begin: told once, when the verification has ended and before the first row, what is known by then.
    ///   - body: lent each row of the range, shown or left out, with what is found of it.
    /// - Throws: what kept it from either; `.usage` for a row, a break, a column or a time that there is not.
    public func export(
        _ request: ExportRequest, progress: @escaping (Progress) -> Void,
        begin: (ExportFacts) throws(Obstacle) -> Void,
        _ body: (borrowing Row, RowFacts) throws(Obstacle) -> Void
    ) throws(Obstacle) -> ExportSummary {
        guard let entry = entries.first(where: { $0.name.value == request.chain }) else {
            throw Obstacle(.usage, "there is no chain '\(request.chain)'")
        }
        var report = blankReport
        let session = try Session(on: Connection(to: database, interruption: interruption))
        report.database = Report.Database(session.facts)
        if case .named(let found, _) = request.range, let database = report.database {
            try Self.check(found, is: database)
        }
        let catalog = SessionCatalog(session)
        var preparation = try EntryPreparation(entry, catalog: catalog)
        if case .named(let found, _) = request.range, found.table != preparation.table {
            throw Obstacle(
                .damagedFile, "the verdict is of the table \(found.table), not of \(preparation.table)",
                hint: "name the verdict of this table")
        }
        let plan = try ExportPlan(request, entry, preparation, catalog)
        var ready = try preparation.prepare()
        ready.layout.schemas.formUnion(plan.schemas)
        let snapshot = try catalog.ask { session throws(Obstacle) in
            try session.rows(of: "SELECT pg_catalog.pg_current_snapshot()::pg_catalog.text").first?.first ?? nil
        }
        let chain = ExportedChain(entry, ready, shown: plan.columns)
        var source = try TableSource(try catalog.release(), place: ready.place, layout: ready.layout)
        source.throttle = throttle
        try verify(ready, over: &source, into: &report, progress: progress)
        report.finishedAt = Self.now
        if report.chains.contains(where: { $0.findings.contains { $0.kind == .resumedAfterConflict } }) {
            throw Obstacle(
                .unreachable,
                "the standby took the snapshot away, so that what was verified can't be read again as it was",
                hint: "run it again, or on the primary")
        }
        let (name, rows) = (entry.name.value, report.chains.first?.rows)
        var pass = ExportPass(ready, plan, found: report.chains.first) {
            progress(Progress(chain: name, stage: .takingOut, rows: $0, estimate: rows))
        }
        do throws(Obstacle) { try pass.find(request.range, in: &source) } catch { throw Self.blaming(plan, error) }
        try begin(
            ExportFacts(
                report: report, columns: pass.columns, chain: chain, snapshot: snapshot ?? "", filter: plan.filter,
                moments: plan.moments))
        do throws(Obstacle) { try pass.run(over: &source, body) } catch { throw Self.blaming(plan, error) }
        return pass.summary
    }

    /// What the server could not evaluate of a row that was verified before is the condition of the command line.
    private static func blaming(_ plan: ExportPlan, _ error: Obstacle) -> Obstacle {
        guard plan.filter != nil, error.kind == .configuration, error.sqlState?.hasPrefix("22") == true else {
            return error
        }
        return Obstacle(
            .usage, "--where can't be evaluated for a row: \(error.sentence)",
            hint: "see that it divides by no zero and casts only what can be cast, for each row of the range",
            sqlState: error.sqlState)
    }

    private static func check(_ found: NamedBreak, is database: Report.Database) throws(Obstacle) {
        let isSameSystem = found.systemIdentifier.map { $0 == database.systemIdentifier ?? $0 } ?? true
        guard isSameSystem, found.database == database.name else {
            throw Obstacle(
                .damagedFile,
                "the verdict is of another database: \(found.database)\(found.systemIdentifier.map { ", system \($0)" } ?? "")",
                hint: "name a verdict of \(database.name), or the database that it is of")
        }
    }
}
