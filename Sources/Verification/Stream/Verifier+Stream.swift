import AuditChain
import Configuration
import Postgres
import Rows

extension Verifier {
    /// Verifies one entry's rows from a stream that was saved; what is asked of a catalog is asked before.
    func verify(
        stream path: String, into report: inout Report, progress: @escaping (Progress) -> Void
    ) throws(Obstacle) {
        guard let entry = entries.first, entries.count == 1 else {
            throw Obstacle(
                .usage, "a stream holds the rows of one table, but \(entries.count) chains are to be verified",
                hint: "name one of them: \(entries.map(\.name.value).joined(separator: ", "))")
        }
        report.stream = Report.Stream(path: path, bytes: try FileByteStream.size(ofPlainFile: path))
        let catalog = try catalog(for: entry)
        var preparation = try EntryPreparation(entry, catalog: catalog, areSaved: true)
        let columns = preparation.columns
        let interruption = interruption
        var source = try StreamSource(
            path: path, columns: columns, order: entry.order.map(\.value), per: entry.per.map(\.value),
            isStopped: { interruption.isSet })
        let ready = try preparation.prepare()
        do throws(Obstacle) {
            try verify(ready, over: &source, into: &report, progress: progress)
        } catch {
            guard source.isOutOfOrder else { throw error }
            report.chains = []
            try source.surveyRows()
            // Begun anew: what a survey finds decides how rows are compared.
            var again = try EntryPreparation(entry, catalog: try self.catalog(for: entry), areSaved: true)
            try verify(again.prepare(hasTies: source.mayHaveTies), over: &source, into: &report, progress: progress)
        }
    }

    private func catalog(for entry: ChainEntry) throws(Obstacle) -> SessionCatalog {
        guard entry.columns.isEmpty else { return SessionCatalog() }
        return SessionCatalog(try Session(on: Connection(to: database, interruption: interruption)))
    }

    /// Runs an entry and keeps what it found, whole or not.
    func verify<Origin: Source & ~Copyable>(
        _ ready: EntryPreparation.Ready, over source: inout Origin, into report: inout Report,
        progress: @escaping (Progress) -> Void
    ) throws(Obstacle) {
        let told = report.chains.reduce(0) { $0 + $1.breaks.count }
        var run = EntryRun(
            ready, interruption: interruption, jobs: Jobs(count: jobs, partRows: partRows),
            detailLimit: 50_000 - told, observers: Observers(months: collectsMonths, retention: retention))
        do throws(Obstacle) {
            try run.run(over: &source, progress: progress)
            report.chains.append(run.report)
        } catch {
            let place = run.ready.entry.formulaPosition
            let partial = run.partialReport()
            report.chains.append(partial)
            throw error.after(rows: partial.rows, of: partial.name, formula: place)
        }
    }
}
