import Formula

/// A configuration file's lines, in which the characters of a YAML scalar are found again.
///
/// YAML folds lines, strips indentation and replaces escapes; what a parser hands out no longer says where its
/// characters stood (YAML 1.2, chapters 7.3 and 8.1). Walking the file beside the text brings that back.
struct ScalarPlaces {
    enum Style { case plain, singleQuoted, doubleQuoted, block }

    let file: String
    /// The file's characters.
    private let scalars: [Unicode.Scalar]
    /// Where each line begins in `scalars`.
    private let lineStarts: [Int]

    init(_ content: String, file: String) {
        self.file = file
        scalars = Array(content.unicodeScalars)
        var starts = [0]
        for (index, scalar) in scalars.enumerated() where Self.endsLine(scalar) {
            let isHalf = scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
            if !isHalf { starts.append(index + 1) }
        }
        lineStarts = starts
    }

    /// The text of a scalar that begins (its indicator or quote, a tag, an anchor) at this line and column, from 1.
    func source(_ text: String, style: Style, line: Int, column: Int) -> SourceText {
        let start = SourcePosition(file: file, line: line, column: column)
        guard line >= 1, line <= lineStarts.count else { return SourceText(text, lines: [start]) }
        var cursor = Cursor(at: min(lineStarts[line - 1] + column - 1, scalars.count), line: line)
        skipProperties(&cursor)
        switch style {
        case .plain: break
        case .singleQuoted, .doubleQuoted: step(&cursor)
        case .block: while cursor.index < scalars.count, cursor.line == line { step(&cursor) }
        }
        let pieces = align(text, style: style, from: cursor)
        return pieces.isEmpty ? SourceText(text, lines: [start]) : SourceText(text, pieces: pieces)
    }

    private struct Cursor {
        var index: Int
        var line: Int

        init(at index: Int, line: Int) {
            self.index = index
            self.line = line
        }
    }

    private func align(_ text: String, style: Style, from start: Cursor) -> [SourceText.Piece] {
        var cursor = start
        var pieces: [SourceText.Piece] = []
        var expected = -1  // the place in the file that would go on with the last piece
        var offset = 0
        for scalar in text.unicodeScalars {
            defer { offset += String(scalar).utf8.count }
            if scalar.properties.isWhitespace {
                expected += 1
                continue
            }
            skipWhitespace(&cursor, escaped: style == .doubleQuoted)
            guard cursor.index < scalars.count else { return pieces }
            if cursor.index != expected { pieces.append(piece(at: cursor, offset: offset)) }
            let isEscape = style == .doubleQuoted && scalars[cursor.index] == "\\"
            guard isEscape || scalars[cursor.index] == scalar else {
                pieces.removeLast(cursor.index != expected ? 1 : 0)
                return pieces
            }
            expected = cursor.index + 1
            if isEscape {
                skipEscape(&cursor)
            } else {
                step(&cursor)
                if style == .singleQuoted, scalar == "'" { step(&cursor) }
            }
        }
        return pieces
    }

    private func piece(at cursor: Cursor, offset: Int) -> SourceText.Piece {
        let column = cursor.index - lineStarts[cursor.line - 1] + 1
        return SourceText.Piece(
            offset: offset, position: SourcePosition(file: file, line: cursor.line, column: column))
    }

    private func step(_ cursor: inout Cursor) {
        guard cursor.index < scalars.count else { return }
        cursor.index += 1
        if cursor.line < lineStarts.count, lineStarts[cursor.line] == cursor.index { cursor.line += 1 }
    }

    private func skipWhitespace(_ cursor: inout Cursor, escaped: Bool) {
        while cursor.index < scalars.count {
            let scalar = scalars[cursor.index]
            if scalar.properties.isWhitespace {
                step(&cursor)
            } else if escaped, scalar == "\\", cursor.index + 1 < scalars.count,
                Self.givesWhitespace(scalars[cursor.index + 1])
            {
                step(&cursor)
                step(&cursor)
            } else {
                return
            }
        }
    }

    /// Past an escape of a double-quoted scalar that stands for one character (YAML 1.2, chapter 5.7).
    private func skipEscape(_ cursor: inout Cursor) {
        step(&cursor)
        guard cursor.index < scalars.count else { return }
        let digits: Int
        switch scalars[cursor.index] {
        case "x": digits = 2
        case "u": digits = 4
        case "U": digits = 8
        default: digits = 0
        }
        for _ in 0...digits { step(&cursor) }
    }

    /// Past `&anchor` and `!tag` before a scalar.
    private func skipProperties(_ cursor: inout Cursor) {
        while cursor.index < scalars.count, scalars[cursor.index] == "&" || scalars[cursor.index] == "!" {
            while cursor.index < scalars.count, !scalars[cursor.index].properties.isWhitespace { step(&cursor) }
            skipWhitespace(&cursor, escaped: false)
        }
    }

    private static func givesWhitespace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "n", "t", "r", "v", "f", "N", "_", "L", "P", "\t": true
        default: scalar.properties.isWhitespace
        }
    }

    /// What libyaml counts as the end of a line.
    private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }
}
