import AuditChain
import Rows

/// A row on which other formulas are tried.
struct SampledRow {
    var row: OwnedRow
    /// Its place among all rows of the chain.
    var position: Int
    var stored: HashValue
    /// The hash before it, for a table that stores no link.
    var before: HashValue?
}

/// A few of the rows that a break of content names, spread evenly over it.
enum MismatchSample {
    /// Enough to meet both clocks of a year and values of many kinds.
    private static let limit = 12

    static func rows(of found: Break, in collector: ChainCollector, kept: KeptRows) -> [SampledRow] {
        let elements = collector.elements
        guard let start = elements.firstIndex(where: { $0.order == found.first }),
            let end = elements.lastIndex(where: { $0.order == found.last }), start <= end
        else { return [] }
        // Failing rows between that are not linked are no part of a mismatch.
        let mustBeLinked = found.kind == .formulaMismatch && kept.entry.storesLink
        var rows: [SampledRow] = []
        var before = collector.genesis
        for (index, element) in elements.enumerated() {
            defer { before = element.lastHash ?? before }
            guard (start...end).contains(index), case .row(let row) = element, !row.contentHolds,
                let id = row.id, let hash = row.hash, !mustBeLinked || row.link == before
            else { continue }
            rows.append(SampledRow(row: kept.row(id), position: row.position, stored: hash, before: before))
        }
        // A few of many would say too little.
        return rows.count >= min(3, found.rows ?? 3) ? spread(rows) : []
    }

    /// A few rows at like distances: of a long run of rows, many at its ends are held, and few between.
    private static func spread(_ rows: [SampledRow]) -> [SampledRow] {
        guard rows.count > limit, let first = rows.first?.position, let last = rows.last?.position else { return rows }
        var taken: [SampledRow] = []
        for (index, row) in rows.enumerated() {
            let isDue = row.position >= first + taken.count * (last - first) / (limit - 1)
            let isNeeded = rows.count - index <= limit - taken.count
            if isDue || isNeeded { taken.append(row) }
            if taken.count == limit { break }
        }
        return taken
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
