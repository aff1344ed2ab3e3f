public import AuditChain

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
    /// Where stretches of `text` begin in the file, in the order of their offsets.
    var pieces: [Piece]

    /// A stretch of the SQL whose characters stand side by side in one line of the file.
    public struct Piece: Sendable, Hashable {
        /// Of the stretch's first byte in the SQL's UTF-8.
        public var offset: Int
        /// Where that byte stands in the file.
        public var position: SourcePosition

        /// A stretch of SQL.
        public init(offset: Int, position: SourcePosition) {
            self.offset = offset
            self.position = position
        }
    }

    /// SQL of which each stretch stands at the place that its piece names; a text that was folded has several a line.
    public init(_ text: String, pieces: [Piece]) {
        self.text = text
        self.pieces = pieces
    }

    /// SQL whose lines begin at these places; a line past the last one is taken to follow it in the same column.
    public init(_ text: String, lines: [SourcePosition]) {
        var offsets = [0]
        for (offset, byte) in text.utf8.enumerated() where byte == UInt8(ascii: "\n") { offsets.append(offset + 1) }
        let last = lines.last ?? SourcePosition(file: "", line: 1, column: 1)
        let pieces = offsets.enumerated().map { number, offset in
            var position = number < lines.count ? lines[number] : last
            position.line += max(0, number - max(0, lines.count - 1))
            return Piece(offset: offset, position: position)
        }
        self.init(text, pieces: pieces)
    }

    /// Where a byte of the SQL's UTF-8 stands in the file.
    public func position(ofByte offset: Int) -> SourcePosition {
        let piece =
            pieces.last { $0.offset <= offset }
            ?? pieces.first
            ?? Piece(offset: 0, position: SourcePosition(file: "", line: 1, column: 1))
        let skipped = text.utf8.dropFirst(piece.offset).prefix(max(0, offset - piece.offset))
        var position = piece.position
        position.column += skipped.count { $0 & 0xC0 != 0x80 }
        return position
    }
}

extension SourcePosition {
    /// Does something; what it finds wrong with the configuration is wrong here.
    public func located<Value>(_ body: () throws(Obstacle) -> Value) throws(Obstacle) -> Value {
        do throws(Obstacle) { return try body() } catch {
            guard error.kind == .configuration else { throw error }
            throw Obstacle(error.kind, "\(self): \(error.sentence)", hint: error.hint, sqlState: error.sqlState)
        }
    }
}
