import AuditChain
public import Verification

extension Report {
    /// Why the verdict is what it is, one reason an element; none for an intact log.
    public var reasons: [String] {
        var reasons: [String] = []
        for chain in chains where chain.breakCount > 0 {
            reasons.append("\(Printable.count(chain.breakCount, "break")) in \(Printable.safe(chain.name))")
        }
        for chain in chains where chain.chainsInDoubt > 0 {
            reasons.append(
                "in \(Printable.count(chain.chainsInDoubt, "chain")) of \(Printable.safe(chain.name)) something does not fit, and was not looked into"
            )
        }
        if let stopped { reasons.append(Printable.safe(stopped.sentence)) }
        if stopped == nil {
            for chain in chains where !chain.isComplete {
                reasons.append("\(Printable.safe(chain.name)) was not read to its end")
            }
            if chains.isEmpty { reasons.append("nothing was verified") }
        }
        for finding in findings + chains.flatMap(\.findings) where finding.isUnmet {
            reasons.append(Printable.safe(finding.message))
        }
        return reasons
    }

    /// The verdict in one or two plain sentences.
    public var headline: String {
        let rows = chains.reduce(0) { $0 + $1.rows }
        let names =
            chains.count <= 3
            ? Printable.list(chains.map { Printable.safe($0.name) }) : "\(chains.count.grouped) entries"
        switch verdict {
        case .intact:
            guard rows > 0 else { return "Intact: \(names) has no rows, which the configuration allows." }
            return rows == 1
                ? "Intact: the only row of \(names) was verified, and it holds."
                : "Intact: all \(rows.grouped) rows of \(names) were verified, and no break was found."
        case .broken:
            let counts = chains.filter { $0.breakCount > 0 }
                .map { "\(Printable.count($0.breakCount, "break")) in \(Printable.safe($0.name))" }
            let breaks = "Broken: \(Printable.list(counts))."
            return isComplete ? breaks : breaks + " The look was cut short, so there may be more."
        case .unmet:
            return "Unmet: no break was found, but not everything that was promised is there."
        case .incomplete:
            let inDoubt = chains.reduce(0) { $0 + $1.chainsInDoubt }
            guard inDoubt == 0 else {
                return "Incomplete: the look ended after \(Printable.count(rows, "row")), and in "
                    + "\(Printable.count(inDoubt, "chain")) something does not fit that was not looked into. Run it again."
            }
            return rows == 0
                ? "Incomplete: nothing was verified. This says neither that the log is intact nor that it is broken."
                : "Incomplete: the look ended after \(Printable.count(rows, "row")). No break was found in them, "
                    + "which says nothing of the rest."
        }
    }

    /// What the verdict leaves open, in plain words.
    public var assuranceSentence: String {
        "Assurance: consistent. This shows whether the rows agree with each other, and no more: the newest rows could "
            + "have been cut off, \(chains.contains { !$0.per.isEmpty } ? "a whole chain removed, " : "")or everything "
            + "rewritten, by whoever can write the table, without trace."
    }
}
