/// Writes rows in PostgreSQL's binary COPY format (its manual, COPY, "Binary Format").
struct CopyWriter {
    private var bytes: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + wire(Int32(0)) + wire(Int32(0))

    /// Writes a row; a field that is `nil` is NULL.
    mutating func append(_ fields: [[UInt8]?]) {
        bytes += wire(Int16(fields.count))
        for field in fields {
            bytes += wire(field.map { Int32($0.count) } ?? -1)
            bytes += field ?? []
        }
    }

    /// The rows so far, and the trailer.
    var stream: [UInt8] { bytes + wire(Int16(-1)) }
}

/// A number as it travels.
func wire(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}
