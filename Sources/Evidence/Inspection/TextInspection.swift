import AuditChain
public import Controls
import Verification

/// An inspection told to a person: a line a judgement, and below it what to know where something is to be done.
public struct TextInspection {
    private let inspection: Inspection
    private let changes: InspectionChanges?
    private let style: Style

    /// An inspection in a layout; with what changed since an earlier one.
    public init(_ inspection: Inspection, since changes: InspectionChanges? = nil, style: Style) {
        self.inspection = inspection
        self.changes = changes
        self.style = style
    }

    /// The whole text, which ends in a line break.
    public var text: String {
        var page = Page(style)
        page.paragraph(inspection.headline, ink: ink(of: inspection.worst))
        if let changes { tell(changes, on: &page) }
        // What there is to do comes first.
        for judgement in [Grade.fail, .warn, .unknown, .pass].flatMap(inspection.judgements(of:)) {
            page.blank()
            tell(judgement, on: &page)
        }
        for (table, parts) in inspection.sealing {
            page.blank()
            page.paragraph("What seals the rows of \(Printable.safe(table))", ink: .title)
            if parts.isEmpty { page.fact("functions", "none was found") }
            for part in parts { page.fact("SHA-256", "\(part.sha256) \(Printable.safe(part.function))") }
        }
        page.blank()
        let database = inspection.database
        page.fact(
            "database",
            "\(database.name) at \(database.host), as \(database.user); PostgreSQL \(database.serverVersion)",
            safely: true)
        page.fact("looked", "from \(inspection.startedAt) to \(inspection.finishedAt)", safely: true)
        page.fact("config", "SHA-256 \(inspection.configurationSHA256)", safely: true)
        let tool = inspection.tool
        page.fact("tool", "unbroken \(tool.version), OpenSSL \(tool.openssl), libpq \(tool.libpq)", safely: true)
        return page.text
    }

    private func tell(_ judgement: Judgement, on page: inout Page) {
        let check = judgement.check
        page.paragraph(
            "\(judgement.grade.rawValue.padding(to: 8))\(check.rawValue): \(Printable.safe(judgement.subject))",
            ink: ink(of: judgement.grade))
        page.fact("found", Printable.safe(judgement.finding))
        guard judgement.grade != .pass else { return }
        page.fact("why", check.reason)
        if let remedy = judgement.remedy { page.fact("mend", Printable.safe(remedy)) }
        page.fact("supports", check.clauses.map(\.rawValue).joined(separator: ", "))
    }

    private func tell(_ changes: InspectionChanges, on page: inout Page) {
        page.blank()
        if changes.isEmpty {
            return page.paragraph("Nothing changed since the look of \(Printable.safe(changes.earlier)).")
        }
        page.paragraph("Changed since the look of \(Printable.safe(changes.earlier)):", ink: .title)
        for line in changes.lines { page.paragraph("- " + Printable.safe(line), indent: 2) }
    }

    private func ink(of grade: Grade) -> Style.Ink {
        switch grade {
        case .pass: .good
        case .fail: .bad
        case .warn, .unknown: .doubtful
        }
    }
}

extension Inspection {
    func judgements(of grade: Grade) -> [Judgement] { judgements.filter { $0.grade == grade } }

    /// The gravest grade.
    var worst: Grade {
        for grade in [Grade.fail, .warn, .unknown] where count(of: grade) > 0 { return grade }
        return .pass
    }

    /// The outcome in one sentence.
    public var headline: String {
        let judged = Printable.count(judgements.count, "control") + " judged: "
        return judged
            + "\(count(of: .pass)) pass, \(count(of: .warn)) warn, \(count(of: .fail)) fail, \(count(of: .unknown)) unknown."
    }
}
