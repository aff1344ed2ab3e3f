import AuditChain
import Formula
import Rows

/// How rows of a stream compare by their order columns, as `ORDER BY` compares them.
struct StreamOrder: Sendable {
    private struct Part: Sendable {
        var field: Int
        var column: Column
        var type: ValueType
        /// How many bytes a value has; `nil`: that differs.
        var width: Int?
    }

    private let parts: [Part]
    /// The fields that tell one chain from another.
    let per: [Int]
    /// The only order column, where that is a whole number of two, four or eight bytes.
    let number: (field: Int, width: Int)?

    /// - Throws: an obstacle for a type whose order follows a collation, which a stream does not tell.
    init(_ columns: [(field: Int, column: Column)], per: [Int]) throws(Obstacle) {
        var parts: [Part] = []
        for (field, column) in columns {
            guard let type = ValueType(column.type), Self.ordered.contains(column.type.name) else {
                throw Obstacle(
                    .configuration,
                    "rows of a stream can't be put in the order of \(column.name): how \(column.type.name) is ordered follows the database",
                    hint: "verify the table in its database")
            }
            parts.append(Part(field: field, column: column, type: type, width: Self.widths[column.type.name]))
        }
        self.parts = parts
        self.per = per
        number =
            parts.count == 1 && Self.numbers.contains(parts[0].column.type.name)
            ? parts[0].width.map { (parts[0].field, $0) } : nil
    }

    private static let ordered: Set<String> = [
        "int2", "int4", "int8", "oid", "numeric", "date", "time", "timestamp", "timestamptz", "uuid", "bytea", "inet",
        "cidr",
        "bool", "float4", "float8",
    ]

    private static let numbers: Set<String> = ["int2", "int4", "int8", "date", "time", "timestamp", "timestamptz"]

    private static let widths = [
        "bool": 1, "int2": 2, "int4": 4, "int8": 8, "oid": 4, "date": 4, "time": 8, "timestamp": 8, "timestamptz": 8,
        "float4": 4, "float8": 8, "uuid": 16,
    ]

    /// What of a row's place in the order is no value of its type, such as `id, which has 3 bytes, is no bigint`; `nil`:
    /// nothing. Such a value has no place, and rows without one could stand in any order.
    @inline(__always)
    func trouble(with row: borrowing Row) -> String? {
        if let number, row.number(number.field, width: number.width) != nil { return nil }
        return troubleOfParts(row)
    }

    private func troubleOfParts(_ row: borrowing Row) -> String? {
        for part in parts {
            guard let value = row[part.field] else { continue }
            let isSound = part.width.map { value.count == $0 } ?? ((try? part.type.order(value, value)) != nil)
            if !isSound {
                return "\(part.column.name), which has \(value.count) bytes, is no \(part.column.type.name)"
            }
        }
        return nil
    }

    /// Whether one column alone gives the order.
    var hasOneColumn: Bool { parts.count == 1 }

    /// -1, 0 or 1; NULL stands last. The values are of their types.
    func compare(_ one: borrowing Row, _ other: borrowing Row) -> Int {
        for part in parts {
            let result = Self.compare(one[part.field], other[part.field], part.type)
            if result != 0 { return result }
        }
        return 0
    }

    /// The order columns of a row alone.
    func key(of row: borrowing Row) -> OwnedRow {
        var projection = Projection(parts.map { .field($0.field) })
        return projection.project(row) { OwnedRow(copying: $0) }
    }

    /// As `compare`, of rows that have the order columns alone.
    func compareKeys(_ one: borrowing Row, _ other: borrowing Row) -> Int {
        for (field, part) in parts.enumerated() {
            let result = Self.compare(one[field], other[field], part.type)
            if result != 0 { return result }
        }
        return 0
    }

    /// As `compare`, of a row that has the order columns alone with a whole one.
    func compare(key: borrowing Row, _ row: borrowing Row) -> Int {
        for (field, part) in parts.enumerated() {
            let result = Self.compare(key[field], row[part.field], part.type)
            if result != 0 { return result }
        }
        return 0
    }

    private static func compare(_ one: Span<UInt8>?, _ other: Span<UInt8>?, _ type: ValueType) -> Int {
        guard let one else { return other == nil ? 0 : 1 }
        guard let other else { return -1 }
        return (try? type.order(one, other)) ?? 0
    }

    func chain(of row: borrowing Row) -> ChainKey {
        guard !per.isEmpty else { return .single }
        var builder = ChainKey.Builder()
        for field in per { builder.add(row[field]) }
        return builder.key
    }
}

/// Sees whether each row stands behind the one before it.
struct OrderWatch {
    private let order: StreamOrder
    /// The only order column, where that is a whole number and was one in every row so far.
    private var number: (field: Int, width: Int)?
    private var highest = Int64.min
    private var last: OwnedRow?
    private var isFirst = true

    init(_ order: StreamOrder) {
        self.order = order
        number = order.number
    }

    /// `nil`: what gives its place is no value of its type (`StreamOrder.trouble`).
    @inline(__always)
    mutating func follows(_ row: borrowing Row) -> Bool? {
        if let number, let next = row.number(number.field, width: number.width), next > highest {
            highest = next
            return true
        }
        return followsOtherwise(row)
    }

    /// Likewise, of a row that does not have a higher number than all before it, which the least number, as the first, is
    /// not either.
    @inline(never)
    private mutating func followsOtherwise(_ row: borrowing Row) -> Bool? {
        defer { isFirst = false }
        guard order.trouble(with: row) == nil else { return nil }
        if let number {
            if row.number(number.field, width: number.width) != nil { return isFirst && highest == .min }
            // NULL stands behind every number; from here on whole rows are compared.
            self.number = nil
            last = OwnedRow(copying: row)
            return true
        }
        defer { last = OwnedRow(copying: row) }
        guard let last else { return true }
        return order.compare(last.row, row) < 0
    }
}
