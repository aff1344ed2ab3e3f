internal import CPgQuery

/// Protobuf's wire format (protobuf.dev, "Encoding"), read with the descriptors that libpg_query ships.
extension Message {
    struct Unreadable: Error {}

    /// Messages may lie so deep within each other: whoever walks through a tree needs stack for each.
    static let depthLimit = 1_000

    /// A parse tree as `pg_query_parse_protobuf` gives it.
    init(parseTree bytes: Span<UInt8>) throws(Unreadable) {
        guard let descriptor = pgQueryParseResultDescriptor() else { throw Unreadable() }
        try self.init(bytes, descriptor, depth: 0)
    }

    private init(
        _ bytes: Span<UInt8>, _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>, depth: Int
    ) throws(Unreadable) {
        // The grammar's own stack gives up long before; this guards ours.
        guard depth < Self.depthLimit else { throw Unreadable() }
        kind = String(cString: descriptor.pointee.short_name)
        fields = []
        var at = 0
        while at < bytes.count {
            let tag = try Self.varint(bytes, &at)
            let number = UInt32(truncatingIfNeeded: tag >> 3)
            guard let field = protobuf_c_message_descriptor_get_field(descriptor, number) else { throw Unreadable() }
            let name = String(cString: field.pointee.name)
            switch tag & 7 {
            case 0: fields.append(Field(number: number, name: name, value: .integer(try Self.varint(bytes, &at))))
            case 2:
                let count = try Self.varint(bytes, &at)
                guard count <= UInt64(bytes.count - at) else { throw Unreadable() }
                let part = bytes.extracting(at..<at + Int(count))
                at += Int(count)
                if field.pointee.type == PROTOBUF_C_TYPE_MESSAGE, let inner = field.pointee.descriptor {
                    let message = try Message(
                        part, inner.assumingMemoryBound(to: ProtobufCMessageDescriptor.self), depth: depth + 1)
                    fields.append(Field(number: number, name: name, value: .message(message)))
                } else {
                    var copy: [UInt8] = []
                    for index in 0..<part.count { copy.append(part[index]) }
                    fields.append(Field(number: number, name: name, value: .bytes(copy)))
                }
            default: throw Unreadable()
            }
        }
    }

    /// The message in the wire format.
    var wire: [UInt8] {
        var out: [UInt8] = []
        for field in fields {
            switch field.value {
            case .integer(let bits):
                Self.append(UInt64(field.number) << 3, to: &out)
                Self.append(bits, to: &out)
            case .bytes(let bytes): Self.append(bytes, number: field.number, to: &out)
            case .message(let message): Self.append(message.wire, number: field.number, to: &out)
            }
        }
        return out
    }

    private static func append(_ bytes: [UInt8], number: UInt32, to out: inout [UInt8]) {
        append(UInt64(number) << 3 | 2, to: &out)
        append(UInt64(bytes.count), to: &out)
        out.append(contentsOf: bytes)
    }

    private static func append(_ bits: UInt64, to out: inout [UInt8]) {
        var rest = bits
        while rest >= 0x80 {
            out.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        out.append(UInt8(truncatingIfNeeded: rest))
    }

    private static func varint(_ bytes: Span<UInt8>, _ at: inout Int) throws(Unreadable) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while at < bytes.count, shift < 64 {
            let byte = bytes[at]
            at += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw Unreadable()
    }
}
