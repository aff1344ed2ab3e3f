import AuditChain

extension HTMLReport {
    /// How many breaks the page shows; the machine form in it has the rest.
    static let breaksShown = 2_000

    /// Each break with its sentence, its hashes, its evidence and the rows round it.
    var breaks: Markup {
        let chains = facts.verification.chains
        let total = chains.reduce(0) { $0 + $1.breakCount }
        let carried = chains.reduce(0) { $0 + $1.breaks.count }
        let shown = min(carried, Self.breaksShown)
        if total == 0 { return paragraph(say.noBreaks) + findings }
        var content: Markup = ""
        if total > shown {
            content += paragraph(web.breaksShown(shown.grouped, total.grouped))
            if carried > shown { content += paragraph(web.breaksCarried((carried - shown).grouped)) }
            if total > carried { content += paragraph(web.breaksCounted((total - carried).grouped)) }
        }
        var around: [String: [Int: ReportFacts.Surroundings]] = [:]
        for rows in facts.surroundings { around[rows.chain, default: [:]][rows.number] = rows }
        let listed = chains.flatMap { chain in
            chain.breaks.prefix(Self.breaksShown).enumerated().map {
                (found: $1, chain: chain.name, around: around[chain.name]?[$0 + 1])
            }
        }.prefix(shown)
        if listed.count > 1 { content += filter(of: listed.map(\.found.kind)) }
        content += "<ol class=\"breaks\" id=\"break-list\">\n"
        for (index, (found, chain, around)) in listed.enumerated() {
            content += item(found, of: chain, index + 1, around)
        }
        return content + "</ol>\n" + findings
    }

    private var findings: Markup {
        let findings = facts.verification.findings + facts.verification.chains.flatMap(\.findings)
        guard !findings.isEmpty else { return "" }
        let items = findings.map { "<li>\(english(shortened($0.message, to: 1_200)))</li>" as Markup }
        return "<h3>\(say.findings)</h3>\n<ul>\n\(items.joined("\n"))\n</ul>\n"
    }

    /// Of use with a script alone, which shows it.
    private func filter(of kinds: [String]) -> Markup {
        var counts: [String: Int] = [:]
        for kind in kinds { counts[kind, default: 0] += 1 }
        let options = counts.sorted { $0.key < $1.key }.map { kind, count in
            "<option value=\"\(kind)\">\(say.kinds[kind] ?? kind) (\(count.grouped))</option>" as Markup
        }
        return """
            <form class="filter" hidden data-filter="#break-list > li" data-said="\(web.shown)">
            <label>\(web.kind) <select name="kind"><option value="">\(web.allKinds)</option>\(options.joined())</select>\
            </label>
            <label>\(web.text) <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
            <output></output>
            </form>

            """
    }

    /// Where the tool's own words are in another language.
    private func sentence(of found: ReportFacts.Break, in chain: String) -> Markup {
        guard let sentence = say.breakSentence else { return "" }
        func place(_ values: [String: String?]) -> String { isolated(spelled(values)) }
        let told = sentence(
            Phrases.BreakPlace(
                kind: found.kind,
                chain: isolated(shortened(chain)) + (found.chain.isEmpty ? "" : " " + place(found.chain)),
                first: place(found.first), last: found.last == found.first ? nil : place(found.last),
                rows: found.rows.map { isolated($0.grouped) }))
        return "<p>\(told: told)</p>\n"
    }

    private func item(
        _ found: ReportFacts.Break, of chain: String, _ number: Int, _ around: ReportFacts.Surroundings?
    ) -> Markup {
        var lines: [(name: Markup, value: Markup)] = []
        if let meaning = found.meaning { lines.append(("\(say.meaning)", english(shortened(meaning, to: 1_500)))) }
        func tell(_ name: String, _ hash: String?, _ roles: [String: String]) {
            guard let hash else { return }
            let role: Markup = found.comparison.flatMap { roles[$0] }.map { " · \($0)" } ?? ""
            lines.append(("\(name)", code(shortened(hash)) + role))
        }
        tell(say.expected, found.expectedHash, say.expectedHashes)
        tell(say.found, found.foundHash, say.foundHashes)
        let evidence = evidence(of: found)
        if !evidence.isEmpty { lines.append(("\(say.evidence)", evidence.joined(" · "))) }
        let others = found.alternatives.map { say.kinds[$0] ?? shortened($0) }
        if !others.isEmpty { lines.append(("\(say.alternatives)", "\(others.joined(separator: " · "))")) }
        return """
            <li id="break-\(number)" data-kind="\(found.kind)">
            <h3><span class="number">\(number)</span> \(say.kinds[found.kind] ?? found.kind)</h3>
            \(sentence(of: found, in: chain))<p>\(english(shortened(found.explanation, to: 1_500)))</p>
            \(lines.isEmpty ? "" : list(lines))\(around.map(rows) ?? "")</li>

            """
    }

    private func evidence(of found: ReportFacts.Break) -> [Markup] {
        let evidence = found.evidence
        var parts: [Markup] = []
        if let xmin = evidence.xmin {
            parts.append(value("xmin \(xmin)" + (evidence.committedAt.map { ", \(clock.text($0))" } ?? "")))
        }
        if let ctid = evidence.ctid { parts.append(value("ctid \(ctid)")) }
        if let time = evidence.time { parts.append(moment(time)) }
        if let before = evidence.before { parts.append("\(say.before): \(place(before))") }
        if let after = evidence.after { parts.append("\(say.after): \(place(after))") }
        if let gap = evidence.gap {
            parts.append("\(told: say.noNumber(isolated(shortened(gap.first)), isolated(shortened(gap.last))))")
        }
        if let opinion = evidence.secondOpinion { parts.append(value("PostgreSQL: \(opinion)")) }
        return parts
    }

    private func rows(_ around: ReportFacts.Surroundings) -> Markup {
        guard !around.rows.isEmpty else { return "" }
        let names = ["before": say.before, "in": say.within, "after": say.after]
        return table(
            say.around, isShown: true, [web.place] + around.columns.map { isolated(shortened($0)) },
            around.rows.map { row in
                Row(
                    attributes: row.place == "in" ? " class=\"within\"" : "",
                    cells: ["\(names[row.place] ?? row.place)"]
                        + row.values.map { $0.map(cell) ?? "<i>NULL</i>" })
            }, on: .window)
    }

    /// A moment or an identifier stays in one line.
    private func cell(_ text: String) -> Markup {
        text.unicodeScalars.count <= 40 ? "<bdi class=\"short\">\(text)</bdi>" : value(shortened(text, to: 80))
    }
}
