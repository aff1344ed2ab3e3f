import AuditChain

extension HTMLReport {
    var title: Markup {
        let subject = facts.verification.chains.map { value($0.name) }.joined(", ")
        return "<h1>\(say.title)</h1>\n<p class=\"subject\">\(subject)</p>"
    }

    /// The verdict, how much it proves, and what was looked at by whom.
    var cover: Markup {
        let earlier = facts.earlier.map {
            let sentence = say.notVerifiedAgain(
                isolated(clock.text($0.madeAt)), $0.signedBy.map(isolated), $0.signedAt.map { isolated(clock.text($0)) }
            )
            return "<p class=\"again\">\(told: sentence)</p>\n" as Markup
        }
        let remarks = facts.remarks.map {
            "<p class=\"again\">\(english(shortened($0, to: 400)))</p>\n" as Markup
        }
        return """
            \(earlier ?? "")\(remarks.joined())\(verdict)
            <section aria-labelledby="assurance-title">
            <h3 id="assurance-title">\(say.assuranceTitle)</h3>
            \(paragraph(say.assurance))\(list(coverLines))\(signature)</section>
            """
    }

    private var verdict: Markup {
        let verification = facts.verification
        let rows = verification.chains.reduce(0) { $0 + $1.rows }
        let breaks = verification.chains.reduce(0) { $0 + $1.breakCount }
        var sentence = say.verdictSentences(
            verification.verdict, rows.grouped, say.language == "en" ? "\(breaks.grouped) breaks" : breaks.grouped)
        if verification.verdict == "broken", breaks == 1, say.language == "en" {
            sentence = "1 break was found in \(rows.grouped) rows: a place at which the chain does not hold."
        }
        var reasons: Markup = ""
        if verification.verdict != "broken" {
            for reason in verification.reasons.prefix(4) {
                reasons += "<p class=\"reason\">\(english(shortened(reason, to: 300)))</p>\n"
            }
        } else if !verification.complete {
            reasons += "<p class=\"reason\">\(say.cutShort)</p>\n"
            if let stopped = verification.stopped {
                reasons += "<p class=\"reason\">\(english(shortened(stopped.message, to: 300)))</p>\n"
            }
        }
        let word = say.verdicts[verification.verdict] ?? verification.verdict
        return """
            <section class="verdict" data-verdict="\(verification.verdict)" aria-labelledby="verdict-title">
            \(sign(of: verification.verdict))
            <div>
            <h2 id="verdict-title"><span class="heard">\(web.verdict): </span>\(word)</h2>
            <p>\(sentence)</p>
            \(reasons)</div>
            </section>
            """
    }

    /// A sign that tells the verdict without colour.
    private func sign(of verdict: String) -> Markup {
        let path: Markup =
            switch verdict {
            case "intact": "M14 24.5l7 7 13-15"
            case "broken": "M16 16l16 16M32 16l-16 16"
            default: "M24 13v14M24 33v2"
            }
        return """
            <svg viewBox="0 0 48 48" width="56" height="56" aria-hidden="true" focusable="false"><circle cx="24" cy="24" \
            r="21"/><path d="\(path)"/></svg>
            """
    }

    private var coverLines: [(name: Markup, value: Markup)] {
        let verification = facts.verification
        func total(_ count: (ReportFacts.Chain) -> Int) -> String {
            isolated(verification.chains.reduce(0) { $0 + count($1) }.grouped)
        }
        var lines: [(name: String, value: Markup)] = []
        let first = verification.chains.compactMap(\.first?.time).min()
        let last = verification.chains.compactMap(\.last?.time).max()
        lines.append(
            (say.period, first.map { "\(moment($0)) \(say.to) \(moment(last ?? $0))" } ?? "\(say.none)"))
        let detail = say.rowsDetail(total(\.verified), total(\.unsealed), total(\.excluded))
        lines.append((say.rows, "\(told: "\(total(\.rows)): \(detail)")"))
        lines.append((say.chains, "\(told: total(\.chainCount))"))
        lines.append((say.look, "\(moment(verification.startedAt)) \(say.to) \(moment(verification.finishedAt))"))
        if let database = verification.database {
            let standby = database.standby ? ", standby" : ""
            lines.append(
                (
                    say.database,
                    value("\(database.name) @ \(database.host), PostgreSQL \(database.serverVersion)\(standby)")
                ))
            let identity = [
                database.systemIdentifier.map { "system \($0)" }, database.timeline.map { "timeline \($0)" },
                database.lsn.map { "LSN \($0)" }, "TLS \(database.tls)",
            ].compactMap(\.self).joined(separator: ", ")
            lines.append((say.server, value(identity)))
        }
        if let stream = verification.stream {
            lines.append((say.stream, value("\(stream.path) (\(stream.bytes.grouped) bytes)")))
        }
        let author = [facts.author.name, facts.author.organisation].compactMap(\.self).map(value)
        lines.append((say.author, author.isEmpty ? "\(say.nobody)" : author.joined(", ")))
        let tool = verification.tool
        lines.append((say.tool, value("unbroken \(tool.version), OpenSSL \(tool.openssl), libpq \(tool.libpq)")))
        lines.append((say.configuration, code(verification.configuration.sha256)))
        lines.append((say.madeAt, moment(facts.madeAt)))
        return lines.map { ("\($0.name)", $0.value) }
    }

    /// Who signs; that it was signed, only the file beside the page shows.
    private var signature: Markup {
        guard layout.isSigned else { return "" }
        return """
            <div class="signature">
            <p>\(say.signatureAwaits)</p>
            \(Self.line(of: layout.signer ?? ""))
            <p>\(moment(facts.madeAt)) · \(told: web.signatureBeside)</p>
            </div>

            """
    }

    private static func line(of signer: String) -> Markup { "<p class=\"signer\"><bdi>\(signer)</bdi></p>" }

    /// Whether a page says that this one signed it.
    static func names(_ signer: String, in page: [UInt8]) -> Bool {
        !page.ranges(of: Array(line(of: signer).text.utf8)).isEmpty
    }
}
