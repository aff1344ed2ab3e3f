import AuditChain
import Configuration
import Verification

extension Page {
    /// An entry of `chains:` with its breaks, of which `left` may still be told.
    ///
    /// - Parameter exportOptions: what the command that takes out the rows round a break needs besides; `nil`: there is none.
    mutating func tell(_ chain: ChainReport, breaks left: inout Int, exportOptions: String?) {
        paragraph("\(Printable.safe(chain.name)) (\(Printable.safe(chain.table)))", ink: .title)
        fact("rows", counts(of: chain))
        if !chain.per.isEmpty || chain.chainCount != 1 { fact("chains", chain.chainCount.grouped) }
        if let first = chain.first { tell("first row", first, in: chain) }
        if let last = chain.last { tell("last row", last, in: chain) }
        if let retention = chain.retention, let first = retention.days?.first {
            let years = Printable.count(retention.policy.years, "year")
            fact(
                "retention",
                "begins \(first); "
                    + (retention.coveredFrom.map { "\(years) not covered before \($0)" }
                        ?? "\(years) since \(retention.since) covered"))
        }
        switch chain.render {
        case .client: break
        case .server: fact("render", "the server rendered the formula, and is believed")
        }
        if !chain.isComplete {
            fact(
                "ended",
                chain.chainsInDoubt > 0
                    ? "before all was looked into that does not fit; what follows is of the rows that were read"
                    : "before the last row; what follows is of the rows that were read")
        }
        for finding in chain.findings { fact("note", Printable.safe(finding.message)) }
        for (number, found) in chain.breaks.prefix(max(0, left)).enumerated() {
            blank()
            tell(found, number: number + 1, in: chain)
            if let exportOptions {
                let (name, number) = (Place.quoted(chain.name), number + 1)
                fact(
                    "rows", "unbroken export \(name) --break \(number) --output break-\(number).csv\(exportOptions)",
                    indent: 5)
            }
            left -= 1
        }
    }

    private func counts(of chain: ChainReport) -> String {
        var counts = "\(chain.rows.grouped): \(chain.verified.grouped) verified"
        counts += ", \(chain.unsealed.grouped) unsealed"
        if chain.excluded > 0 { counts += "; besides, \(chain.excluded.grouped) excluded by 'where'" }
        if chain.breakCount > 0 { counts += "; \(Printable.count(chain.breakCount, "break"))" }
        return counts
    }

    private mutating func tell(_ label: String, _ place: ChainReport.RowPlace, in chain: ChainReport) {
        var words = Place.named(chain.order, place.order)
        if let time = place.time { words += " of " + Printable.safe(time) }
        if let hash = place.hash { words += ", hash " + Printable.safe(hash) }
        fact(label, words)
    }

    private mutating func tell(_ found: Break, number: Int, in chain: ChainReport) {
        paragraph("\(number). \(found.sentence(in: chain))", ink: .bad, indent: 2)
        fact("kind", found.kind.rawValue, indent: 5)
        if let hash = found.expectedHash { tellHash("expected", hash, found.comparison(in: chain).expected) }
        if let hash = found.foundHash { tellHash("found", hash, found.comparison(in: chain).found) }
        for (index, line) in found.evidence.lines(in: chain).enumerated() {
            fact(index == 0 ? "evidence" : "", line, indent: 5)
        }
        if let opinion = found.evidence.secondOpinion { fact("checked", opinion.sentence, indent: 5) }
        fact("meaning", found.meaning, indent: 5)
        if let others = found.alternativesSentence { fact("or", others, indent: 5) }
    }

    private mutating func tellHash(_ label: String, _ hash: String, _ role: String) {
        // A hash is one word, so that it can be copied; a forged one with spaces in it is made one.
        fact(label, Printable.safe(hash).replacing(" ", with: "\u{A0}") + " (\(role))", indent: 5)
    }
}
