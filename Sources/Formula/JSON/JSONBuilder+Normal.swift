internal import BasicContainers

extension JSONBuilder {
    /// Appends JSON text as the cast to `jsonb` shows it.
    ///
    /// - Throws: where the server refuses the cast: no JSON, a `\u` escape that is no character, a number too large.
    mutating func normalise(_ json: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
        let base = frames.count
        var lexer = JSONLexer(json)
        var content = 0..<0
        grammar.restart()
        while true {
            let event = try grammar.next(&lexer, content: &content)
            switch event {
            case .end: return
            case .endObject, .endArray:
                try end(into: &out)
                continue
            case .key:
                try openPair(&out)
                let start = keys.count
                let text = json.extracting(content)
                try appendJSONDecoded(text, into: &keys)
                appendJSONString(keys.span.extracting(start..<keys.count), into: &out)
                finishKey(from: start, &out)
                continue
            case .beginObject, .beginArray:
                let shape: Shape = event == .beginObject ? .object : .array
                try begin(shape, .jsonb, asRoot: frames.count == base, into: &out)
                continue
            case .string, .number, .true, .false, .null: break
            }
            if frames.count > base { try separate(&out) }
            switch event {
            case .string:
                let text = json.extracting(content)
                scratch.removeAll()
                try appendJSONDecoded(text, into: &scratch)
                appendJSONString(scratch.span, into: &out)
            case .number: try appendJSONNumber(json.extracting(content), into: &out)
            default: out.append(copying: json.extracting(content))
            }
        }
    }

    /// Whether the cast to `json` takes this text.
    mutating func validate(_ json: Span<UInt8>) throws(ValueFault) {
        var lexer = JSONLexer(json)
        var content = 0..<0
        grammar.restart()
        while try grammar.next(&lexer, content: &content) != .end {}
    }
}

/// The text of a `jsonb` value in the binary format: version 1, then what the cast to text shows.
@_lifetime(copy wire)
func jsonbText(_ wire: Span<UInt8>) throws(ValueFault) -> Span<UInt8> {
    guard wire.count > 0, wire[0] == 1 else { throw .damaged }
    return wire.extracting(1..<wire.count)
}
