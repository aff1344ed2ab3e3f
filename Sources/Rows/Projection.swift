import BasicContainers

/// Fields of a row in another order, some left out, some seen without the blanks at their end.
public struct Projection: ~Copyable {
    /// Where a field of the result comes from.
    public enum Origin: Sendable, Hashable {
        case field(Int)
        /// Text of `char(n)`, which travels with its blanks.
        case fieldWithoutBlanks(Int)
        case null
    }

    private let origins: [Origin]
    private var fields: UniqueArray<FieldRange>

    /// A projection whose result has a field for each origin.
    public init(_ origins: [Origin]) {
        self.origins = origins
        fields = UniqueArray(minimumCapacity: max(1, origins.count))
    }

    /// Takes the next row; it must have all fields that are named. `body` gets the result.
    public mutating func project<Result, Failure: Error>(
        _ row: borrowing Row, _ body: (borrowing Row) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        fields.removeAll(keepingCapacity: true)
        for origin in origins {
            switch origin {
            case .field(let place): fields.append(row.fields[place])
            case .null: fields.append(FieldRange(start: 0, count: -1))
            case .fieldWithoutBlanks(let place):
                var field = row.fields[place]
                while field.count > 0, row.bytes.unsafeByte(at: field.start + field.count - 1) == 0x20 {
                    field.count -= 1
                }
                fields.append(field)
            }
        }
        return try body(Row(bytes: row.bytes, fields: fields.span))
    }
}

extension RawSpan {
    fileprivate func unsafeByte(at place: Int32) -> UInt8 {
        unsafeLoad(fromByteOffset: Int(place), as: UInt8.self)
    }
}
