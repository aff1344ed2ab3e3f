public import AuditChain
public import Configuration
import Formula
import Postgres
import Rows

extension Verifier {
    /// Sees that each column which is to be shown of rows round a break is a column of a table that is verified.
    ///
    /// - Throws: what kept the tables from being looked at; `configuration` for a column that none of them has.
    public func checkSurroundings(columns: [Located<String>]) throws(Obstacle) {
        guard !columns.isEmpty else { return }
        var session = try Session(on: Connection(to: database, interruption: interruption))
        var known: [String] = []
        for entry in entries {
            // What a query gives is not shown.
            guard case .table(let spelling) = entry.rows, let name = TableNameParser.parse(spelling.value) else {
                return
            }
            let table = try spelling.position.located { () throws(Obstacle) in
                try session.relation(schema: name.schema, name: name.name)
            }
            known += table.columns.map(\.name)
        }
        for column in columns where !known.contains(column.value) {
            throw Obstacle(
                .configuration, "\(column.position): no table that is verified has a column '\(column.value)'",
                hint: Nearest.hint(for: column.value, among: Array(Set(known)).sorted(), called: "their columns are"))
        }
    }

    /// The rows round the first breaks of a verification, read by themselves when it is done.
    ///
    /// - Parameters:
    ///   - limit: of how many breaks.
    ///   - columns: which are shown beside those that place the row; what the table has not is left out.
    public func surroundings(
        of report: Report, limit: Int, columns: [String]
    ) throws(Obstacle) -> [BreakSurroundings] {
        guard report.stream == nil, report.chains.contains(where: { !$0.breaks.isEmpty }) else { return [] }
        var session = try Session(on: Connection(to: database, interruption: interruption))
        var found: [BreakSurroundings] = []
        for entry in entries {
            guard case .table(let spelling) = entry.rows, let name = TableNameParser.parse(spelling.value),
                let chain = report.chains.first(where: { $0.name == entry.name.value })
            else { continue }
            let table = try session.relation(schema: name.schema, name: name.name)
            let order = entry.order.map(\.value)
            // Without an index each question reads the whole table.
            let isIndexed = table.indexes.contains { $0.columns.prefix(order.count).elementsEqual(order) }
            let reader = SurroundingsReader(entry, table, showing: columns)
            for (index, broken) in chain.breaks.prefix(isIndexed ? limit : min(limit, 5)).enumerated()
            where found.count < limit {
                guard let rows = try reader.rows(round: broken, in: &session) else { continue }
                found.append(
                    BreakSurroundings(
                        chain: chain.name, number: index + 1, columns: reader.columns, rows: rows))
            }
        }
        return found
    }
}

/// Reads rows by their place in the order.
private struct SurroundingsReader {
    let columns: [String]
    private let order: [String]
    private let per: [String]
    private let table: String

    init(_ entry: ChainEntry, _ relation: Relation, showing wanted: [String]) {
        order = entry.order.map(\.value)
        per = entry.per.map(\.value)
        table = relation.sqlName
        let placing = per + order + (entry.time.map { [$0.value] } ?? [])
        let known = Set(relation.columns.map(\.name))
        columns = (placing + wanted.filter { !placing.contains($0) }).filter(known.contains)
    }

    /// Two rows before the break, up to six of it, two behind it; `nil` where a place is not known.
    func rows(round broken: Break, in session: inout Session) throws(Obstacle) -> [BreakSurroundings.Line]? {
        guard !broken.first.contains(nil), !broken.last.contains(nil) else { return nil }
        let tuple = "(" + order.map(Self.column).joined(separator: ", ") + ")"
        func place(from start: Int) -> String {
            "(" + order.indices.map { "$\(start + $0)" }.joined(separator: ", ") + ")"
        }
        let chain = per.indices.map { " AND \(Self.column(per[$0])) IS NOT DISTINCT FROM $\(order.count + 1 + $0)" }
            .joined()
        // Not by a cast, which the owner of a type can make to be anything; and no more than is shown.
        let shown = columns.map {
            "CASE WHEN \(Self.column($0)) IS NOT NULL THEN left(format('%s', \(Self.column($0))), 400) END"
        }.joined(separator: ", ")
        func ask(_ sign: String, _ key: [String?], newestFirst: Bool, limit: Int) throws(Obstacle) -> [[String?]] {
            let direction = order.map { Self.column($0) + (newestFirst ? " DESC" : "") }.joined(separator: ", ")
            let rows = try session.rows(
                of:
                    "SELECT \(shown) FROM \(table) AS log WHERE \(tuple) \(sign) \(place(from: 1))\(chain) ORDER BY \(direction) LIMIT \(limit)",
                key + broken.chain)
            return newestFirst ? rows.reversed() : rows
        }
        let before = try ask("<", broken.first, newestFirst: true, limit: 2)
        let from = try ask(">=", broken.first, newestFirst: false, limit: 8)
        let behind = try ask(">", broken.last, newestFirst: false, limit: 2)
        let within = from.prefix { row in !behind.contains(row) }.prefix(6)
        return before.map { BreakSurroundings.Line(place: .before, values: $0) }
            + within.map { BreakSurroundings.Line(place: .within, values: $0) }
            + behind.map { BreakSurroundings.Line(place: .after, values: $0) }
    }

    /// With the table's name before it: alone, ORDER BY would take it for the text that is shown.
    private static func column(_ name: String) -> String { "log." + name.sqlIdentifier }
}
