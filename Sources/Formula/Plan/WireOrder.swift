internal import Rows

/// How values of a type compare, in PostgreSQL's wire format.
enum WireOrder {
    /// Byte by byte.
    case bytes
    /// As the type has it.
    case type(ValueType)

    /// How a type compares; `nil`: only the server knows.
    ///
    /// - Parameter needsOrder: whether less and greater matter, which for text is a collation's business. Equality is that
    ///   of bytes under every deterministic one.
    init?(_ type: ColumnType, needsOrder: Bool) {
        if type.oid == TypeOID.bytea {
            self = .bytes
            return
        }
        guard let value = ValueType(type) else { return nil }
        switch value {
        case .text, .bpchar, .char: guard !needsOrder else { return nil }
        case .float4, .float8, .int2, .int4, .int8, .oid, .numeric, .bool, .uuid, .timestamptz, .timestamp, .date,
            .time,
            .timetz, .interval, .inet, .cidr, .macaddr, .macaddr8:
            break
        }
        self = .type(value)
    }

    /// Below, at or above 0 as the left value is less than, like or greater than the right one.
    func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) throws(ValueTrouble) -> Int {
        if case .type(let type) = self {
            do throws(MalformedValue) { return try type.order(left, right) } catch {
                throw ValueTrouble(isDamage: error.reason != .outOfRange)
            }
        }
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index] ? -1 : 1
        }
        return left.count - right.count
    }
}
