import AuditChain
import Rows

/// A row on which other formulas are tried.
struct SampledRow {
    var row: OwnedRow
    var stored: HashValue
    /// The hash before it, for a table that stores no link.
    var before: HashValue?
}

/// A few of the rows that a `formula-mismatch` names, spread evenly over it.
enum MismatchSample {
    /// Enough to meet both clocks of a year and values of many kinds.
    private static let limit = 12

    static func rows(of mismatch: Break, in collector: ChainCollector, kept: KeptRows) -> [SampledRow] {
        let elements = collector.elements
        guard let start = elements.firstIndex(where: { $0.order == mismatch.first }),
            let end = elements.lastIndex(where: { $0.order == mismatch.last }), start <= end
        else { return [] }
        var found: [SampledRow] = []
        var before = collector.genesis
        for (index, element) in elements.enumerated() {
            defer { before = element.lastHash ?? before }
            guard (start...end).contains(index), case .row(let row) = element, !row.contentHolds,
                let id = row.id, let hash = row.hash, !kept.entry.storesLink || row.link == before
            else { continue }
            found.append(SampledRow(row: kept.row(id), stored: hash, before: before))
        }
        guard found.count > limit else { return found }
        return (0..<limit).map { found[$0 * (found.count - 1) / (limit - 1)] }
    }
}

extension ChainElement {
    fileprivate var order: [String?]? {
        if case .row(let row) = self { return row.order }
        return nil
    }

    fileprivate var lastHash: HashValue? {
        switch self {
        case .row(let row): row.hash
        case .run(let run): run.lastHash
        }
    }
}
