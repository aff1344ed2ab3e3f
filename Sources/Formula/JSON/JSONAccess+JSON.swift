internal import BasicContainers

extension JSONAccess {
    /// What is known of one step of a path while the document passes.
    struct Level {
        /// Whether the containers down to here are those that the path names.
        var isOnPath: Bool
        /// Whether the value passing at this depth is what the step names.
        var isMatched = false
        var index: Int
        var current = -1
    }

    /// The last value that the path names, in the order of the document, as the server's parser finds it.
    ///
    /// Like the server's: what an earlier branch gave stays where a later one of the same name has nothing, and a
    /// negative index is counted in the first array at its depth, whether or not that one lies on the path.
    mutating func lastMatch(
        _ document: Span<UInt8>, _ path: borrowing JSONPath, asText: Bool
    ) throws(ValueFault) -> Found? {
        levels.removeAll(keepingCapacity: true)
        let count = path.steps.count
        for step in 0..<count { levels.append(Level(isOnPath: step == 0, index: path.steps[step].index)) }
        var lexer = JSONLexer(document)
        var content = 0..<0
        var result: Found?
        var open = Found(range: 0..<0, event: .end)
        grammar.restart()
        while true {
            let event = try grammar.next(&lexer, content: &content)
            if event == .key || event == .string, lexer.hasUnicodeEscape {
                decoded.removeAll()
                try appendJSONDecoded(document.extracting(content), into: &decoded)
            }
            let isEnd = event == .endObject || event == .endArray
            switch event {
            case .end: return result
            case .key:
                let depth = grammar.depth
                guard depth <= count else { continue }
                levels[depth - 1].isMatched = false
                guard levels[depth - 1].isOnPath else { continue }
                if lexer.isEscaped, !lexer.hasUnicodeEscape {
                    decoded.removeAll()
                    try appendJSONDecoded(document.extracting(content), into: &decoded)
                }
                let isIt =
                    lexer.isEscaped
                    ? path.matches(depth - 1, decoded.span) : path.matches(depth - 1, document.extracting(content))
                levels[depth - 1].isMatched = isIt
                continue
            default: break
            }
            let isBegin = event == .beginObject || event == .beginArray
            let depth = isBegin ? grammar.depth - 1 : grammar.depth
            if !isEnd {
                if depth > 0, depth <= count, !grammar.isObject(atDepth: depth) {
                    levels[depth - 1].current += 1
                    let level = levels[depth - 1]
                    levels[depth - 1].isMatched =
                        level.isOnPath && level.index != JSONPath.Step.noIndex && level.current == level.index
                }
                if depth == count ? (depth == 0 || levels[depth - 1].isMatched) : false {
                    open = Found(range: lexer.start..<lexer.start, event: event)
                } else if depth > 0, depth < count, levels[depth - 1].isMatched {
                    levels[depth].isOnPath = true
                }
                if event == .beginArray, depth < count {
                    levels[depth].current = -1
                    let index = levels[depth].index
                    if index < 0, index != JSONPath.Step.noIndex {
                        let elements = elementsAhead(lexer)
                        if -index <= elements { levels[depth].index += elements }
                    }
                }
            }
            if isBegin { continue }
            guard depth <= count, depth == 0 || levels[depth - 1].isMatched else { continue }
            if depth == count {
                var start = open.range.lowerBound
                // Of a bare scalar the server keeps the white space before it.
                if depth == 0, !isEnd, !(asText && event == .string) { start = 0 }
                result = Found(range: start..<lexer.end, event: open.event)
            } else if depth > 0 {
                levels[depth].isOnPath = false
            }
            if depth > 0 { levels[depth - 1].isMatched = false }
        }
    }
}
