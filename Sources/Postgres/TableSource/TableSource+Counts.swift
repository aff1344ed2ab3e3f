public import AuditChain
public import Rows

extension TableSource {
    /// Rows for which `where` is false or NULL.
    public mutating func excludedCount() throws(Obstacle) -> Int {
        guard let filter = layout.filter else { return 0 }
        let found = try session.connection.scan("SELECT count(*) FROM \(from) WHERE (\(filter)\n) IS NOT TRUE")
        return try found.integer(0, 0)
    }

    /// Where the server reads slices by their blocks alone (PostgreSQL manual, "Table Access Method Interface"); the last one
    /// goes to the end, however the table grew since.
    public mutating func slices(_ count: Int) throws(Obstacle) -> [TableSlice] {
        guard let relation, relation.kind == .table, !relation.hasChildren, relation.hasOrigin else { return [] }
        let found = try session.connection.attempt(
            """
            SELECT pg_relation_size(c.oid) / current_setting('block_size')::int8
            FROM pg_class c JOIN pg_am a ON a.oid = c.relam WHERE c.oid = $1::oid AND a.amname = 'heap'
            """, [String(relation.oid)])
        guard let found, found.rowCount == 1 else { return [] }
        let blocks: Int = try found.integer(0, 0)
        let count = min(count, blocks)
        guard count > 1 else { return [] }
        let ends = [nil] + (1..<count).map { Optional(blocks / count * $0 + blocks % count * $0 / count) } + [nil]
        return (0..<count).map { TableSlice(from: ends[$0], to: ends[$0 + 1]) }
    }

    /// A view or a query has no indexes of its own that could be left out.
    public mutating func countWithoutIndexes(in slice: TableSlice) throws(Obstacle) -> Int? {
        guard let relation, relation.hasOrigin else { return nil }
        var conditions = layout.filter.map { ["(\($0)\n)"] } ?? []
        if let block = slice.from { conditions.append("ctid >= '(\(block),0)'::pg_catalog.tid") }
        if let block = slice.to { conditions.append("ctid < '(\(block),0)'::pg_catalog.tid") }
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        try session.connection.beginUnlimited([:])
        try session.connection.run(
            """
            SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off;
            SET LOCAL enable_tidscan = on
            """)
        // Without this a slice could be read by looking through all others.
        try session.connection.run(
            slice == .whole ? "SET LOCAL enable_seqscan = on" : "SET LOCAL enable_seqscan = off")
        let found = try session.connection.query("SELECT count(*) FROM \(from)\(condition)")
        try session.connection.forgetSavepoint()
        return try found.integer(0, 0)
    }

    /// What the planner expects.
    public mutating func estimatedCount() throws(Obstacle) -> Int? {
        if let expected { return expected }
        let count = try askPlanner()
        expected = .some(count)
        return count
    }

    private mutating func askPlanner() throws(Obstacle) -> Int? {
        let filter = layout.filter.map { " WHERE (\($0)\n)" } ?? ""
        guard let plan = try session.connection.attempt("EXPLAIN (FORMAT JSON) SELECT 1 FROM \(from)\(filter)"),
            let text = plan.text(0, 0), let label = text.firstRange(of: "\"Plan Rows\": ")
        else { return nil }
        // The first is that of the whole plan.
        return Int(text[label.upperBound...].prefix { $0.isNumber })
    }

    /// A unique index on the number alone answers at once; otherwise the whole table is looked through.
    public mutating func numbersRepeat() throws(Obstacle) -> Bool {
        guard let name = layout.order.last, let key = keys[name] else { return false }
        if let relation, relation.rulesOutTies(in: [name]) { return false }
        let found = try session.connection.scan(
            """
            SELECT EXISTS (SELECT FROM \(from) WHERE \(key.sql) IS NOT NULL GROUP BY \(key.sql) HAVING count(*) > 1)
            """)
        return found.flag(0, 0)
    }

    /// A transaction is left out where the server does not know (any more) when it committed.
    public mutating func commitTimes(of xmins: [UInt32]) throws(Obstacle) -> [UInt32: String] {
        let setting = try session.connection.query("SELECT current_setting('track_commit_timestamp')")
        guard setting.text(0, 0) == "on" else { return [:] }
        var times: [UInt32: String] = [:]
        // 0 to 2 are no transactions of anybody's.
        let asked = Set(xmins.filter { $0 > 2 }).sorted()
        var open = stride(from: 0, to: asked.count, by: 1000).map { asked[$0..<min($0 + 1000, asked.count)] }
        while let batch = open.popLast() {
            let found = try session.connection.attempt(
                """
                SELECT x, to_char(pg_xact_commit_timestamp(x::text::xid) AT TIME ZONE 'UTC',
                    'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                FROM unnest($1::int8[]) AS x
                """, ["{" + batch.map(String.init).joined(separator: ",") + "}"])
            guard let found else {
                // One that is refused takes the others with it: halve until it stands alone.
                guard batch.count > 1 else { continue }
                let middle = batch.startIndex + batch.count / 2
                open += [batch[..<middle], batch[middle...]]
                continue
            }
            for row in 0..<found.rowCount {
                if let time = found.text(row, 1) { times[try found.integer(row, 0)] = time }
            }
        }
        return times
    }
}
