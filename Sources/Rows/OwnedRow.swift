/// A row's fields, copied so that they outlive the stream.
public struct OwnedRow: Sendable {
    private var bytes: [UInt8] = []
    private var fields: [FieldRange] = []

    /// A copy of every field.
    public init(copying row: borrowing Row) {
        fields.reserveCapacity(row.count)
        for column in 0..<row.count {
            guard let field = row[column] else {
                fields.append(FieldRange(start: 0, count: -1))
                continue
            }
            fields.append(FieldRange(start: Int32(bytes.count), count: Int32(field.count)))
            field.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        }
    }

    /// The row again.
    public var row: Row {
        @_lifetime(borrow self) get { Row(bytes: bytes.span.bytes, fields: fields.span) }
    }
}
