import AuditChain
public import Verification

/// A verification told to a person.
public struct TextReport {
    private let report: Report
    private let style: Style

    /// A report in a layout.
    public init(_ report: Report, style: Style) {
        self.report = report
        self.style = style
    }

    /// The whole text, which ends in a line break.
    public var text: String {
        var page = Page(style)
        page.paragraph(report.headline, ink: ink)
        if report.verdict == .unmet {
            for reason in report.reasons { page.paragraph("- " + reason) }
        }
        if report.chains.contains(where: { $0.rows > 0 }) { page.paragraph(report.assuranceSentence) }
        if let stopped = report.stopped { tell(stopped, on: &page) }
        var left = style.breaks
        for chain in report.chains {
            page.blank()
            page.tell(chain, breaks: &left, exportOptions: exportOptions)
        }
        let told = style.breaks - left
        let count = report.chains.reduce(0) { $0 + $1.breakCount }
        if count > told {
            page.blank()
            page.paragraph("… and \((count - told).grouped) more; --format json lists \(Self.listed(report)).")
        }
        if !report.findings.isEmpty {
            page.blank()
            for finding in report.findings { page.fact("note", Printable.safe(finding.message), indent: 0) }
        }
        page.blank()
        tellCircumstances(on: &page)
        if let next = nextStep {
            page.blank()
            page.fact("next", next, indent: 0)
        }
        return page.text
    }

    private var ink: Style.Ink {
        switch report.verdict {
        case .intact: .good
        case .broken: .bad
        case .unmet, .incomplete: .doubtful
        }
    }

    private func tell(_ stopped: Obstacle, on page: inout Page) {
        page.blank()
        page.fact("stopped", Printable.safe(stopped.sentence), indent: 0)
        if let hint = stopped.advice { page.fact("hint", Printable.safe(hint), indent: 0) }
    }

    private static func listed(_ report: Report) -> String {
        let listed = report.chains.reduce(0) { $0 + $1.breaks.count }
        let count = report.chains.reduce(0) { $0 + $1.breakCount }
        return listed == count ? "all of them" : listed.grouped
    }

    private func tellCircumstances(on page: inout Page) {
        if let stream = report.stream {
            page.fact("stream", "\(stream.path), \(stream.bytes.grouped) bytes", safely: true)
        }
        if let database = report.database {
            let role = database.isStandby ? "a standby" : "a primary"
            page.fact(
                "database",
                "\(database.name) at \(database.host), as \(database.user); PostgreSQL \(database.serverVersion), "
                    + "\(role), \(Self.protection(database.tls))", safely: true)
            var snapshot = database.lsn.map { ["write-ahead log position \($0)"] } ?? []
            if let timeline = database.timeline { snapshot.append("timeline \(timeline)") }
            if let system = database.systemIdentifier { snapshot.append("system \(system)") }
            if !snapshot.isEmpty { page.fact("snapshot", snapshot.joined(separator: ", "), safely: true) }
        }
        if !report.startedAt.isEmpty {
            page.fact("looked", "from \(report.startedAt) to \(report.finishedAt)", safely: true)
        }
        if !report.configurationSHA256.isEmpty {
            let path = report.configurationPath.map { $0 + ", " } ?? ""
            page.fact("config", "\(path)SHA-256 \(report.configurationSHA256)", safely: true)
        }
        let tool = report.tool
        page.fact("tool", "unbroken \(tool.version), OpenSSL \(tool.openssl), libpq \(tool.libpq)", safely: true)
    }

    private static func protection(_ tls: String) -> String {
        switch tls {
        case "verify-full": "TLS, server verified"
        case "verify-ca": "TLS, server's certificate authority verified"
        case "unverified": "TLS, server not verified"
        case "none": "no TLS"
        case "socket": "Unix socket"
        default: tls
        }
    }

    /// A saved stream has no rows to take out, and of breaks that a look was cut short after the next may number others.
    private var exportOptions: String? { report.stream == nil && report.stopped == nil ? readingOptions : nil }

    private var readingOptions: String {
        var words = ""
        if let path = report.configurationPath, path != "unbroken.yml" { words += " --config " + Place.quoted(path) }
        if let database = report.connectionString { words += " --database " + Place.quoted(database) }
        return words
    }

    /// Where a person goes from here; `nil` where there is nothing to do.
    private var nextStep: String? {
        for chain in report.chains {
            guard let found = chain.breaks.first else { continue }
            let columns = Array(zip(chain.per, found.chain)) + Array(zip(chain.order, found.first))
            let place = columns.map { Place.argument($0, $1) }
                .joined(separator: " ")
            return "unbroken explain \(Place.quoted(chain.name)) \(place)\(readingOptions)"
        }
        return nil
    }
}

extension Page {
    mutating func fact(_ label: String, _ words: String, safely: Bool) {
        fact(label, Printable.safe(words), indent: 0)
    }
}
