/// A message of libpg_query's parse tree, as a value that can be changed and written back.
///
/// The names are those of pg_query.proto. A field that has its default value is absent, as in protobuf 3.
struct Message: Sendable, Hashable {
    enum Value: Sendable, Hashable {
        case integer(UInt64)
        /// A string, or bytes that a kind of ours does not look into.
        case bytes([UInt8])
        case message(Message)
    }

    struct Field: Sendable, Hashable {
        var number: UInt32
        var name: String
        var value: Value
    }

    /// The message's name in pg_query.proto, such as `FuncCall`.
    var kind: String
    var fields: [Field]

    /// The first field of a name.
    subscript(_ name: String) -> Value? {
        for field in fields where field.name == name { return field.value }
        return nil
    }

    func message(_ name: String) -> Message? {
        if case .message(let message) = self[name] { return message }
        return nil
    }

    func string(_ name: String) -> String? {
        if case .bytes(let bytes) = self[name] { return String(decoding: bytes, as: UTF8.self) }
        return nil
    }

    /// A number; 0 where the field is absent.
    func integer(_ name: String) -> Int {
        if case .integer(let bits) = self[name] { return Int(Int32(truncatingIfNeeded: bits)) }
        return 0
    }

    func flag(_ name: String) -> Bool { integer(name) != 0 }

    /// Every message that a repeated field holds.
    func list(_ name: String) -> [Message] {
        var list: [Message] = []
        for field in fields where field.name == name {
            if case .message(let message) = field.value { list.append(message) }
        }
        return list
    }

    /// What a `Node` stands for; the message itself where it is no `Node`.
    var content: Message {
        guard kind == "Node", let field = fields.first, case .message(let message) = field.value else { return self }
        return message
    }

    /// The strings of a list of `String` nodes, such as a function's name in its parts.
    func names(_ name: String) -> [String] { list(name).map { $0.content.string("sval") ?? "" } }

    /// Replaces every message for which `change` gives another, innermost first.
    func mapping(_ change: (Message) throws -> Message?) rethrows -> Message {
        var copy = self
        for index in copy.fields.indices {
            if case .message(let inner) = copy.fields[index].value {
                copy.fields[index].value = .message(try inner.mapping(change))
            }
        }
        return try change(copy) ?? copy
    }

    /// Calls `visit` with every message in the order of the fields, outermost first; `false` keeps it from going deeper.
    func walk(_ visit: (Message) -> Bool) {
        guard visit(self) else { return }
        for field in fields {
            if case .message(let inner) = field.value { inner.walk(visit) }
        }
    }

    /// The same tree wherever it stood in a text.
    var withoutPlaces: Message {
        mapping { message in
            var copy = message
            copy.fields.removeAll { ["location", "stmt_location", "stmt_len"].contains($0.name) }
            return copy
        }
    }
}
