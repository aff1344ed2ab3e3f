/// A place in a configuration file.
public struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
    /// The file as the person named it.
    public var file: String
    /// From 1.
    public var line: Int
    /// From 1, counted in characters.
    public var column: Int

    /// A place in a file.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `unbroken.yml:12:7`.
    public var description: String { "\(file):\(line):\(column)" }
}

/// SQL that stands in a configuration file, and where each of its bytes stands there.
public struct SourceText: Sendable, Hashable {
    /// The SQL.
    public var text: String
    /// Where each line of `text` begins in the file.
    var lines: [SourcePosition]

    /// SQL whose lines begin at these places; a line past the last one is taken to follow it in the same column.
    public init(_ text: String, lines: [SourcePosition]) {
        self.text = text
        self.lines = lines
    }

    /// Where a byte of the SQL's UTF-8 stands in the file.
    public func position(ofByte offset: Int) -> SourcePosition {
        var line = 0
        var column = 0
        for byte in text.utf8.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 0
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        guard var start = line < lines.count ? lines[line] : lines.last else {
            return SourcePosition(file: "", line: line + 1, column: column + 1)
        }
        start.line += max(0, line - (lines.count - 1))
        start.column += column
        return start
    }
}
