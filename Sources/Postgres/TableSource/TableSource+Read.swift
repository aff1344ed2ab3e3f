public import AuditChain
public import Rows

/// What was selected last, which is what the next part of the same rows selects too.
struct Selection: Sendable {
    let columns: [String]
    let expressions: [String]
    let withOrigin: Bool
    let list: String

    func isOf(_ reading: Reading) -> Bool {
        columns == reading.columns && expressions == reading.expressions && withOrigin == reading.withOrigin
    }
}

extension TableSource {
    /// Reads rows by one COPY, or by one for each range of settings where the server renders expressions.
    public mutating func read(
        _ reading: Reading, _ body: (borrowing Row) throws(Obstacle) -> Bool
    ) throws(Obstacle) {
        let fieldCount = reading.columns.count + reading.expressions.count + (reading.withOrigin ? 3 : 0)
        guard (1...1600).contains(fieldCount) else {
            throw Obstacle(.configuration, "\(fieldCount) values of each row are wanted, PostgreSQL gives 1 to 1600")
        }
        let list = try selectList(reading)
        var ranges =
            reading.expressions.isEmpty || !reading.followsSettings || layout.ranges.isEmpty
            ? [nil] : layout.ranges.indices.map { $0 }
        if reading.backwards { ranges.reverse() }
        let demands = try self.demands(of: reading)
        let order = ordering(reading)
        // Rows since the throttle was asked; without one nobody asks.
        var passed = 0
        let batch = throttle?.batch ?? Int.max
        var left = reading.limit
        var goesOn = left.map { $0 > 0 } ?? true
        for range in ranges where goesOn {
            var conditions = layout.filter.map { ["(\($0)\n)"] } ?? []
            if let range, let condition = try self.condition(ofRange: range) { conditions.append(condition) }
            conditions += demands
            let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
            let limit = left.map { " LIMIT \($0)" } ?? ""
            let sql =
                "COPY (SELECT \(list) FROM \(from)\(filter) ORDER BY \(order)\(limit)) TO STDOUT (FORMAT binary)"
            try session.connection.beginUnlimited(range.map { layout.ranges[$0].settings } ?? [:])
            do {
                let (throttle, interruption) = (throttle, session.connection.wire.interruption)
                try session.connection.copy(sql, fieldCount: fieldCount) { row throws(Obstacle) in
                    passed += 1
                    if passed >= batch {
                        try throttle?.pass(passed, interruption)
                        passed = 0
                    }
                    goesOn = try body(row)
                    if let rest = left {
                        left = rest - 1
                        if rest <= 1 { goesOn = false }
                    }
                    return goesOn
                }
            } catch {
                // So that the source can be asked on; where the connection is gone, the first trouble is the one to tell.
                try? session.connection.forgetSavepoint()
                throw error
            }
            try session.connection.forgetSavepoint()
        }
        try throttle?.pass(passed, session.connection.wire.interruption)
    }

    /// Names of the output are our own: else `ORDER BY id` could mean an expression that PostgreSQL calls `id`.
    private mutating func selectList(_ reading: Reading) throws(Obstacle) -> String {
        if let selected, selected.isOf(reading) { return selected.list }
        var list: [String] = []
        for name in reading.columns {
            guard columns.contains(where: { $0.name == name }) else { throw Self.missing(name, among: columns) }
            if let relation, relation.unreadableColumns.contains(name) {
                throw Obstacle(
                    .permission, "role \(facts.user) may not read column \(name) of \(relation.sqlName)",
                    hint: "GRANT SELECT ON \(relation.sqlName) TO \(facts.user)", sqlState: "42501")
            }
            list.append(try session.connection.identifier(name))
        }
        list += reading.expressions.map { "(\($0)\n)" }
        if reading.withOrigin {
            list +=
                hasOrigin
                ? ["xmin::pg_catalog.text::pg_catalog.int8", "tableoid::pg_catalog.int8", "ctid::pg_catalog.text"]
                : ["NULL::pg_catalog.int8", "NULL::pg_catalog.int8", "NULL::pg_catalog.text"]
        }
        let text = list.enumerated().map { "\($0.element) AS unbroken_\($0.offset)" }.joined(separator: ", ")
        selected = Selection(
            columns: reading.columns, expressions: reading.expressions, withOrigin: reading.withOrigin, list: text)
        return text
    }

    /// The order that costs the server least and gives each chain's rows in order; ties fall by place in the file.
    private func ordering(_ reading: Reading) -> String {
        let byChain = reading.byChain
        let names = orderedColumns(of: reading)
        // By chain, text stands in the order of its bytes, so that a report's does not follow the server's locale.
        var terms = names.compactMap { name in
            keys[name].map {
                byChain && layout.per.contains(name) && !$0.isLoose
                    ? "\($0.sql)::pg_catalog.text COLLATE \"C\"" : $0.sql
            }
        }
        if hasOrigin, let relation, !relation.rulesOutTies(in: names) { terms += ["tableoid", "ctid"] }
        // DESC puts NULL first, where it stands last otherwise.
        return (reading.backwards ? terms.map { $0 + " DESC" } : terms).joined(separator: ", ")
    }

    /// The columns that rows are ordered by.
    func orderedColumns(of reading: Reading) -> [String] {
        let grouped = layout.per.filter { !layout.order.contains($0) } + layout.order
        let isGrouped = reading.byChain || relation.map { !$0.serves(layout.order) && $0.serves(grouped) } ?? false
        return isGrouped ? grouped : layout.order
    }

    /// The condition that a row lies in a range of settings; `nil` where there is one range only.
    ///
    /// A row with a NULL in its order stands last, and so in the last range.
    func condition(ofRange index: Int) throws(Obstacle) -> String? {
        var conditions: [String] = []
        if let from = try bound(layout.ranges[index].from) {
            conditions.append("(\(from.row) >= \(from.value)) IS NOT FALSE")
        }
        if index + 1 < layout.ranges.count, let next = try bound(layout.ranges[index + 1].from) {
            conditions.append("(\(next.row) < \(next.value)) IS TRUE")
        }
        return conditions.isEmpty ? nil : conditions.joined(separator: " AND ")
    }

    private func bound(_ from: [String: String]) throws(Obstacle) -> (row: String, value: String)? {
        guard !from.isEmpty else { return nil }
        var values: [String] = []
        for name in layout.order {
            guard let value = from[name], let key = keys[name] else {
                throw Obstacle(.configuration, "settings from a row on need a value for \(name)")
            }
            values.append("\(try session.connection.literal(value))::\(key.type)")
        }
        let row = layout.order.compactMap { keys[$0]?.sql }.joined(separator: ", ")
        return ("ROW(\(row))", "ROW(\(values.joined(separator: ", ")))")
    }
}
