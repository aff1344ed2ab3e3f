import AuditChain
import Rows

/// Finds one row of an entry by its order (and `per`) values, and the row that its link names.
struct RowFinder {
    let entry: PreparedEntry
    /// Values by column, as PostgreSQL prints them.
    let wanted: [String: String]
    private(set) var found: OwnedRow?
    /// The hash before the row in its chain.
    private(set) var before: HashValue?
    /// How many rows have these values.
    private(set) var count = 0
    /// Per chain, the hash that came last.
    private var tips: [ChainKey: HashValue] = [:]

    /// - Throws: `.usage` where the values do not say which row is meant.
    init(_ entry: PreparedEntry, _ wanted: [String: String]) throws(Obstacle) {
        let known = entry.per + entry.order
        if let other = wanted.keys.sorted().first(where: { !known.contains($0) }) {
            throw Obstacle(
                .usage, "a row of \(entry.name) is named by \(known.joined(separator: ", ")), not by \(other)",
                hint: "as in \(entry.order.map { "\($0)=…" }.joined(separator: " "))")
        }
        if let missing = entry.order.first(where: { wanted[$0] == nil }) {
            throw Obstacle(
                .usage, "a row of \(entry.name) can't be told without its \(missing)",
                hint: "as in \(known.map { "\($0)=…" }.joined(separator: " "))")
        }
        self.entry = entry
        self.wanted = wanted
    }

    mutating func look(at row: borrowing Row) {
        let key = entry.key(of: row)
        if matches(row) {
            count += 1
            if found == nil {
                found = OwnedRow(copying: row)
                before = tips[key]
            }
        }
        if let hash = entry.hash(of: row) { tips[key] = hash }
    }

    private func matches(_ row: borrowing Row) -> Bool {
        for (name, text) in zip(entry.order, entry.orderTexts) {
            guard text.text(row) == wanted[name] else { return false }
        }
        for (name, text) in zip(entry.per, entry.perTexts) {
            if let value = wanted[name], text.text(row) != value { return false }
        }
        return true
    }
}
