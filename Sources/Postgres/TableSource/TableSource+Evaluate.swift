public import AuditChain
internal import CLibPQ
public import Rows

extension TableSource {
    /// Row versions are fetched by their place, others by the values of their key; a row for which the expression
    /// fails is found by halving.
    public mutating func evaluate(_ expression: String, at keys: [RowKey]) throws(Obstacle) -> [Evaluated] {
        var answers = [Evaluated](repeating: .absent, count: keys.count)
        var groups: [[Bool]: [Int]] = [:]
        for (index, key) in keys.enumerated() {
            let isPlaced = key.origin != nil && hasOrigin
            guard isPlaced || (key.chain.count == layout.per.count && key.order.count == layout.order.count) else {
                continue
            }
            // Rows are joined by the columns that are not NULL in their keys.
            groups[isPlaced ? [] : (key.chain + key.order).map { $0 != nil }, default: []].append(index)
        }
        let ranges = layout.ranges.isEmpty ? [nil] : layout.ranges.indices.map { $0 }
        for (pattern, members) in groups {
            for range in ranges {
                let settings = (range.map { layout.ranges[$0].settings } ?? [:]).merging(Connection.unlimited) { $1 }
                let condition = try range.flatMap { index throws(Obstacle) in try self.condition(ofRange: index) }
                let sql = statement(expression, pattern: pattern, condition: condition ?? "true")
                var open = stride(from: 0, to: members.count, by: 500).map {
                    Array(members[$0..<min($0 + 500, members.count)])
                }
                while let batch = open.popLast() {
                    let parameters = parameters(batch.map { keys[$0] }, pattern: pattern)
                    var refusal: Obstacle?
                    let found = try session.connection.attempt(
                        sql, parameters, settings: settings, binary: true, refusal: &refusal)
                    if let found {
                        try take(found, of: batch, into: &answers)
                    } else if batch.count == 1 || refusal?.sqlState?.hasPrefix("42") == true {
                        for index in batch { answers[index] = .failed }
                    } else {
                        open += [Array(batch[..<(batch.count / 2)]), Array(batch[(batch.count / 2)...])]
                    }
                }
            }
        }
        return answers
    }

    private var hashType: String { keys[layout.hash]?.type ?? "pg_catalog.text" }

    private func statement(_ expression: String, pattern: [Bool], condition: String) -> String {
        var arrays = ["$1::int4[]", "$2::\(hashType)[]"]
        var names = ["unbroken_number", "unbroken_previous"]
        var joins: [String] = []
        if pattern.isEmpty {
            arrays += ["$3::oid[]", "$4::tid[]"]
            names += ["unbroken_oid", "unbroken_ctid"]
            joins = ["ctid = unbroken_ctid", "tableoid = unbroken_oid"]
        } else if let filter = layout.filter {
            // A row that `where` leaves out may have the same key.
            joins.append("(\(filter)\n)")
        }
        for (name, isSet) in zip(layout.per + layout.order, pattern) {
            guard let key = keys[name] else { continue }
            guard isSet else {
                joins.append("\(key.sql) IS NULL")
                continue
            }
            let column = "unbroken_key\(arrays.count)"
            arrays.append("$\(arrays.count + 1)::text[]")
            names.append(column)
            joins.append(key.equals(column))
        }
        return """
            SELECT unbroken_number, (\(expression)
            ) FROM unnest(\(arrays.joined(separator: ", "))) AS unbroken_keys (\(names.joined(separator: ", ")))
            JOIN \(from) ON \(joins.joined(separator: " AND ")) WHERE \(condition)
            """
    }

    private func parameters(_ batch: [RowKey], pattern: [Bool]) -> [String?] {
        let isBytea = keys[layout.hash]?.typeName == "bytea"
        var parameters: [String?] = [
            "{" + batch.indices.map(String.init).joined(separator: ",") + "}",
            Session.arrayLiteral(
                batch.map { key in
                    key.previous.map { isBytea ? Self.hexadecimal($0) : String(decoding: $0, as: UTF8.self) }
                }),
        ]
        if pattern.isEmpty {
            parameters.append("{" + batch.map { String($0.origin?.tableoid ?? 0) }.joined(separator: ",") + "}")
            parameters.append(Session.arrayLiteral(batch.map { $0.origin?.ctid }))
        }
        for (place, isSet) in pattern.enumerated() where isSet {
            parameters.append(Session.arrayLiteral(batch.map { ($0.chain + $0.order)[place] }))
        }
        return parameters
    }

    private func take(_ found: borrowing QueryResult, of batch: [Int], into answers: inout [Evaluated]) throws(Obstacle)
    {
        // text, varchar, bpchar, name, unknown, bytea: their binary format is their bytes.
        guard [25, 1043, 1042, 19, 705, 17].contains(PQftype(found.handle, 1)) else {
            throw Obstacle(
                .configuration, "the expression gives neither text nor bytea", hint: "cast it, or use encode(…)")
        }
        var seen: Set<Int> = []
        for row in 0..<found.rowCount {
            guard let number = found.bytes(row, 0), number.count == 4 else { throw QueryResult.nonsense }
            let place = number.reduce(0) { $0 << 8 | Int($1) }
            guard batch.indices.contains(place) else { throw QueryResult.nonsense }
            // A key that two rows have names neither.
            let isSecond = !seen.insert(place).inserted
            answers[batch[place]] = isSecond ? .absent : found.bytes(row, 1).map { .bytes($0) } ?? .null
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return "\\x" + bytes.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
    }
}
