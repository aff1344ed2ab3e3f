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
        if let from = reading.from { conditions.append(try bound(">=", from)) }
        // NULL stands behind every value: where it would decide, the comparison is NULL, and the row left out.
        if let through = reading.through { conditions.append(try bound("<=", through)) }
        return conditions + (try self.conditions(of: reading.part))
    }

    private func bound(_ comparison: String, _ values: [String]) throws(Obstacle) -> String {
        guard values.count == layout.order.count else {
            throw Obstacle(
                .internalError, "a place was named by \(values.count) values instead of \(layout.order.count)")
        }
        let order = try layout.order.map { name throws(Obstacle) in try demanded(name) }
        // An operator of the type's own schema would not be found: then all rows are read, which is slower only.
        guard order.allSatisfy(\.hasEquality) else { return "true" }
        let spelled = try zip(order, values).map { key, value throws(Obstacle) in
            "\(try session.connection.literal(value))::\(key.type)"
        }
        let columns = order.map(\.sql).joined(separator: ", ")
        return "(ROW(\(columns)) \(comparison) ROW(\(spelled.joined(separator: ", "))))"
    }

    private func demanded(_ column: String) throws(Obstacle) -> KeyColumn {
        guard let key = keys[column] else {
            throw Obstacle(.internalError, "rows were asked for by \(column), which is no column of the layout")
        }
        return key
    }
}
