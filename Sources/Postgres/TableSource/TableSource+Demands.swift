internal import AuditChain
internal import Rows

extension TableSource {
    /// The conditions that a reading sets beside `where`.
    func demands(of reading: Reading) throws(Obstacle) -> [String] {
        var conditions: [String] = []
        for wanted in reading.having {
            let key = try demanded(wanted.column)
            if let value = wanted.value {
                conditions.append(key.equals(try session.connection.literal(value)))
            } else {
                conditions.append("\(key.sql) IS NULL")
            }
        }
        guard let through = reading.through else { return conditions }
        guard through.count == layout.order.count else {
            throw Obstacle(
                .internalError, "an end was named by \(through.count) values instead of \(layout.order.count)")
        }
        let order = try layout.order.map { name throws(Obstacle) in try demanded(name) }
        // An operator of the type's own schema would not be found: then all rows are read, which is slower only.
        guard order.allSatisfy(\.hasEquality) else { return conditions }
        let values = try zip(order, through).map { key, value throws(Obstacle) in
            "\(try session.connection.literal(value))::\(key.type)"
        }
        // NULL stands behind every value: where it would decide, the comparison is NULL, and the row left out.
        let columns = order.map(\.sql).joined(separator: ", ")
        conditions.append("(ROW(\(columns)) <= ROW(\(values.joined(separator: ", "))))")
        return conditions
    }

    private func demanded(_ column: String) throws(Obstacle) -> KeyColumn {
        guard let key = keys[column] else {
            throw Obstacle(.internalError, "rows were asked for by \(column), which is no column of the layout")
        }
        return key
    }
}
