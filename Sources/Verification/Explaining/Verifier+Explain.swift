public import AuditChain
import Configuration
import Formula
import Postgres
import Rows

extension Verifier {
    /// How a row is hashed, and what its link names: reads that row, the one before it in its chain, and, where the
    /// link is not that one's hash, the rows that have it as theirs.
    ///
    /// - Parameter row: a value for each order column, and for `per` columns where the order alone does not tell rows
    ///   apart, in any spelling that PostgreSQL takes; `nil` is NULL.
    /// - Throws: `.usage` for values that name no row or several; else what kept it from looking.
    public func explain(chain: String, row wanted: [String: String?]) throws(Obstacle) -> Explanation {
        guard let entry = entries.first(where: { $0.name.value == chain }) else {
            throw Obstacle(.usage, "there is no chain '\(chain)'")
        }
        let catalog = SessionCatalog(try Session(on: Connection(to: database, interruption: interruption)))
        var preparation = try EntryPreparation(entry, catalog: catalog)
        let ready = try preparation.prepare()
        var source = try TableSource(try catalog.release(), place: ready.place, layout: ready.layout)
        let prepared = ready.entry
        let name = try RowName(wanted, of: prepared, in: &source)
        let found = try RowFinder.row(name, of: prepared, in: &source)
        let before = try RowBefore(found.row, of: prepared, in: &source)
        var links = try LinkFacts(of: found.row, behind: before, ready)
        if let link = links.value, !links.holds {
            let search = try LinkSearch(link, of: prepared, in: &source)
            links.named = search.first
            links.namedCount = search.count
        }
        return try ready.explanation(of: found, links: links)
    }
}

extension EntryPreparation.Ready {
    fileprivate func explanation(of found: OwnedRow, links: LinkFacts) throws(Obstacle) -> Explanation {
        let number = rangeField.flatMap { field -> Int? in
            guard let bytes = found.row[field], bytes.count == 4 else { return nil }
            return Int(bytes[2]) << 8 | Int(bytes[3])
        }
        let range = min(number ?? 0, formulas.count - 1)
        let (formula, start, fields) = (formulas[range], formulaStarts[range], entry.layout.fields)
        let told =
            if entry.storesLink {
                try formula.explained(found.row, fields: fields, expressionsFrom: start)
            } else if let link = links.value {
                try formula.explained(found.row, link: link.bytes.span, fields: fields, expressionsFrom: start)
            } else {
                try formula.explained(found.row, link: nil, fields: fields, expressionsFrom: start)
            }
        return Explanation(
            chain: entry.name, row: entry.explainedPlace(of: found.row),
            parts: told.parts.map {
                Explanation.Part(
                    sql: $0.sql, value: $0.isSecret ? .secret : .init($0.bytes), isServerRendered: $0.isServerRendered)
            },
            preimages: told.preimages.map { $0.map { .init($0) } ?? .secret },
            recomputed: told.result.map { entry.hashValue($0).spelling }, stored: entry.hash(of: found.row)?.spelling,
            link: links.told, trial: links.trial)
    }
}

extension Explanation.Value {
    fileprivate init(_ bytes: [UInt8]?) {
        guard let bytes else {
            self = .null
            return
        }
        let hex = HashValue(bytes: bytes, isText: false).spelling
        self = String(validating: bytes, as: UTF8.self).map { .text($0, bytes: hex) } ?? .bytes(hex)
    }
}
