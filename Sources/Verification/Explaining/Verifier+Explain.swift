public import AuditChain
import Configuration
import Formula
import Postgres
import Rows

extension Verifier {
    /// How a row is hashed: reads the table until it knows the row and the one that its link names.
    ///
    /// - Parameter row: a value for each order column, and for `per` columns where the order alone does not tell rows apart.
    /// - Throws: `.usage` for values that name no row or several; else what kept it from looking.
    public func explain(chain: String, row wanted: [String: String]) throws(Obstacle) -> Explanation {
        guard let entry = entries.first(where: { $0.name.value == chain }) else {
            throw Obstacle(.usage, "there is no chain '\(chain)'")
        }
        let catalog = SessionCatalog(try Session(on: Connection(to: database, interruption: interruption)))
        var preparation = try EntryPreparation(entry, catalog: catalog)
        let ready = try preparation.prepare()
        var source = try TableSource(try catalog.release(), place: ready.place, layout: ready.layout)
        let prepared = ready.entry
        let reading = prepared.layout.reading(withOrigin: false, byChain: false)
        var finder = try RowFinder(prepared, wanted)
        try source.read(reading) { row throws(Obstacle) in
            finder.look(at: row)
            return true
        }
        guard let found = finder.found else {
            throw Obstacle(
                .usage, "\(prepared.table) has no row with \(Self.spelled(wanted))",
                hint: "values are compared with what PostgreSQL prints in UTC and ISO")
        }
        guard finder.count == 1 else {
            throw Obstacle(
                .usage, "\(finder.count) rows of \(prepared.table) have \(Self.spelled(wanted))",
                hint: "name \(prepared.per.joined(separator: ", ")) too")
        }
        var renderer = try ready.renderer()
        let genesis = try renderer.genesis(for: found.row).map { prepared.hashValue($0) }
        let link = prepared.storesLink ? prepared.link(of: found.row) : finder.before ?? genesis
        var names: [String?]?
        if let link {
            try source.read(reading) { row throws(Obstacle) in
                guard prepared.hash(of: row) == link else { return true }
                names = prepared.describe(row, position: 0, place: 0).order
                return false
            }
        }
        return try explanation(of: found, ready: ready, link: link, linkNames: names)
    }

    private func explanation(
        of found: OwnedRow, ready: borrowing EntryPreparation.Ready, link: HashValue?, linkNames: [String?]?
    ) throws(Obstacle) -> Explanation {
        let entry = ready.entry
        let range = ready.rangeField.flatMap { field -> Int? in
            guard let bytes = found.row[field], bytes.count == 4 else { return nil }
            return Int(bytes[3])
        }
        let number = min(range ?? 0, ready.formulas.count - 1)
        let formula = ready.formulas[number]
        let start = ready.formulaStarts[number]
        let fields = entry.layout.fields
        let told =
            if entry.storesLink {
                try formula.explained(found.row, fields: fields, expressionsFrom: start)
            } else if let link {
                try formula.explained(found.row, link: link.bytes.span, fields: fields, expressionsFrom: start)
            } else {
                try formula.explained(found.row, link: nil, fields: fields, expressionsFrom: start)
            }
        let order = entry.describe(found.row, position: 0, place: 0).order
        return Explanation(
            chain: entry.name, row: Array(zip(entry.order, order)).map { ($0.0, $0.1) },
            parts: told.parts.map {
                Explanation.Part(
                    sql: $0.sql, value: $0.isSecret ? nil : $0.text ?? $0.hex, bytes: $0.isSecret ? "" : $0.hex ?? "")
            },
            preimages: told.preimages.map { $0.map(Self.hex) ?? "not shown: a secret is in it" },
            recomputed: told.result.map { entry.hashValue($0).spelling }, stored: entry.hash(of: found.row)?.spelling,
            link: link?.spelling, linkNames: linkNames)
    }

    private static func hex(_ bytes: [UInt8]) -> String { HashValue(bytes: bytes, isText: false).spelling }

    private static func spelled(_ values: [String: String]) -> String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    }
}
