public import AuditChain
public import Rows

/// What is wrong with a list of places in an order.
public struct BoundsFault: Sendable, Hashable {
    /// The place in the list that is wrong.
    public var index: Int
    /// What the server says of its values; `nil`: it does not stand behind the place before it.
    public var message: String?
}

extension Session {
    /// The first of these places in the order of some columns that is none, or does not stand behind the one before it;
    /// `nil`: they rise.
    ///
    /// - Parameter bounds: for each place, a value for each column as text.
    public mutating func fault(
        in bounds: [[String]], of columns: [Column], of place: TableSource.Place
    ) throws(Obstacle) -> BoundsFault? {
        let types = try columns.map { column throws(Obstacle) in try keyColumn(column, of: place).type }
        func row(_ start: Int) -> String {
            let values = types.enumerated().map { "$\(start + $0.offset)::text::\($0.element)" }
            return "ROW(\(values.joined(separator: ", ")))"
        }
        for (index, bound) in bounds.enumerated() {
            var refusal: Obstacle?
            let before = index > 0 ? bounds[index - 1] : nil
            let sql = before == nil ? "SELECT \(row(1)) IS NOT NULL" : "SELECT \(row(1)) < \(row(1 + types.count))"
            guard let found = try connection.attempt(sql, (before ?? []) + bound, refusal: &refusal) else {
                return BoundsFault(index: index, message: refusal?.sentence)
            }
            if before != nil, !found.flag(0, 0) { return BoundsFault(index: index, message: nil) }
        }
        return nil
    }
}
