/// A row that is put together field by field, such as one that stands in a file as text.
public struct RowBuilder: ~Copyable {
    private var bytes: [UInt8] = []
    private var fields: [FieldRange] = []

    /// A row without fields.
    public init() {}

    /// Begins a new row, in the same memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
    }

    /// Appends a field in PostgreSQL's binary format.
    ///
    /// - Returns: `false` where the row would be larger than any that a server sends; nothing was appended.
    public mutating func append(_ field: Span<UInt8>) -> Bool {
        guard bytes.count + field.count <= Int(Int32.max) else { return false }
        fields.append(FieldRange(start: Int32(bytes.count), count: Int32(field.count)))
        field.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
        return true
    }

    /// Appends SQL NULL.
    public mutating func appendNull() { fields.append(FieldRange(start: 0, count: -1)) }

    /// The row, until it changes.
    public var row: Row {
        @_lifetime(borrow self) get { Row(bytes: bytes.span.bytes, fields: fields.span) }
    }
}
