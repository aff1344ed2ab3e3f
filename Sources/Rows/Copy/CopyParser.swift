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
    public private(set) var rowCount = 0
    /// How many bytes must be there, from the next row's first on, before it is worth looking again.
    public private(set) var needed = 0

    private let format: CopyFormat
    private var fields: UniqueArray<FieldRange>
    private var stage = Stage.header
    /// Where in `buffer` the current row begins and ends; the next begins at its end.
    private var rowStart = 0
    private var rowEnd = 0
    /// How many bytes of the stream came before `buffer`.
    private var passed = 0

    private enum Stage { case header, rows, ended }

    /// A parser at a stream's beginning.
    public init(_ format: CopyFormat) {
        self.format = format
        buffer = UniqueArray(minimumCapacity: 131_072)
        fields = UniqueArray(minimumCapacity: max(1, format.fieldCount))
    }

    /// The current row, valid until the parser goes on.
    public var row: Row {
        @_lifetime(borrow self) get {
            Row(bytes: buffer.span.bytes.extracting(rowStart..<rowEnd), fields: fields.span)
        }
    }

    /// The byte of the stream that the current row begins at.
    public var offset: Int { passed + rowStart }

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
            fields.removeAll(keepingCapacity: true)
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
        fields.removeAll(keepingCapacity: true)
    }

    /// What to throw when the bytes end here; `nil` after a whole stream.
    public func endTrouble() -> Obstacle? {
        stage == .ended ? nil : damage("it ends without a trailer", at: buffer.count)
    }

    private mutating func locateFields() throws(Obstacle) -> Progress {
        let start = rowEnd
        fields.removeAll(keepingCapacity: true)
        switch Self.locate(format.fieldCount, in: buffer, from: start, &fields) {
        case .found(let end):
            rowStart = start
            rowEnd = end
            rowCount += 1
            return .row
        case .incomplete(let count): return starve(count)
        case .nonsense(let count, let place): throw damage("a field claims to have \(count) bytes", at: place)
        }
    }

    private enum Location {
        case found(end: Int)
        /// How many bytes must be there.
        case incomplete(Int)
        /// A field that can't be so long, and where it begins.
        case nonsense(Int32, at: Int)
    }

    private static func locate(
        _ count: Int, in buffer: borrowing UniqueArray<UInt8>, from start: Int, _ fields: inout UniqueArray<FieldRange>
    ) -> Location {
        let bytes = buffer.span.bytes
        let available = buffer.count
        var at = start + 2
        var result: Location?
        fields.append(addingCount: count) { output in
            output.withUnsafeMutableBufferPointer { space, used in
                guard var next = space.baseAddress else { return }
                for _ in 0..<count {
                    guard available - at >= 4 else {
                        result = .incomplete(at + 4 - start)
                        return
                    }
                    let size = Int32(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: at, as: Int32.self))
                    at += 4
                    if size == -1 {
                        next.initialize(to: FieldRange(start: 0, count: -1))
                    } else {
                        guard size >= 0, Int(size) <= CopyFormat.largestField,
                            at - start + Int(size) < CopyFormat.largestRow
                        else {
                            result = .nonsense(size, at: at - 4)
                            return
                        }
                        guard available - at >= Int(size) else {
                            result = .incomplete(at + Int(size) - start)
                            return
                        }
                        next.initialize(to: FieldRange(start: Int32(truncatingIfNeeded: at - start), count: size))
                        at += Int(size)
                    }
                    next += 1
                    used += 1
                }
            }
        }
        return result ?? .found(end: at)
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
