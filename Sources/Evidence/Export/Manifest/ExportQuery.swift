import AuditChain
import Verification

/// SQL that gives the rows that were taken out again, from a database in the same state.
struct ExportQuery {
    private let facts: ExportFacts
    private let ranges: [ExportedRange]
    /// More ranges than a query should list.
    private static let most = 1_000

    init(_ facts: ExportFacts, _ ranges: [ExportedRange]) {
        self.facts = facts
        self.ranges = ranges
    }

    var sql: String {
        let chain = facts.chain
        let from = chain.rows.map { "(\($0)\n) AS unbroken_rows" } ?? chain.table
        let filter = chain.filter.map { " WHERE (\($0)\n)" } ?? ""
        let order = list(chain.order)
        let chains = chain.per.isEmpty ? "" : "PARTITION BY \(list(chain.per)) "
        var text = "SELECT \(list(chain.columns.map(\.name))), unbroken_position FROM ("
        text += "SELECT *, row_number() OVER (\(chains)ORDER BY \(order)) AS unbroken_position FROM \(from)\(filter)"
        text += ") AS unbroken_numbered"
        let conditions = [positions, facts.filter.map { "(\($0)\n)" }].compactMap(\.self)
        if !conditions.isEmpty { text += " WHERE " + conditions.joined(separator: " AND ") }
        return text + " ORDER BY \(order)"
    }

    /// Which rows of each chain.
    private var positions: String? {
        guard !ranges.isEmpty else { return "false" }
        guard ranges.count <= Self.most else { return "true /* and only positions of the ranges below */" }
        let parts = ranges.map { range in
            let chain = zip(facts.chain.per, range.chain).map { name, value in
                "\(name.quoted(doubling: "\"")) IS NOT DISTINCT FROM \(value?.quoted(doubling: "'") ?? "NULL") AND "
            }
            return "\(chain.joined())unbroken_position BETWEEN \(range.first) AND \(range.last)"
        }
        return parts.count == 1 ? parts[0] : "(" + parts.map { "(\($0))" }.joined(separator: " OR ") + ")"
    }

    private func list(_ names: [String]) -> String { names.map { $0.quoted(doubling: "\"") }.joined(separator: ", ") }
}
