import Configuration

extension ChainEntry {
    /// The number of the range of settings that a row belongs to.
    var rangeExpression: String {
        let row = "ROW(\(order.map(\.value.sqlIdentifier).joined(separator: ", ")))"
        var cases = ""
        for (number, range) in settings.enumerated().reversed() where number > 0 {
            let values = order.map { (range.from[$0.value] ?? "").quoted(by: "'") }
            cases += " WHEN (\(row) >= ROW(\(values.joined(separator: ", ")))) IS NOT FALSE THEN \(number)"
        }
        return "(CASE\(cases) ELSE 0 END)::int4"
    }
}

extension String {
    /// A name as SQL spells it, always in quotes.
    var sqlIdentifier: String { quoted(by: "\"") }

    /// A column as the server prints it.
    var sqlText: String { "(\(sqlIdentifier))::text" }

    fileprivate func quoted(by mark: Character) -> String {
        let parts = split(separator: mark, omittingEmptySubsequences: false)
        return "\(mark)" + parts.joined(separator: "\(mark)\(mark)") + "\(mark)"
    }
}
