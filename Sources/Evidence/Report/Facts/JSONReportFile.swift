import AuditChain
public import Configuration
public import Controls
public import Verification

/// What a report is made of: a verification, a look at the controls, and who made it.
public struct ReportMaterial: Sendable {
    /// What was verified; its calendar and its retention should have been asked for.
    public var verification: Report
    /// What was found of the controls; `nil`: nobody looked.
    public var inspection: Inspection?
    /// The rows round breaks.
    public var surroundings: [BreakSurroundings]
    /// Who makes it.
    public var author: Configuration.Author
    /// When it is made, as `2026-01-31T12:00:00Z`.
    public var madeAt: String
    /// What else must be known of how it is made.
    public var remarks: [String]

    /// Every part, as it is named.
    public init(
        verification: Report, inspection: Inspection?, surroundings: [BreakSurroundings],
        author: Configuration.Author, madeAt: String, remarks: [String]
    ) {
        self.verification = verification
        self.inspection = inspection
        self.surroundings = surroundings
        self.author = author
        self.madeAt = madeAt
        self.remarks = remarks
    }
}

/// A report in its machine form, `unbroken-report/1` (`Schemas/report-1.schema.json`), as canonical JSON (RFC 8785).
public struct JSONReportFile {
    private let material: ReportMaterial

    /// The machine form of a report.
    public init(_ material: ReportMaterial) { self.material = material }

    /// The document, in UTF-8.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        var writer = JSONWriter<Never>(isCanonical: true) { bytes += Array($0.utf8) }
        writer.write(document: document)
        return bytes
    }

    private var document: JSONValue {
        let verdict = Set(material.verification.verdict.clauses)
        let used = Set(material.inspection?.judgements.flatMap(\.check.clauses) ?? []).union(verdict)
        return .object([
            ("format", .string(ReportFacts.format)), ("madeAt", .string(material.madeAt)),
            (
                "author",
                .object([
                    ("name", .optional(material.author.name)),
                    ("organisation", .optional(material.author.organisation)),
                ])
            ),
            ("verification", JSONReport(material.verification, controls: material.inspection?.judgements).document),
            ("surroundings", .array(material.surroundings.map(value))), ("earlier", .null),
            ("remarks", .array(material.remarks.map(JSONValue.string))),
            (
                "clauses",
                .array(
                    Clause.allCases.filter(used.contains).map {
                        .object($0.members + [("verdict", .bool(verdict.contains($0)))])
                    })
            ),
        ])
    }

    private func value(of around: BreakSurroundings) -> JSONValue {
        .object([
            ("chain", .string(around.chain)), ("number", .number(around.number)),
            ("columns", .array(around.columns.map(JSONValue.string))),
            (
                "rows",
                .array(
                    around.rows.map {
                        .object([
                            ("place", .string($0.place.rawValue)),
                            ("values", .array($0.values.map(JSONValue.optional))),
                        ])
                    })
            ),
        ])
    }
}
