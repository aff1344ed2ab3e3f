import AuditChain
import Typesetting

extension ReportDocument {
    /// The first page: the verdict, how much it proves, and what was looked at by whom.
    func addCover() {
        let verification = facts.verification
        // The signature's box stands below.
        page.firstPageReserve = layout.isSigned ? Self.signatureHeight + 4 : 0
        page.space(0.1)
        page.heading(say.title, level: 1, Look.title)
        let subject = verification.chains.map { isolate(Printable.safe($0.name)) }.joined(separator: ", ")
        page.paragraph(RichText(shortened(subject, to: 600)), TextStyle(11, Look.muted))
        page.space(12)
        if let earlier = facts.earlier {
            page.paragraph(
                .bold(
                    say.notVerifiedAgain(
                        isolate(clock.text(earlier.madeAt)),
                        earlier.signedBy.map { isolate(Printable.safe(shortened($0))) },
                        earlier.signedAt.map { isolate(clock.text($0)) }),
                    Look.bad),
                Look.body)
            page.space(8)
        }
        for remark in facts.remarks {
            page.paragraph(.bold(quoted(shortened(remark, to: 400)), Look.bad), Look.body)
            page.space(8)
        }
        addVerdict()
        page.space(10)
        page.heading(say.assuranceTitle, level: 2, Look.subheading)
        page.space(3)
        paragraph(RichText(say.assurance))
        page.space(4)
        list(coverLines)
    }

    private func addVerdict() {
        let verification = facts.verification
        let ink = Look.ink(of: verification.verdict)
        let rows = verification.chains.reduce(0) { $0 + $1.rows }
        let breaks = verification.chains.reduce(0) { $0 + $1.breakCount }
        let width = page.width - 40
        let word = page.text(
            .bold(say.verdicts[verification.verdict] ?? verification.verdict), TextStyle(26, Look.white, bold: true),
            width: width)
        let told = verification.verdict == "broken" && breaks == 1 && say.language == "en" ? "1 break" : nil
        let sentence =
            told.map { "\($0) was found in \(rows.grouped) rows: a place at which the chain does not hold." }
            ?? say.verdictSentences(
                verification.verdict, rows.grouped,
                say.language == "en" ? "\(breaks.grouped) breaks" : breaks.grouped)
        let line = page.text(RichText(sentence), TextStyle(11, Look.white, spacing: 1.1), width: width)
        let reasons = verdictReasons.joined(separator: "\n")
        let reason = page.text(RichText(reasons), TextStyle(9, Look.white, spacing: 1.1), width: width)
        let hasReason = !reasons.isEmpty
        let height = 28 + word.height + 4 + line.height + (hasReason ? 6 + reason.height : 0)
        page.picture(height: height) { canvas, box in
            canvas.fill(box, ink, radius: 5)
            canvas.draw(word, x: box.x + 20, y: box.y + 12)
            canvas.draw(line, x: box.x + 20, y: box.y + 16 + word.height)
            if hasReason { canvas.draw(reason, x: box.x + 20, y: box.y + 22 + word.height + line.height) }
        }
    }

    /// Why it is neither intact nor broken; of a broken one, whether there may be more.
    private var verdictReasons: [String] {
        let verification = facts.verification
        guard verification.verdict == "broken" else {
            return verification.reasons.prefix(4).map { quoted(shortened($0, to: 300)) }
        }
        guard !verification.complete else { return [] }
        return [say.cutShort] + (verification.stopped.map { [quoted(shortened($0.message, to: 300))] } ?? [])
    }

    private var coverLines: [(String, RichText)] {
        let verification = facts.verification
        func total(_ count: (ReportFacts.Chain) -> Int) -> String {
            isolate(verification.chains.reduce(0) { $0 + count($1) }.grouped)
        }
        var lines: [(String, RichText)] = []
        let first = verification.chains.compactMap(\.first?.time).min()
        let last = verification.chains.compactMap(\.last?.time).max()
        lines.append(
            (
                say.period,
                RichText(
                    first == nil
                        ? say.none
                        : "\(isolate(clock.text(first ?? ""))) \(say.to) \(isolate(clock.text(last ?? "")))")
            ))
        lines.append(
            (
                say.rows,
                RichText(
                    "\(total(\.rows)): \(say.rowsDetail(total(\.verified), total(\.unsealed), total(\.excluded)))")
            ))
        lines.append((say.chains, RichText(total(\.chainCount))))
        lines.append(
            (
                say.look,
                RichText(
                    "\(isolate(clock.text(verification.startedAt))) \(say.to) \(isolate(clock.text(verification.finishedAt)))"
                )
            ))
        if let database = verification.database {
            lines.append(
                (
                    say.database,
                    RichText(
                        isolate(
                            "\(Printable.safe(database.name)) @ \(Printable.safe(database.host)), PostgreSQL \(Printable.safe(database.serverVersion))\(database.standby ? ", standby" : "")"
                        ))
                ))
            let identity = [
                database.systemIdentifier.map { "system \($0)" }, database.timeline.map { "timeline \($0)" },
                database.lsn.map { "LSN \($0)" }, "TLS \(database.tls)",
            ].compactMap(\.self).joined(separator: ", ")
            lines.append((say.server, RichText(isolate(Printable.safe(identity)))))
        }
        if let stream = verification.stream {
            lines.append(
                (say.stream, RichText(isolate("\(Printable.safe(stream.path)) (\(stream.bytes.grouped) bytes)"))))
        }
        let author = [facts.author.name, facts.author.organisation].compactMap(\.self).map {
            isolate(Printable.safe($0))
        }
        lines.append((say.author, RichText(author.isEmpty ? say.nobody : author.joined(separator: ", "))))
        lines.append(
            (
                say.tool,
                RichText(
                    isolate(
                        "unbroken \(verification.tool.version), OpenSSL \(verification.tool.openssl), libpq \(verification.tool.libpq)"
                    ))
            ))
        lines.append((say.configuration, .mono(isolate(verification.configuration.sha256))))
        lines.append((say.madeAt, RichText(isolate(clock.text(facts.madeAt)))))
        return lines
    }
}
