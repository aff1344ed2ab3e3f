import AuditChain
import Postgres
import Rows

/// Finds the one row that a person has named.
struct RowFinder {
    private let entry: PreparedEntry
    private let wanted: [String?]
    private let isWanted: [Bool]
    private var found: OwnedRow?
    private var count = 0
    private var exactCount = 0

    /// - Throws: `.usage` where no row, or more than one, has these values.
    static func row(
        _ name: RowName, of entry: PreparedEntry, in source: inout TableSource
    ) throws(Obstacle) -> OwnedRow {
        var finder = RowFinder(name, entry)
        var reading = entry.layout.reading(withOrigin: false, byChain: false)
        reading.having = name.values
        try source.read(reading) { row throws(Obstacle) in
            finder.look(at: row)
            return true
        }
        return try finder.only(name)
    }

    private init(_ name: RowName, _ entry: PreparedEntry) {
        self.entry = entry
        wanted = entry.placeColumns.map { name.value(of: $0)?.value }
        isWanted = entry.placeColumns.map { name.value(of: $0) != nil }
    }

    /// Values that are equal in SQL may be spelled differently, 1.0 and 1.00 for two: the very spelling then decides.
    private mutating func look(at row: borrowing Row) {
        let values = entry.placeValues(of: row)
        let isExact = values.indices.allSatisfy { !isWanted[$0] || values[$0] == wanted[$0] }
        count += 1
        if isExact { exactCount += 1 }
        if found == nil || (isExact && exactCount == 1) { found = OwnedRow(copying: row) }
    }

    private func only(_ name: RowName) throws(Obstacle) -> OwnedRow {
        guard let found else {
            let asksForNull = name.values.first { $0.value?.uppercased() == "NULL" }
            throw Obstacle(
                .usage, "\(entry.table) has no row with \(name.spelling)",
                hint: asksForNull.map { "NULL is spelled \($0.column):null" }
                    ?? (entry.hasFilter ? "rows that where: leaves out are not looked at" : nil))
        }
        let same = exactCount > 0 ? exactCount : count
        guard same == 1 else {
            let others = entry.per.filter { name.value(of: $0) == nil }
            throw Obstacle(
                .usage, "\(same) rows of \(entry.table) have \(name.spelling)",
                hint: others.isEmpty
                    ? "rows that share a place in the order can't be told apart: order: needs another column"
                    : "name \(others.joined(separator: ", ")) too")
        }
        return found
    }
}
