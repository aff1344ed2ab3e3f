public import AuditChain
import Rows

extension TableSource {
    /// Compared are how many rows come, and what is in them, apart from types whose values PostgreSQL can't hash.
    public mutating func rowsFollowSettings() throws(Obstacle) -> Bool {
        // The rows of a table, without a condition, are what they are.
        guard layout.filter != nil || relation?.hasOrigin != true else { return false }
        let settings = layout.ranges.map { $0.settings.filter(Self.isOther) }.filter { !$0.isEmpty }
        guard !settings.isEmpty else { return false }
        let unreadable = relation?.unreadableColumns ?? []
        let told = try columns.filter { Self.hashable.contains($0.type.name) && !unreadable.contains($0.name) }
            .map { column throws(Obstacle) in try session.connection.identifier(column.name) }
        let filter = layout.filter.map { " WHERE (\($0)\n)" } ?? ""
        let sql = """
            SELECT count(*), sum(hash_record_extended(ROW(\(told.joined(separator: ", "))), 0)::numeric)
            FROM \(from)\(filter)
            """
        let plain = try session.connection.scan(sql)
        for values in settings {
            let found: QueryResult
            do throws(Obstacle) { found = try session.connection.scan(sql, settings: values) } catch {
                // Data exceptions (class 22), such as a date that has another order under the writer's DateStyle.
                guard error.sqlState?.hasPrefix("22") == true else { throw error }
                try session.connection.forgetSavepoint()
                return true
            }
            for field in 0..<2 where found.text(0, field) != plain.text(0, field) { return true }
        }
        return false
    }

    /// Whether a setting differs from what is read with.
    private static func isOther(_ name: String, _ value: String) -> Bool {
        name.lowercased() != "timezone" || value.uppercased() != "UTC"
    }

    private static let hashable: Set = [
        "bool", "bpchar", "bytea", "char", "date", "float4", "float8", "inet", "int2", "int4", "int8", "interval",
        "jsonb",
        "name", "numeric", "text", "time", "timestamp", "timestamptz", "uuid", "varchar",
    ]
}
