public import AuditChain
import Configuration
import Formula
import Postgres
public import Rows

/// What was taken out, as is known when the last row has been.
public struct ExportSummary: Sendable {
    /// How many rows were shown, and how many of the range the condition left out.
    public var rows = 0, leftOut = 0
    /// How many rows of the range, shown or not, belong to a break.
    public var brokenRows = 0
}

extension Verifier {
    /// Verifies an entry, then takes rows out of it, in the same snapshot.
    ///
    /// - Parameters:
    ///   - begin: told once, when the verification has ended and before the first row, what it found and which columns come.
    ///   - body: lent each row that is shown, with what is found of it.
    /// - Throws: what kept it from either; `.usage` for a row, a break, a column or a time that there is not.
    public func export(
        _ request: ExportRequest, progress: @escaping (Progress) -> Void,
        begin: (Report, ExportedColumns) throws(Obstacle) -> Void,
        _ body: (borrowing Row, RowFacts) throws(Obstacle) -> Void
    ) throws(Obstacle) -> ExportSummary {
        guard let entry = entries.first(where: { $0.name.value == request.chain }) else {
            throw Obstacle(.usage, "there is no chain '\(request.chain)'")
        }
        var report = blankReport
        let session = try Session(on: Connection(to: database, interruption: interruption))
        report.database = Report.Database(session.facts)
        let catalog = SessionCatalog(session)
        var preparation = try EntryPreparation(entry, catalog: catalog)
        let plan = try ExportPlan(request, entry, preparation, catalog)
        var ready = try preparation.prepare()
        ready.layout.schemas.formUnion(plan.schemas)
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
        try pass.find(request.range, in: &source)
        try begin(report, pass.columns)
        try pass.run(over: &source, body)
        return pass.summary
    }
}
