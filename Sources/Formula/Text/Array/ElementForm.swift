/// Element types whose text is made here; others bring an `ElementText`.
enum ElementForm: Sendable, Hashable {
    /// text, varchar, bpchar, name, json, enumerations: the bytes are the text.
    case text
    case bool, int2, int4, int8, uuid

    /// The form of a built-in type, by its `pg_type.oid`.
    init?(oid: UInt32) {
        switch oid {
        case 25, 1042, 1043, 19, 114: self = .text
        case 16: self = .bool
        case 21: self = .int2
        case 23: self = .int4
        case 20: self = .int8
        case 2950: self = .uuid
        default: return nil
        }
    }

    /// What JSON makes of such an element, `json` apart.
    var jsonKind: JSONBuilder.Kind {
        switch self {
        case .text, .uuid: .string
        case .bool: .boolean
        case .int2, .int4, .int8: .number
        }
    }

    /// Appends an element's text.
    func append(_ bytes: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
        switch self {
        case .text: out.append(copying: bytes)
        case .bool:
            guard bytes.count == 1 else { throw .damaged }
            out.append(UInt8(ascii: bytes[0] == 0 ? "f" : "t"))
        case .int2: try appendInteger(bytes, width: 2, into: &out)
        case .int4: try appendInteger(bytes, width: 4, into: &out)
        case .int8: try appendInteger(bytes, width: 8, into: &out)
        case .uuid:
            do throws(MalformedValue) { try out.append(uuid: bytes) } catch { throw .damaged }
        }
    }

    private func appendInteger(
        _ bytes: Span<UInt8>, width: Int, into out: inout ByteBuffer
    ) throws(ValueFault) {
        guard bytes.count == width else { throw .damaged }
        var value: Int64 = bytes[0] >= 0x80 ? -1 : 0
        for at in 0..<width { value = value << 8 | Int64(bytes[at]) }
        out.append(decimal: value)
    }
}
