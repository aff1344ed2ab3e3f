import Formula

/// What is hidden of a column's values, and how much was so far.
final class ColumnMask {
    private let column: String
    /// `nil`: all of every value.
    private let document: JSONMask?
    private var counts: [Int]

    init(_ column: String, _ keys: [[String]]) {
        self.column = column
        document = keys.contains([]) ? nil : JSONMask(keys, marker: "\"\(MaskedValue.marker)\"")
        counts = keys.map { _ in 0 }
    }

    /// Whether values are documents of which parts are shown.
    var hidesParts: Bool { document != nil }

    /// Paths at which no value stood.
    var idle: [MaskedValue] {
        guard let document else { return [] }
        return zip(document.paths, counts).filter { $0.1 == 0 }.map { MaskedValue(column: column, keys: $0.0) }
    }

    /// Appends what stands in place of a value.
    func append(to buffer: inout ByteBuffer) { buffer.append(copying: Self.marker) }

    /// Appends a document with what is hidden replaced.
    func append(_ bytes: Span<UInt8>, to buffer: inout ByteBuffer) {
        document?.append(bytes, to: &buffer, counting: &counts)
    }

    private static let marker = [UInt8](MaskedValue.marker.utf8)
}
