public import AuditChain

/// Reads rows of PostgreSQL's binary COPY format from any stream of bytes and lends them one after another.
///
/// The buffer grows to the largest row and is then reused; nothing is allocated for a row or a field.
public struct CopyReader<Bytes: ByteStream & ~Copyable>: ~Copyable {
    /// Where the bytes come from.
    public var bytes: Bytes
    @usableFromInline var parser: CopyParser

    /// A reader at the beginning of `bytes`.
    public init(_ bytes: consuming Bytes, format: CopyFormat) {
        self.bytes = bytes
        parser = CopyParser(format)
    }

    /// A reader of bytes that begin with a row, somewhere in a stream.
    public init(_ bytes: consuming Bytes, format: CopyFormat, amidRows: Bool) {
        self.init(bytes, format: format)
        if amidRows { parser.skipHeader() }
    }

    /// The byte of the stream that the row begins at.
    @inlinable public var offset: Int { parser.offset }

    /// How many rows have been read.
    @inlinable public var rowCount: Int { parser.rowCount }

    /// The row that the last `next()` found, valid until the following one.
    @inlinable public var row: Row {
        @_lifetime(borrow self) get { parser.row }
    }

    /// Goes on to the next row; `false` when the stream has ended whole: its trailer was there and nothing behind it.
    ///
    /// - Throws: what the stream throws, or `damagedStream` or `damagedFile` for bytes that are no COPY data.
    @inlinable public mutating func next() throws(Obstacle) -> Bool {
        while true {
            switch try parser.next() {
            case .row: return true
            case .needsBytes: try fill()
            case .end: return try end()
            }
        }
    }

    @usableFromInline mutating func fill() throws(Obstacle) {
        parser.makeRoom()
        repeat {
            if try bytes.read(into: &parser.buffer) == 0 {
                throw parser.endTrouble() ?? Obstacle(.internalError, "a COPY reader waited for bytes after the end")
            }
        } while parser.available < parser.needed
    }

    @usableFromInline mutating func end() throws(Obstacle) -> Bool {
        // The stream has the last word: a server may still have an error to tell, a file may go on.
        while try bytes.read(into: &parser.buffer) > 0 { _ = try parser.next() }
        return false
    }
}
