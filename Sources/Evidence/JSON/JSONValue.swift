/// A JSON value whose members keep their order (RFC 8259).
enum JSONValue {
    case null
    case bool(Bool)
    case number(Int)
    case string(String)
    case array([JSONValue])
    case object([(String, JSONValue)])
    /// A long array, of which each element is made when it is written.
    case elements(count: Int, at: (Int) -> JSONValue)

    /// A string, or null.
    static func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    /// A number, or null.
    static func optional(_ number: Int?) -> JSONValue { number.map(JSONValue.number) ?? .null }
}

/// Writes JSON in pieces, so that a long report never stands in memory as a whole.
struct JSONWriter<Failure: Error> {
    private var buffer = ""
    private let isCanonical: Bool
    private let emit: (String) throws(Failure) -> Void

    /// - Parameter isCanonical: whether there is one way to write a value only (RFC 8785): members sorted, no space.
    init(isCanonical: Bool = false, _ emit: @escaping (String) throws(Failure) -> Void) {
        self.isCanonical = isCanonical
        self.emit = emit
    }

    /// Writes a document, indented by two spaces a level unless it is canonical.
    mutating func write(document: JSONValue) throws(Failure) {
        try write(document, indent: 0)
        if !isCanonical { buffer += "\n" }
        try emit(buffer)
        buffer = ""
    }

    private mutating func write(_ value: JSONValue, indent: Int) throws(Failure) {
        switch value {
        case .null: buffer += "null"
        case .bool(let flag): buffer += flag ? "true" : "false"
        case .number(let number): buffer += String(number)
        case .string(let text): write(text)
        case .array(let values):
            try write(count: values.count, "[", "]", indent: indent) { writer, index throws(Failure) in
                try writer.write(values[index], indent: indent + 1)
            }
        case .elements(let count, let element):
            try write(count: count, "[", "]", indent: indent) { writer, index throws(Failure) in
                try writer.write(element(index), indent: indent + 1)
            }
        case .object(let listed):
            // By their UTF-16 units, as RFC 8785, section 3.2.3 has it.
            let members =
                isCanonical ? listed.sorted { $0.0.utf16.lexicographicallyPrecedes($1.0.utf16) } : listed
            try write(count: members.count, "{", "}", indent: indent) { writer, index throws(Failure) in
                writer.write(members[index].0)
                writer.buffer += writer.isCanonical ? ":" : ": "
                try writer.write(members[index].1, indent: indent + 1)
            }
        }
    }

    private mutating func write(
        count: Int, _ open: String, _ close: String, indent: Int,
        element: (inout Self, Int) throws(Failure) -> Void
    ) throws(Failure) {
        buffer += open
        for index in 0..<count {
            if isCanonical {
                if index > 0 { buffer += "," }
            } else {
                buffer += index == 0 ? "\n" : ",\n"
                buffer += String(repeating: "  ", count: indent + 1)
            }
            try element(&self, index)
            if buffer.utf8.count > 1 << 16 {
                try emit(buffer)
                buffer.removeAll(keepingCapacity: true)
            }
        }
        if count > 0, !isCanonical { buffer += "\n" + String(repeating: "  ", count: indent) }
        buffer += close
    }

    /// A string; what could steer a terminal is escaped, though JSON does not ask for it, and its canonical form forbids it.
    private mutating func write(_ text: String) {
        buffer += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": buffer += "\\\""
            case "\\": buffer += "\\\\"
            case "\n": buffer += "\\n"
            case "\r": buffer += "\\r"
            case "\t": buffer += "\\t"
            case "\u{8}" where isCanonical: buffer += "\\b"
            case "\u{C}" where isCanonical: buffer += "\\f"
            default:
                if isCanonical ? scalar.value < 0x20 : Printable.steers(scalar) {
                    for unit in String(scalar).utf16 { writeEscape(unit) }
                } else {
                    buffer.unicodeScalars.append(scalar)
                }
            }
        }
        buffer += "\""
    }

    private mutating func writeEscape(_ unit: UInt16) {
        let digits = String(unit, radix: 16)
        buffer += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
