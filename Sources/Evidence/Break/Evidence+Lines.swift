import AuditChain
import Verification

extension Break.Evidence {
    /// What supports the break, one fact a line.
    func lines(in entry: ChainReport) -> [String] {
        var lines: [String] = []
        switch (xmin, committedAt) {
        case (let xmin?, let committed?):
            lines.append("last written by transaction \(xmin) (xmin), which committed at \(committed)")
        case (let xmin?, nil): lines.append("last written by transaction \(xmin) (xmin)")
        case (nil, let committed?): lines.append("last written by a transaction that committed at \(committed)")
        case (nil, nil): break
        }
        if let ctid { lines.append("stored at \(ctid) (ctid)") }
        if let time { lines.append("says that it happened at \(time)") }
        if let gap {
            let whose = entry.per.isEmpty ? "no row" : "no row of this chain"
            lines.append(
                gap.lowerBound == gap.upperBound
                    ? "\(whose) has the number \(gap.lowerBound)"
                    : "\(whose) has a number from \(gap.lowerBound) to \(gap.upperBound)")
        }
        if let before { lines.append("the row before is \(Place.named(entry.order, before))") }
        if let after { lines.append("the row behind is \(Place.named(entry.order, after))") }
        if let linksTo { lines.append("the link names row \(Place.named(entry.order, linksTo))") }
        if let sealedBehind { lines.append("it was sealed upon row \(Place.named(entry.order, sealedBehind))") }
        if let elsewhere {
            lines.append(
                "the link names row \(Place.named(entry.order, elsewhere.order)) of chain "
                    + "\(Place.named(entry.per, elsewhere.chain))")
        }
        if let trouble { lines.append("the formula can't be computed over this row: \(trouble)") }
        return lines.map(Printable.safe)
    }
}
