internal import Rows

/// How values of a type compare, in PostgreSQL's wire format.
enum WireOrder {
    /// Byte by byte: `bytea`, `uuid`; text, whose equality is that of its bytes under every deterministic collation.
    case bytes
    /// Two's complement of any width: integers, dates, times, timestamps; of `bool`, false is less.
    case signed
    case numeric

    /// How a type compares; `nil`: only the server knows.
    ///
    /// - Parameter needsOrder: whether less and greater matter, which for text is a collation's business.
    init?(_ type: ColumnType, needsOrder: Bool) {
        switch type.oid {
        case TypeOID.text, TypeOID.varchar, TypeOID.name:
            guard !needsOrder else { return nil }
            self = .bytes
        case TypeOID.bytea, TypeOID.uuid: self = .bytes
        case TypeOID.bool, TypeOID.int2, TypeOID.int4, TypeOID.int8, TypeOID.date, TypeOID.time, TypeOID.timestamp,
            TypeOID.timestamptz:
            self = .signed
        case TypeOID.numeric: self = .numeric
        default:
            guard type.category == .enumeration, !needsOrder else { return nil }
            self = .bytes
        }
    }

    /// Below, at or above 0 as the left value is less than, like or greater than the right one.
    func compare(_ left: Span<UInt8>, _ right: Span<UInt8>) throws(ValueTrouble) -> Int {
        switch self {
        case .numeric: return try NumericOrder.compare(left, right)
        case .signed:
            guard left.count == right.count, left.count > 0 else { throw ValueTrouble(isDamage: true) }
            let (first, second) = (Int8(bitPattern: left[0]), Int8(bitPattern: right[0]))
            if first != second { return first < second ? -1 : 1 }
        case .bytes: break
        }
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index] ? -1 : 1
        }
        return left.count - right.count
    }
}
