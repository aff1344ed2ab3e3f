@testable import Rows

/// Lends fields, as psql fetched them, as a row.
func withRow<Result>(_ fields: [[UInt8]?], _ body: (borrowing Row) throws -> Result) rethrows -> Result {
    var bytes: [UInt8] = []
    var ranges: [FieldRange] = []
    for field in fields {
        ranges.append(FieldRange(start: Int32(bytes.count), count: field.map { Int32($0.count) } ?? -1))
        bytes += field ?? []
    }
    return try body(Row(bytes: bytes.span.bytes, fields: ranges.span))
}
