import AuditChain
import Postgres
import Rows

/// What a person calls a row: a value for each order column, and for `per` columns where the order is not enough.
struct RowName {
    /// The values as PostgreSQL prints them; `nil` is NULL.
    let values: [Reading.ColumnValue]
    /// As the person wrote them.
    let spelling: String

    /// - Throws: `.usage` where the values do not say which row is meant, or a column can't have one.
    init(
        _ wanted: [String: String?], of entry: PreparedEntry, in source: inout TableSource
    ) throws(Obstacle) {
        let known = entry.placeColumns
        if let other = wanted.keys.sorted().first(where: { !known.contains($0) }) {
            throw Obstacle(
                .usage, "a row of \(entry.name) is named by \(known.joined(separator: ", ")), not by \(other)",
                hint: "as in \(entry.order.map { "\($0)=…" }.joined(separator: " "))")
        }
        if let missing = entry.order.first(where: { !wanted.keys.contains($0) }) {
            throw Obstacle(
                .usage, "a row of \(entry.name) can't be told without its \(missing)",
                hint: "as in \(known.map { "\($0)=…" }.joined(separator: " ")); NULL is spelled \(missing):null")
        }
        var values: [Reading.ColumnValue] = []
        var spellings: [String] = []
        for column in known {
            guard let given = wanted[column] else { continue }
            guard let given else {
                values.append(Reading.ColumnValue(column: column, value: nil))
                spellings.append("\(column):null")
                continue
            }
            spellings.append("\(column)=\(given)")
            switch try source.spelling(of: given, in: column) {
            case .value(let text): values.append(Reading.ColumnValue(column: column, value: text))
            case .notOfType(let type):
                throw Obstacle(
                    .usage, "the column \(column) of \(entry.table) is of type \(type), which has no value '\(given)'",
                    hint: given.uppercased() == "NULL" ? "NULL is spelled \(column):null" : nil)
            }
        }
        self.values = values
        spelling = spellings.joined(separator: ", ")
    }

    func value(of column: String) -> Reading.ColumnValue? { values.first { $0.column == column } }
}

extension PreparedEntry {
    /// The columns that name a row: those of its chain, then those of its order, each once.
    var placeColumns: [String] { per.filter { !order.contains($0) } + order }

    func placeValues(of row: borrowing Row) -> [String?] {
        var values: [String?] = []
        for (name, text) in zip(per, perTexts) where !order.contains(name) { values.append(text.text(row)) }
        for text in orderTexts { values.append(text.text(row)) }
        return values
    }

    func explainedPlace(of row: borrowing Row) -> Explanation.Place {
        Explanation.Place(columns: placeColumns, values: placeValues(of: row))
    }
}
