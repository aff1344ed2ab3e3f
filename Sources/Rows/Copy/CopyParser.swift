public import AuditChain
public import BasicContainers

/// Finds rows in bytes of PostgreSQL's binary COPY format that arrive in pieces (PostgreSQL manual, COPY, "Binary
/// Format").
///
/// Not generic, so that a row costs one call into this module wherever the bytes come from.
public struct CopyParser: ~Copyable {
    /// What the bytes so far amount to.
    public enum Progress: Sendable { case row, needsBytes, end }

    /// Bytes that no row has used up yet, behind those of the current row; a stream appends to it.
    public var buffer: UniqueArray<UInt8>
    /// How many rows have been found.
    public internal(set) var rowCount = 0
    /// How many bytes must be there, from the next row's first on, before it is worth looking again.
    public private(set) var needed = 0

    private let format: CopyFormat
    /// Where the current row's fields lie; there is room for as many as a row has.
    @usableFromInline let fields: UnsafeMutablePointer<FieldRange>
    @usableFromInline private(set) var fieldsFound = 0
    private var stage = Stage.header
    /// Where in `buffer` the current row begins and ends; the next begins at its end.
    @usableFromInline private(set) var rowStart = 0
    @usableFromInline private(set) var rowEnd = 0
    /// How many bytes of the stream came before `buffer`.
    @usableFromInline private(set) var passed = 0

    private enum Stage { case header, rows, ended }

    /// A parser at a stream's beginning.
    public init(_ format: CopyFormat) {
        self.format = format
        buffer = UniqueArray(minimumCapacity: 131_072)
        fields = .allocate(capacity: max(1, format.fieldCount))
        fields.initialize(repeating: FieldRange(start: 0, count: -1), count: max(1, format.fieldCount))
    }

    deinit { fields.deallocate() }

    /// The current row, valid until the parser goes on.
    @inlinable public var row: Row {
        @_lifetime(borrow self) get {
            let fields = Span(_unsafeStart: UnsafePointer(self.fields), count: fieldsFound)
            return Row(
                bytes: buffer.span.bytes.extracting(rowStart..<rowEnd),
                fields: _overrideLifetime(fields, borrowing: self))
        }
    }

    /// The byte of the stream that the current row begins at.
    @inlinable public var offset: Int { passed + rowStart }

    mutating func skipHeader() { stage = .rows }

    /// How many bytes lie behind the current row.
    public var available: Int { buffer.count - rowEnd }

    /// Looks for the next row.
    ///
    /// - Throws: an `Obstacle` for bytes that are no COPY data.
    public mutating func next() throws(Obstacle) -> Progress {
        if stage == .header, try !header() { return starve() }
        guard stage == .rows else {
            guard available == 0 else { throw damage("bytes follow its end") }
            return .end
        }
        guard available >= 2 else { return starve(2) }
        let count = Int16(bitPattern: integer(at: rowEnd))
        if count == -1 {
            rowEnd += 2
            rowStart = rowEnd
            fieldsFound = 0
            stage = .ended
            return try next()
        }
        guard Int(count) == format.fieldCount else {
            throw damage("a row has \(count) fields instead of \(format.fieldCount)")
        }
        return try locateFields()
    }

    /// Drops the bytes that rows have used up, so that `buffer` need not grow.
    public mutating func makeRoom() {
        guard rowEnd > 0 else { return }
        buffer.removeSubrange(0..<rowEnd)
        passed += rowEnd
        rowStart = 0
        rowEnd = 0
        fieldsFound = 0
    }

    /// What to throw when the bytes end here; `nil` after a whole stream.
    public func endTrouble() -> Obstacle? {
        stage == .ended ? nil : damage("it ends without a trailer", at: buffer.count)
    }

    @inline(__always)
    private mutating func locateFields() throws(Obstacle) -> Progress {
        let start = rowEnd
        fieldsFound = 0
        let (place, trouble) = Self.locate(format.fieldCount, in: buffer.span.bytes, from: start, fields)
        if let size = trouble { return try stop(at: place, size: size) }
        fieldsFound = format.fieldCount
        rowStart = start
        rowEnd = place
        rowCount += 1
        return .row
    }

    /// Gives where the row ends; or a field at which it can't go on, and what that claims to have.
    @inline(__always)
    private static func locate(
        _ count: Int, in bytes: RawSpan, from start: Int, _ fields: UnsafeMutablePointer<FieldRange>
    ) -> (place: Int, trouble: Int32?) {
        // No row is longer than 32 bits can count. No sum below passes `limit`.
        let limit = UInt32(truncatingIfNeeded: min(bytes.byteCount &- start, CopyFormat.largestRow - 1))
        var at: UInt32 = 2
        for index in 0..<count {
            guard limit &- at >= 4 else { return (start &+ Int(at), 0) }
            let size = UInt32(
                bigEndian: bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start &+ Int(at), as: UInt32.self))
            at &+= 4
            // Which fields are NULL can't be foreseen: asking costs less than a jump that nobody expects.
            let taken = size == .max ? 0 : size
            // Other negative ones are the largest.
            guard taken <= limit &- at, taken <= CopyFormat.largestField else {
                return (start &+ Int(at &- 4), Int32(bitPattern: size))
            }
            fields[index] = FieldRange(start: Int32(bitPattern: at), count: Int32(bitPattern: size))
            at &+= taken
        }
        return (start &+ Int(at), nil)
    }

    /// At a field that does not end within the bytes so far, or makes no sense.
    @inline(never)
    private mutating func stop(at place: Int, size: Int32) throws(Obstacle) -> Progress {
        let length = place + 4 - rowEnd
        guard size >= 0, Int(size) <= CopyFormat.largestField, length + Int(size) < CopyFormat.largestRow else {
            throw damage("a field claims to have \(size) bytes", at: place)
        }
        return starve(length + Int(size))
    }

    /// Passes over the header; `false` when it is not all there.
    private mutating func header() throws(Obstacle) -> Bool {
        let signature = CopyFormat.signature
        for index in 0..<min(signature.count, buffer.count) where buffer.span[index] != signature[index] {
            throw damage("it does not begin as PostgreSQL's binary COPY format does", at: index)
        }
        needed = 19
        guard buffer.count >= needed else { return false }
        let flags: UInt32 = integer(at: 11)
        // Bits 16 to 31 are critical; bit 16, which says that rows have OIDs, ended with PostgreSQL 12.
        guard flags >> 16 == 0 else { throw damage("its header has flags that are not known", at: 11) }
        let extent = Int32(bitPattern: integer(at: 15))
        guard extent >= 0, Int(extent) <= CopyFormat.largestField else {
            throw damage("its header claims to have \(extent) more bytes", at: 15)
        }
        needed = 19 + Int(extent)
        guard buffer.count >= needed else { return false }
        rowStart = needed
        rowEnd = needed
        stage = .rows
        return true
    }

    private mutating func starve(_ count: Int? = nil) -> Progress {
        if let count { needed = count }
        return .needsBytes
    }

    private func integer<Value: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Value {
        Value(bigEndian: buffer.span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
    }

    private func damage(_ what: String, at offset: Int? = nil) -> Obstacle {
        format.damage(what, afterRow: rowCount, byte: passed + (offset ?? rowEnd))
    }
}
