import BasicContainers

/// Says what each token of a JSON text is there, and refuses one that does not fit.
///
/// It keeps its own stack, so that no nesting can exhaust the thread's.
struct JSONGrammar: ~Copyable {
    enum Event: Sendable {
        case beginObject, endObject, beginArray, endArray
        case key, string, number, `true`, `false`, null
        case end
    }

    private enum Expectation { case value, valueOrClose, key, keyOrClose, commaOrClose, end }

    /// Whether each open container is an object.
    private var open = UniqueArray<Bool>(minimumCapacity: 32)
    private var expected = Expectation.value

    /// How many containers are open.
    var depth: Int { open.count }

    /// Whether the container at this depth, from 1, is an object.
    func isObject(atDepth depth: Int) -> Bool { open[depth - 1] }

    /// The deepest nesting that is followed.
    static let depthLimit = 50_000

    /// Makes ready for another text.
    mutating func restart() {
        open.removeAll(keepingCapacity: true)
        expected = .value
    }

    /// Reads what comes next; a key's colon is read with it and leaves the lexer's token behind: `content` is the key's.
    mutating func next(_ lexer: inout JSONLexer, content: inout Range<Int>) throws(ValueFault) -> Event {
        var kind = try lexer.next()
        switch expected {
        case .end:
            guard kind == .end else { throw .invalidJSON(byte: lexer.start) }
            return .end
        case .commaOrClose:
            if kind == .closeObject || kind == .closeArray { return try close(kind, at: lexer.start) }
            guard kind == .comma, !open.isEmpty else { throw .invalidJSON(byte: lexer.start) }
            let isObject = open[open.count - 1]
            kind = try lexer.next()
            return isObject ? try key(kind, &lexer, &content) : try value(kind, &lexer, &content)
        case .key: return try key(kind, &lexer, &content)
        case .keyOrClose:
            if kind == .closeObject { return try close(kind, at: lexer.start) }
            return try key(kind, &lexer, &content)
        case .valueOrClose:
            if kind == .closeArray { return try close(kind, at: lexer.start) }
            return try value(kind, &lexer, &content)
        case .value: return try value(kind, &lexer, &content)
        }
    }

    private mutating func key(
        _ kind: JSONLexer.Kind, _ lexer: inout JSONLexer, _ content: inout Range<Int>
    ) throws(ValueFault) -> Event {
        guard kind == .string else { throw .invalidJSON(byte: lexer.start) }
        content = lexer.content
        guard try lexer.next() == .colon else { throw .invalidJSON(byte: lexer.start) }
        expected = .value
        return .key
    }

    private mutating func value(
        _ kind: JSONLexer.Kind, _ lexer: inout JSONLexer, _ content: inout Range<Int>
    ) throws(ValueFault) -> Event {
        switch kind {
        case .openObject, .openArray:
            guard open.count < Self.depthLimit else { throw .nestedTooDeep }
            open.append(kind == .openObject)
            expected = kind == .openObject ? .keyOrClose : .valueOrClose
            return kind == .openObject ? .beginObject : .beginArray
        case .string: content = lexer.content
        case .number, .true, .false, .null: content = lexer.start..<lexer.end
        case .closeObject, .closeArray, .colon, .comma, .end: throw .invalidJSON(byte: lexer.start)
        }
        expected = open.isEmpty ? .end : .commaOrClose
        switch kind {
        case .string: return .string
        case .number: return .number
        case .true: return .true
        case .false: return .false
        default: return .null
        }
    }

    private mutating func close(_ kind: JSONLexer.Kind, at byte: Int) throws(ValueFault) -> Event {
        guard let isObject = open.popLast(), isObject == (kind == .closeObject) else { throw .invalidJSON(byte: byte) }
        expected = open.isEmpty ? .end : .commaOrClose
        return isObject ? .endObject : .endArray
    }
}
