import AuditChain
import Evidence
import Verification

/// Rows on their way into a file, or to the standard output.
enum ExportedFile {
    /// What came of it.
    struct Written {
        var report: Report
        var summary: ExportSummary
    }

    /// - Parameter file: `nil` is the standard output.
    static func write<Form: EvidenceForm & ~Copyable>(
        as form: Form.Type, _ request: ExportRequest, of verifier: Verifier, to file: OutputFile?,
        progress: @escaping (Progress) -> Void
    ) throws(Obstacle) -> Written {
        var rows: Form?
        var found: Report?
        func flush() throws(Obstacle) {
            guard let bytes = rows?.taken() else { return }
            if let file { try file.append(bytes) } else { try StandardOutput.write(bytes) }
        }
        let summary = try verifier.export(request, progress: progress) { report, columns throws(Obstacle) in
            found = report
            rows = try Form(columns, report)
        } _: { row, facts throws(Obstacle) in
            try rows?.append(row, facts)
            if rows?.isFull == true { try flush() }
        }
        try flush()
        guard let found else { throw Obstacle(.internalError, "rows were taken out, and nothing was found of them") }
        try file?.commit()
        return Written(report: found, summary: summary)
    }
}
