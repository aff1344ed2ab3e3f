import BasicContainers

/// Looks into JSON as `->`, `->>`, `#>` and `#>>` do. Owns the buffers that this takes.
///
/// Every method gives `false` for SQL NULL, and has appended nothing then.
struct JSONAccess: ~Copyable {
    /// A value's bytes in the document, quotes included.
    struct Found {
        var range: Range<Int>
        var event: JSONGrammar.Event
    }

    var grammar = JSONGrammar()
    var decoded = ByteBuffer(minimumCapacity: 256)
    var levels = UniqueArray<Level>()

    init() {}

    /// Looks into `json`, which keeps its spelling and in which of equal keys the last counts.
    ///
    /// - Parameter asText: `->>` and `#>>`; otherwise JSON text is appended.
    /// - Throws: `.unicodeEscape` too, wherever in the document it is: the server refuses to look into such a one.
    mutating func json(
        _ document: Span<UInt8>, at path: borrowing JSONPath, asText: Bool, into out: inout ByteBuffer
    ) throws(ValueFault) -> Bool {
        if path.hasNull { return false }
        return try append(try lastMatch(document, path, asText: asText), of: document, asText: asText, into: &out)
    }

    /// Looks into the text of a `jsonb` value.
    ///
    /// - Parameter asText: `->>` and `#>>`; otherwise the text of a `jsonb` value is appended.
    mutating func jsonb(
        _ document: Span<UInt8>, at path: borrowing JSONPath, asText: Bool, into out: inout ByteBuffer
    ) throws(ValueFault) -> Bool {
        if path.hasNull { return false }
        return try append(try descend(document, path), of: document, asText: asText, into: &out)
    }

    private func append(
        _ found: Found?, of document: Span<UInt8>, asText: Bool, into out: inout ByteBuffer
    ) throws(ValueFault) -> Bool {
        guard let found else { return false }
        if asText, found.event == .null { return false }
        if asText, found.event == .string {
            let content = found.range.lowerBound + 1..<found.range.upperBound - 1
            try appendJSONDecoded(document.extracting(content), into: &out)
        } else {
            out.append(copying: document.extracting(found.range))
        }
        return true
    }

    /// Reads to the end of a value whose first event was read just now.
    mutating func finish(
        _ event: JSONGrammar.Event, _ lexer: inout JSONLexer
    ) throws(ValueFault) -> Found {
        let start = lexer.start
        if event == .beginObject || event == .beginArray {
            let depth = grammar.depth
            var content = 0..<0
            while grammar.depth >= depth { _ = try grammar.next(&lexer, content: &content) }
        }
        return Found(range: start..<lexer.end, event: event)
    }
}
