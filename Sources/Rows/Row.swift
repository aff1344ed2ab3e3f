/// Where a field lies in a row's bytes.
public struct FieldRange: Sendable, Hashable {
    @usableFromInline var start: Int32
    /// -1 is SQL NULL.
    @usableFromInline var count: Int32

    @inlinable init(start: Int32, count: Int32) {
        self.start = start
        self.count = count
    }
}

extension Span<UInt8> {
    /// Whether both have the same bytes.
    @inlinable @inline(__always) public func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        // Nearly everything that is compared for each row is a SHA-256.
        guard count == 32 else { return isEqualOfAnyLength(to: other) }
        let (one, two) = (bytes, other.bytes)
        var difference: UInt64 = 0
        for word in 0..<4 {
            difference |=
                one.unsafeLoadUnaligned(fromUncheckedByteOffset: 8 &* word, as: UInt64.self)
                ^ two.unsafeLoadUnaligned(fromUncheckedByteOffset: 8 &* word, as: UInt64.self)
        }
        return difference == 0
    }

    /// Likewise, of as many bytes as these are.
    @usableFromInline func isEqualOfAnyLength(to other: Span<UInt8>) -> Bool {
        let (one, two) = (bytes, other.bytes)
        var at = 0
        while at &+ 16 <= count {
            let left = one.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: SIMD2<UInt64>.self)
            let right = two.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: SIMD2<UInt64>.self)
            let difference = left ^ right
            if difference[0] | difference[1] != 0 { return false }
            at &+= 16
        }
        if at &+ 8 <= count {
            let left = one.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: UInt64.self)
            if left != two.unsafeLoadUnaligned(fromUncheckedByteOffset: at, as: UInt64.self) { return false }
            at &+= 8
        }
        while at < count {
            if self[unchecked: at] != other[unchecked: at] { return false }
            at &+= 1
        }
        return true
    }
}

/// One row, valid until its stream goes on.
public struct Row: ~Escapable {
    @usableFromInline let bytes: RawSpan
    @usableFromInline let fields: Span<FieldRange>

    /// A row of `bytes`, whose fields lie where `fields` says; both must outlive the row.
    ///
    /// Nobody makes a row whose fields do not lie within its bytes: `CopyParser` looks at each length as it finds it,
    /// `OwnedRow` copies what a row has, `Projection` only chooses. So a field is not looked at again when it is taken.
    @_lifetime(copy bytes, copy fields)
    @inlinable init(bytes: RawSpan, fields: Span<FieldRange>) {
        self.bytes = bytes
        self.fields = fields
    }

    /// How many bytes the row has, the fields' and those between them.
    @inlinable public var byteCount: Int { bytes.byteCount }

    /// How many fields the row has.
    @inlinable public var count: Int { fields.count }

    /// A field in PostgreSQL's binary format; `nil` is SQL NULL, which an empty field is not.
    @inlinable @inline(__always) public subscript(column: Int) -> Span<UInt8>? {
        @_lifetime(copy self) get {
            let field = fields[column]
            guard field.count >= 0 else { return nil }
            let start = Int(field.start)
            return Span<UInt8>(_bytes: bytes.extracting(unchecked: start..<start &+ Int(field.count)))
        }
    }

    /// A field of two, four or eight bytes as a whole number; `nil`: it is NULL or has another width.
    @inlinable @inline(__always) public func number(_ column: Int, width: Int) -> Int64? {
        guard let field = self[column], field.count == width else { return nil }
        switch width {
        case 8: return Int64(bigEndian: field.bytes.unsafeLoadUnaligned(as: Int64.self))
        case 4: return Int64(Int32(bigEndian: field.bytes.unsafeLoadUnaligned(as: Int32.self)))
        case 2: return Int64(Int16(bigEndian: field.bytes.unsafeLoadUnaligned(as: Int16.self)))
        default: return nil
        }
    }
}
