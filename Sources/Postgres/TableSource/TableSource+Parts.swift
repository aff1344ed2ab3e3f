public import AuditChain
public import Rows

extension TableSource {
    /// By an index that gives the rows in order: whole numbers evenly, other values as the planner's statistics have them.
    ///
    /// Types whose order follows a collation are not cut.
    public mutating func cuts(of reading: Reading, every rows: Int) throws(Obstacle) -> [OrderCut] {
        let names = orderedColumns(of: reading)
        guard let relation, relation.kind == .table && !relation.hasChildren || relation.kind == .partitioned,
            relation.serves(names), let name = names.first, let key = keys[name], key.hasEquality,
            let column = columns.first(where: { $0.name == name }), Self.plainlyOrdered.contains(column.type.name),
            let estimate = try estimatedCount(), estimate >= 2 * rows
        else { return [] }
        let count = min(estimate / max(1, rows), 20_000)
        let isNumber = ["int2", "int4", "int8"].contains(column.type.name)
        var values = try statistics(of: name, relation)
        if isNumber, let ends = try ends(of: key) {
            let (span, isTooWide) = ends.upperBound.subtractingReportingOverflow(ends.lowerBound)
            // Where few numbers are left out, the statistics would tell nothing new, and may be old.
            let isDense = !isTooWide && span / 4 < estimate
            let known = isDense ? [] : values.compactMap { Int64($0) }.filter { ends.contains($0) }.sorted()
            let anchors = Self.thinned(known, to: count - 1)
            values = Self.spread([ends.lowerBound] + anchors + [ends.upperBound], over: count).map(String.init)
        } else {
            values = Self.thinned(values, to: count - 1)
        }
        return try sorted(values, as: key).map { OrderCut(column: name, value: $0) }
    }

    /// At most so many of the values, at even distances.
    private static func thinned<Value>(_ values: [Value], to limit: Int) -> [Value] {
        if values.count <= limit { return values }
        return (0..<limit).map { values[($0 + 1) * values.count / (limit + 1)] }
    }

    /// Types that are ordered in one way only.
    private static let plainlyOrdered: Set<String> = [
        "int2", "int4", "int8", "timestamptz", "timestamp", "date", "uuid", "numeric",
    ]

    private mutating func statistics(of column: String, _ relation: Relation) throws(Obstacle) -> [String] {
        let found = try session.connection.attempt(
            """
            SELECT bound FROM pg_stats, unnest(histogram_bounds::text::text[]) AS bound
            WHERE schemaname = $1 AND tablename = $2 AND attname = $3 AND inherited = $4::bool
            """, [relation.schema, relation.name, column, relation.kind == .partitioned ? "true" : "false"])
        guard let found else { return [] }
        return (0..<found.rowCount).compactMap { found.text($0, 0) }
    }

    private mutating func ends(of key: KeyColumn) throws(Obstacle) -> ClosedRange<Int64>? {
        let found = try session.connection.query("SELECT min(\(key.sql)), max(\(key.sql)) FROM \(from)")
        guard let lower = found.text(0, 0).flatMap({ Int64($0) }), let upper = found.text(0, 1).flatMap({ Int64($0) }),
            lower <= upper
        else { return nil }
        return lower...upper
    }

    /// About so many numbers between the first and the last, so that as many lie between each two neighbours.
    private static func spread(_ anchors: [Int64], over count: Int) -> [Int64] {
        var numbers: [Int64] = []
        let share = max(1, (count + anchors.count - 2) / max(1, anchors.count - 1))
        for (lower, upper) in zip(anchors, anchors.dropFirst()) where lower < upper {
            let step = (Double(upper) - Double(lower)) / Double(share)
            for place in 0..<share {
                // In floating point, because the span of two numbers may be no number; ends that round up are none.
                let number = Double(lower) + step * Double(place)
                guard let rounded = Int64(exactly: number.rounded(.down)) else { continue }
                numbers.append(min(upper, max(lower, rounded)))
            }
        }
        return Array(numbers.dropFirst())
    }

    /// Statistics are for anybody to forge who is a superuser: parts must not overlap, so that the server puts their
    /// places in order.
    private mutating func sorted(_ values: [String], as key: KeyColumn) throws(Obstacle) -> [String] {
        guard !values.isEmpty else { return [] }
        let list = "{" + values.map { "\"\($0)\"" }.joined(separator: ",") + "}"
        let found = try session.connection.attempt(
            """
            SELECT v::text AS spelled FROM (SELECT DISTINCT unnest($1::text[])::\(key.type) AS v) AS cuts ORDER BY cuts.v
            """, [list])
        guard let found else { return [] }
        return (0..<found.rowCount).compactMap { found.text($0, 0) }
    }

    /// The conditions that a row lies in a part.
    func conditions(of part: (from: OrderCut?, to: OrderCut?)) throws(Obstacle) -> [String] {
        var conditions: [String] = []
        if let from = part.from, let key = keys[from.column] {
            let condition = "\(key.sql) >= \(try session.connection.literal(from.value))::\(key.type)"
            // NULL stands behind every value, and so in the last part.
            let mayBeNull = part.to == nil && relation?.columnsWithoutNull.contains(from.column) != true
            conditions.append(mayBeNull ? "(\(condition) OR \(key.sql) IS NULL)" : condition)
        }
        if let to = part.to, let key = keys[to.column] {
            conditions.append("\(key.sql) < \(try session.connection.literal(to.value))::\(key.type)")
        }
        return conditions
    }

    /// By exporting the snapshot; it holds as long as this session does.
    public mutating func twins() throws(Obstacle) -> (@Sendable () throws(Obstacle) -> TableSource)? {
        // A subtransaction, such as `attempt` begins, could not export it.
        let snapshot = try session.connection.query("SELECT pg_export_snapshot()").required(0, 0)
        let (conninfo, interruption) = (session.connection.conninfo, session.connection.wire.interruption)
        let (place, layout, throttle, lockTimeout) = (place, layout, throttle, session.connection.lockTimeout ?? 30)
        let (facts, searchPath) = (session.facts, session.searchPath)
        let prepared = (from: from, columns: columns, keys: keys)
        return { () throws(Obstacle) in
            let connection = try Connection(to: conninfo, interruption: interruption)
            var session = try Session(
                on: connection, joining: snapshot, facts: facts, searchPath: searchPath, lockTimeout: lockTimeout)
            try session.search(layout.schemas)
            return TableSource(session, place: place, layout: layout, prepared: prepared, throttle: throttle)
        }
    }
}
