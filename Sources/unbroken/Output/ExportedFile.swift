import AuditChain
import Evidence
import Rows
import Verification

/// Rows on their way into one file, or to the standard output, and perhaps into another for spreadsheets.
enum ExportedFile {
    /// What came of it.
    struct Written {
        var report: Report
        var summary: ExportSummary
    }

    /// - Parameters:
    ///   - file: `nil` is the standard output.
    ///   - people: a file for spreadsheets; `nil`: none.
    static func write<Form: EvidenceForm & ~Copyable>(
        as form: Form.Type, _ request: ExportRequest, of verifier: Verifier, to file: OutputFile?,
        people: OutputFile?, progress: @escaping (Progress) -> Void
    ) throws(Obstacle) -> Written {
        var rows: FormWriter<Form>?
        var copies: FormWriter<SpreadsheetCSV>?
        var found: Report?
        let summary = try verifier.export(request, progress: progress) { facts throws(Obstacle) in
            found = facts.report
            rows = try FormWriter(facts, to: file ?? OutputSink())
            if let people { copies = try FormWriter(facts, to: people) }
        } _: { row, facts throws(Obstacle) in
            guard facts.isShown else { return }
            try rows?.append(row, facts)
            try copies?.append(row, facts)
        }
        try rows?.flush()
        try copies?.flush()
        guard let found else { throw Obstacle(.internalError, "rows were taken out, and nothing was found of them") }
        try MaskTrouble.check(summary)
        // The evidence last: where it has its name, all is well.
        try people?.commit()
        try file?.commit()
        return Written(report: found, summary: summary)
    }
}
