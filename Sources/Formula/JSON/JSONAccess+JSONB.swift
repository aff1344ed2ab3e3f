internal import BasicContainers

extension JSONAccess {
    /// Step by step into a `jsonb` document, no further than needed.
    mutating func descend(_ document: Span<UInt8>, _ path: borrowing JSONPath) throws(ValueFault) -> Found? {
        var found = try whole(document)
        for step in 0..<path.steps.count {
            let part = document.extracting(found.range)
            var next: Found?
            switch found.event {
            case .beginObject: next = try member(part, path, step)
            case .beginArray: next = try item(part, path.steps[step].index)
            default:
                // The server keeps a scalar as an array of one, and `->` (but not `#>`) looks into that.
                guard step == 0, path.isBareIndex else { return nil }
                return path.steps[0].index == 0 || path.steps[0].index == -1 ? found : nil
            }
            guard let inner = next else { return nil }
            let base = found.range.lowerBound
            found = Found(range: base + inner.range.lowerBound..<base + inner.range.upperBound, event: inner.event)
        }
        return found
    }

    /// The outermost value, known to be all that there is.
    private mutating func whole(_ document: Span<UInt8>) throws(ValueFault) -> Found {
        var lexer = JSONLexer(document)
        var content = 0..<0
        grammar.restart()
        let event = try grammar.next(&lexer, content: &content)
        if event == .beginObject || event == .beginArray {
            return Found(range: lexer.start..<document.count, event: event)
        }
        return Found(range: lexer.start..<lexer.end, event: event)
    }

    private mutating func member(
        _ object: Span<UInt8>, _ path: borrowing JSONPath, _ step: Int
    ) throws(ValueFault) -> Found? {
        var lexer = JSONLexer(object)
        var content = 0..<0
        grammar.restart()
        _ = try grammar.next(&lexer, content: &content)
        while try grammar.next(&lexer, content: &content) == .key {
            let isEscaped = lexer.isEscaped
            var isIt = false
            if isEscaped {
                decoded.removeAll()
                try appendJSONDecoded(object.extracting(content), into: &decoded)
                isIt = path.matches(step, decoded.span)
            } else {
                isIt = path.matches(step, object.extracting(content))
            }
            let event = try grammar.next(&lexer, content: &content)
            let found = try finish(event, &lexer)
            if isIt { return found }
        }
        return nil
    }

    private mutating func item(_ array: Span<UInt8>, _ wanted: Int) throws(ValueFault) -> Found? {
        guard wanted != JSONPath.Step.noIndex else { return nil }
        var index = wanted
        if wanted < 0 {
            index += elementCount(array)
            guard index >= 0 else { return nil }
        }
        var lexer = JSONLexer(array)
        var content = 0..<0
        grammar.restart()
        _ = try grammar.next(&lexer, content: &content)
        while true {
            let event = try grammar.next(&lexer, content: &content)
            if event == .endArray { return nil }
            let found = try finish(event, &lexer)
            if index == 0 { return found }
            index -= 1
        }
    }

    private func elementCount(_ array: Span<UInt8>) -> Int {
        var lexer = JSONLexer(array)
        do throws(ValueFault) { try lexer.next() } catch { return 0 }
        return elementsAhead(lexer)
    }

    /// How many elements follow in an array whose bracket was just read; what is no JSON is found on the way through.
    func elementsAhead(_ lexer: borrowing JSONLexer) -> Int {
        var ahead = copy lexer
        var depth = 0
        var commas = 0
        var isEmpty = true
        do throws(ValueFault) {
            while true {
                switch try ahead.next() {
                case .openArray, .openObject: depth += 1
                case .closeArray, .closeObject:
                    if depth == 0 { return isEmpty ? 0 : commas + 1 }
                    depth -= 1
                case .comma: if depth == 0 { commas += 1 }
                case .end: return 0
                case .colon, .string, .number, .true, .false, .null: break
                }
                isEmpty = false
            }
        } catch {
            return 0
        }
    }
}
