public import AuditChain
public import Rows

extension TableSource {
    /// By an index one short scan for each interval; without one the table is passed through once for all intervals
    /// that do not overlap.
    public mutating func occupancy(of intervals: [NumberInterval]) throws(Obstacle) -> [Occupancy] {
        guard let name = layout.order.last, let number = keys[name], ["int2", "int4", "int8"].contains(number.typeName)
        else { throw Obstacle(.internalError, "numbers were asked for of an order that is not numbered") }
        var answers = [Occupancy](repeating: Occupancy(present: 0, hasExcluded: false), count: intervals.count)
        var groups: [[String?]?: [Int]] = [:]
        for (index, interval) in intervals.enumerated()
        where interval.lower < interval.upper && interval.upper &- interval.lower != 1 {
            groups[interval.chain, default: []].append(index)
        }
        for (chain, members) in groups {
            if chain == nil, let gaps = try gaps(among: members.map { intervals[$0] }, number) {
                for index in members { answers[index] = gaps.occupancy(of: intervals[index]) }
                continue
            }
            let (condition, parameters) = try self.condition(ofChain: chain, firstParameter: 3)
            let isIndexed =
                relation.map { $0.serves([name]) || (chain != nil && $0.serves(layout.per + [name])) } ?? false
            let batches =
                isIndexed
                ? stride(from: 0, to: members.count, by: 1000).map {
                    Array(members[$0..<min($0 + 1000, members.count)])
                }
                : Self.layers(of: members, intervals)
            let sql = isIndexed ? byIndex(number, condition) : byPass(number, condition)
            for batch in batches {
                let lower = "{" + batch.map { String(intervals[$0].lower) }.joined(separator: ",") + "}"
                let upper = "{" + batch.map { String(intervals[$0].upper) }.joined(separator: ",") + "}"
                let found = try session.connection.scan(sql, [lower, upper] + parameters)
                for row in 0..<found.rowCount {
                    let place: Int = try found.integer(row, 0)
                    guard batch.indices.contains(place - 1) else { throw QueryResult.nonsense }
                    let interval = intervals[batch[place - 1]]
                    let present: Int = try found.integer(row, 1)
                    let (width, overflow) = interval.upper.subtractingReportingOverflow(interval.lower)
                    guard present >= 0, overflow || present < width else { throw QueryResult.nonsense }
                    answers[batch[place - 1]] = Occupancy(present: present, hasExcluded: found.flag(row, 2))
                }
            }
        }
        return answers
    }

    /// The condition that a row is of a chain, by values as text.
    func condition(ofChain chain: [String?]?, firstParameter: Int) throws(Obstacle) -> (String, [String?]) {
        guard let chain else { return ("true", []) }
        guard chain.count == layout.per.count else {
            throw Obstacle(.internalError, "a chain was named by \(chain.count) values instead of \(layout.per.count)")
        }
        var conditions = ["true"]
        var parameters: [String?] = []
        for (name, value) in zip(layout.per, chain) {
            guard let key = keys[name] else { continue }
            if let value {
                conditions.append(key.equals("$\(firstParameter + parameters.count)::pg_catalog.text"))
                parameters.append(value)
            } else {
                conditions.append("\(key.sql) IS NULL")
            }
        }
        return (conditions.joined(separator: " AND "), parameters)
    }

    private var exclusion: String { layout.filter.map { "((\($0)\n) IS NOT TRUE)" } ?? "false" }

    private func byIndex(_ number: KeyColumn, _ condition: String) -> String {
        """
        SELECT unbroken_n, count(DISTINCT unbroken_v), bool_or(unbroken_x)
        FROM unnest($1::int8[], $2::int8[]) WITH ORDINALITY AS unbroken_i (unbroken_l, unbroken_u, unbroken_n)
        CROSS JOIN LATERAL (
            SELECT \(number.sql) AS unbroken_v, \(exclusion) AS unbroken_x FROM \(from)
            WHERE \(number.sql) > unbroken_l AND \(number.sql) < unbroken_u AND \(condition)) AS unbroken_t
        GROUP BY unbroken_n
        """
    }

    private func byPass(_ number: KeyColumn, _ condition: String) -> String {
        """
        SELECT unbroken_b, count(DISTINCT unbroken_v), bool_or(unbroken_x)
        FROM (SELECT \(number.sql)::int8 AS unbroken_v, width_bucket(\(number.sql)::int8, $1::int8[]) AS unbroken_b,
                \(exclusion) AS unbroken_x
            FROM \(from) WHERE \(number.sql) IS NOT NULL AND \(condition)) AS unbroken_t
        WHERE unbroken_b > 0 AND unbroken_v > ($1::int8[])[unbroken_b] AND unbroken_v < ($2::int8[])[unbroken_b]
        GROUP BY unbroken_b
        """
    }

    /// Groups of intervals that do not overlap, each rising, as `width_bucket` wants them.
    private static func layers(of members: [Int], _ intervals: [NumberInterval]) -> [[Int]] {
        var layers: [[Int]] = []
        for index in members.sorted(by: { intervals[$0].lower < intervals[$1].lower }) {
            let free = layers.firstIndex { layer in
                layer.last.map { intervals[$0].upper <= intervals[index].lower } ?? true
            }
            if let free { layers[free].append(index) } else { layers.append([index]) }
        }
        return layers
    }
}
