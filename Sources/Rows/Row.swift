#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

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
    public func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return withUnsafeBytes { one in
            other.withUnsafeBytes { two in
                guard let first = one.baseAddress, let second = two.baseAddress else { return true }
                return memcmp(first, second, one.count) == 0
            }
        }
    }
}

/// One row, valid until its stream goes on.
public struct Row: ~Escapable {
    @usableFromInline let bytes: RawSpan
    @usableFromInline let fields: Span<FieldRange>

    /// A row of `bytes`, whose fields lie where `fields` says; both must outlive the row.
    @_lifetime(copy bytes, copy fields)
    @inlinable public init(bytes: RawSpan, fields: Span<FieldRange>) {
        self.bytes = bytes
        self.fields = fields
    }

    /// How many fields the row has.
    @inlinable public var count: Int { fields.count }

    /// A field in PostgreSQL's binary format; `nil` is SQL NULL, which an empty field is not.
    @inlinable public subscript(column: Int) -> Span<UInt8>? {
        @_lifetime(copy self) get {
            let field = fields[column]
            guard field.count >= 0 else { return nil }
            return Span<UInt8>(_bytes: bytes.extracting(Int(field.start)..<Int(field.start) + Int(field.count)))
        }
    }
}
