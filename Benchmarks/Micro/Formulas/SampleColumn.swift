import Rows

/// A column of a made-up audit log, with a value for each row.
struct SampleColumn {
    let column: Column
    /// The row's value as it travels; `nil` is NULL.
    let value: @Sendable (_ row: Int) -> [UInt8]?

    private init(
        _ name: String, _ oid: UInt32, _ type: String, _ value: @escaping @Sendable (_ row: Int) -> [UInt8]?
    ) {
        column = Column(name: name, type: ColumnType(oid: oid, name: type))
        self.value = value
    }

    /// All but link and hash; values as wide as those of the travel log.
    static let all: [SampleColumn] = [
        SampleColumn("id", 20, "int8") { wire(Int64(1_000_000 + $0)) },
        SampleColumn("occurred_at", 1184, "timestamptz") { wire(moment($0)) },
        SampleColumn("user_id", 2950, "uuid") { $0 % 8 == 7 ? nil : wire(scattered($0)) + wire(scattered($0 + 1)) },
        SampleColumn("db_user", 25, "text") { _ in Array("booking_service".utf8) },
        SampleColumn("ip_address", 869, "inet") { [2, 32, 0, 4, 203, 0, 113, UInt8($0 % 256)] },
        SampleColumn("table_name", 25, "text") { _ in Array("bookings".utf8) },
        SampleColumn("row_id", 25, "text") { Array("\(400_000 + $0)".utf8) },
        SampleColumn("action", 25, "text") { Array(["INSERT", "UPDATE", "DELETE"][$0 % 3].utf8) },
        SampleColumn("old_data", 3802, "jsonb") { $0 % 3 == 0 ? nil : booking($0, "pending") },
        SampleColumn("new_data", 3802, "jsonb") { $0 % 3 == 2 ? nil : booking($0, "confirmed") },
        SampleColumn("amount", 1700, "numeric") { numeric(cents: 1_234_567 + 989 * $0) },
        SampleColumn("fee", 1700, "numeric") { numeric(cents: 101 + $0) },
        SampleColumn("payload", 17, "bytea") { row in (0..<32).flatMap { wire(scattered(32 * row + $0)) } },
    ]

    /// Microseconds since 2000, from March 2025 on, half a minute apart.
    private static func moment(_ row: Int) -> Int64 { 794_102_400_123_456 + Int64(row) * 30_234_567 }

    private static func scattered(_ number: Int) -> UInt64 {
        let mixed = (UInt64(number) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        return (mixed ^ (mixed >> 29)) &* 0xBF58_476D_1CE4_E5B9
    }

    /// A jsonb document travels as a version and its text, keys in jsonb's own order.
    private static func booking(_ row: Int, _ status: String) -> [UInt8] {
        let text = """
            {"id": \(400_000 + row), "hotel": "Hotel Zum Löwen", "notes": null, "status": "\(status)", \
            "user_id": "3f8e0a52-6b1d-4c7a-9e44-0d5c1b2a7f\(10 + row % 90)", "currency": "EUR", \
            "created_at": "2025-03-01T09:15:42.123456+00:00", "destination": "Konstanz", \
            "check_in_date": "2025-06-12", "check_out_date": "2025-06-15", "price_per_night": 129.50}
            """
        return [1] + Array(text.utf8)
    }

    /// An amount with two digits behind the point, up to a million: digits to the base 10,000.
    private static func numeric(cents: Int) -> [UInt8] {
        let whole = cents / 100
        var digits = [whole / 10_000, whole % 10_000, cents % 100 * 100]
        let weight = digits[0] == 0 ? 0 : 1
        if digits[0] == 0 { digits.removeFirst() }
        while digits.last == 0 { digits.removeLast() }
        return wire(Int16(digits.count)) + wire(Int16(weight)) + wire(Int16(0)) + wire(Int16(2))
            + digits.flatMap { wire(Int16($0)) }
    }
}
