import Rows

/// Which field of a row holds what, and what has to be read for it.
struct FieldLayout: Sendable {
    /// Columns to read, each once.
    private(set) var columns: [String] = []
    /// SQL expressions to read behind them.
    private(set) var expressions: [String] = []
    /// Whether some of them are parts of a formula, which render as the settings say.
    private(set) var hasFormulaParts = false
    /// Added to the place of an expression until the layout is complete.
    static let expressionBase = 1 << 20
    private var places: [String: Int] = [:]

    /// The field of a column, read from now on.
    mutating func field(of column: String) -> Int {
        if let place = places[column] { return place }
        places[column] = columns.count
        columns.append(column)
        return columns.count - 1
    }

    /// The place among the expressions, which stand behind all columns once the layout is complete.
    mutating func expression(_ sql: String) -> Int {
        if let place = expressions.firstIndex(of: sql) { return place }
        expressions.append(sql)
        return expressions.count - 1
    }

    /// The place of several expressions that stand together.
    mutating func block(_ sql: [String]) -> Int {
        if sql.isEmpty { return 0 }
        hasFormulaParts = true
        if let start = expressions.indices.first(where: { expressions[$0...].starts(with: sql) }) { return start }
        expressions += sql
        return expressions.count - sql.count
    }

    /// The field that a field, or the place of an expression, is in the complete layout.
    func settled(_ field: Int) -> Int {
        field < Self.expressionBase ? field : field - Self.expressionBase + columns.count
    }

    /// The fields of all columns by name.
    var fields: [String: Int] { places }

    func reading(withOrigin: Bool, byChain: Bool) -> Reading {
        var reading = Reading(
            columns: columns, expressions: expressions, withOrigin: withOrigin, byChain: byChain)
        reading.followsSettings = hasFormulaParts
        return reading
    }

    /// The first of the three fields of a row's origin.
    var originStart: Int { columns.count + expressions.count }
}
