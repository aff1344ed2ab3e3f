import AuditChain
import Typesetting

extension ReportDocument {
    /// How many breaks the document shows; the attachment has the rest.
    static let breaksShown = 200

    /// Each break with its sentence, its hashes, its evidence and the rows round it.
    func addBreaks() {
        heading(say.breaks)
        let chains = facts.verification.chains
        let total = chains.reduce(0) { $0 + $1.breakCount }
        if total == 0 { paragraph(RichText(say.noBreaks)) }
        var left = Self.breaksShown
        var number = 0
        if total > Self.breaksShown { paragraph(RichText(say.breaksShown(Self.breaksShown.grouped, total.grouped))) }
        for chain in chains {
            for (index, found) in chain.breaks.enumerated() where left > 0 {
                left -= 1
                number += 1
                add(found, number, of: chain)
                if let around = facts.surroundings.first(where: { $0.chain == chain.name && $0.number == index + 1 }) {
                    add(around)
                }
            }
        }
        let findings = facts.verification.findings + chains.flatMap(\.findings)
        guard !findings.isEmpty else { return }
        subheading(say.findings)
        for finding in findings { paragraph(RichText("• " + quoted(shortened(finding.message, to: 1_200)))) }
    }

    private func add(_ found: ReportFacts.Break, _ number: Int, of chain: ReportFacts.Chain) {
        subheading("\(number). \(say.kinds[found.kind] ?? found.kind)")
        let explanation = RichText(quoted(shortened(found.explanation, to: 1_500)))
        if let sentence = say.breakSentence {
            page.paragraph(RichText(sentence(place(of: found, in: chain))), Look.body, glued: true)
            page.paragraph(explanation, Look.small, glued: true)
        } else {
            page.paragraph(explanation, Look.body, glued: true)
        }
        page.space(3)
        var lines: [(String, RichText)] = []
        if let meaning = found.meaning {
            lines.append((say.meaning, RichText(quoted(shortened(meaning, to: 1_500)))))
        }
        func tell(_ name: String, _ hash: String?, _ roles: [String: String]) {
            guard let hash else { return }
            let role = found.comparison.flatMap { roles[$0] }.map { RichText(" · \($0)") } ?? RichText("")
            lines.append((name, .mono(isolate(Printable.safe(shortened(hash)))) + role))
        }
        tell(say.expected, found.expectedHash, say.expectedHashes)
        tell(say.found, found.foundHash, say.foundHashes)
        let evidence = evidence(of: found)
        if !evidence.isEmpty { lines.append((say.evidence, RichText(evidence))) }
        let others = found.alternatives.map { say.kinds[$0] ?? Printable.safe(shortened($0)) }
        if !others.isEmpty { lines.append((say.alternatives, RichText(others.joined(separator: " · ")))) }
        if !lines.isEmpty { list(lines) }
        page.space(6)
    }

    private func place(of found: ReportFacts.Break, in chain: ReportFacts.Chain) -> Phrases.BreakPlace {
        Phrases.BreakPlace(
            kind: found.kind,
            chain: isolate(Printable.safe(shortened(chain.name)))
                + (found.chain.isEmpty ? "" : " " + place(found.chain)),
            first: place(found.first), last: found.last == found.first ? nil : place(found.last),
            rows: found.rows.map { isolate($0.grouped) })
    }

    private func evidence(of found: ReportFacts.Break) -> String {
        let evidence = found.evidence
        var parts: [String] = []
        func tell(_ value: String) { parts.append(isolate(Printable.safe(value))) }
        if let xmin = evidence.xmin {
            tell("xmin \(xmin)" + (evidence.committedAt.map { ", \(clock.text($0))" } ?? ""))
        }
        if let ctid = evidence.ctid { tell("ctid \(ctid)") }
        if let time = evidence.time { tell(clock.text(time)) }
        if let before = evidence.before { parts.append("\(say.before): \(place(before))") }
        if let after = evidence.after { parts.append("\(say.after): \(place(after))") }
        if let gap = evidence.gap {
            parts.append(say.noNumber(isolate(Printable.safe(gap.first)), isolate(Printable.safe(gap.last))))
        }
        if let opinion = evidence.secondOpinion { tell("PostgreSQL: \(opinion)") }
        return parts.joined(separator: " · ")
    }

    private func add(_ around: ReportFacts.Surroundings) {
        guard !around.rows.isEmpty else { return }
        let names = ["before": say.before, "in": say.within, "after": say.after]
        page.paragraph(.bold(say.around), TextStyle(8, Look.muted), glued: true)
        // As wide as what they hold asks, within reason.
        func share(_ column: Int) -> Double {
            let longest = around.rows.map { $0.values.indices.contains(column) ? $0.values[column]?.count ?? 4 : 4 }
            return Double(min(max((longest.max() ?? 4) + 2, around.columns[column].count + 3, 9), 34))
        }
        page.table(
            Table(
                [Table.Column("", share: 8)]
                    + around.columns.indices.map {
                        Table.Column(isolate(Printable.safe(around.columns[$0])), share: share($0))
                    },
                around.rows.map { row in
                    [RichText(names[row.place] ?? row.place)]
                        + row.values.map {
                            RichText(isolate(Printable.safe(shortened($0 ?? "NULL", to: 80))))
                        }
                }), Look.table)
        page.space(8)
    }
}
