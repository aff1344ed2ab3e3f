/// Some fields of the row seen last, copied into memory that is reused.
public struct FieldMemory: ~Copyable {
    private var bytes: UnsafeMutableRawBufferPointer
    /// Where each field ends; -1: it is NULL.
    private let ends: UnsafeMutablePointer<Int>
    private let fields: [Int]
    private var isEmpty = true

    /// A memory of these fields.
    public init(_ fields: [Int]) {
        self.fields = fields
        bytes = .allocate(byteCount: 256, alignment: 16)
        ends = .allocate(capacity: max(1, fields.count))
    }

    deinit {
        bytes.deallocate()
        ends.deallocate()
    }

    /// Forgets the row before and remembers this one.
    public mutating func remember(_ row: borrowing Row) {
        isEmpty = false
        var used = 0
        for index in fields.indices {
            guard let value = row[fields[index]] else {
                ends[index] = -1
                continue
            }
            let count = value.count
            if bytes.count - used < count { grow(used: used, by: count) }
            value.withUnsafeBytes { source in
                if let start = source.baseAddress, let target = bytes.baseAddress {
                    copyBytes(from: start, to: target + used, count: count)
                }
            }
            used += count
            ends[index] = used
        }
    }

    /// How many fields are remembered; none before the first row.
    public var fieldCount: Int { isEmpty ? 0 : fields.count }

    /// How many bytes the fields have together.
    public var byteCount: Int {
        var count = 0
        for index in 0..<fieldCount { count = max(count, ends[index]) }
        return count
    }

    /// A field, by its place among those that are remembered; `nil` is NULL.
    public subscript(place: Int) -> Span<UInt8>? {
        @_lifetime(borrow self) get {
            precondition(place >= 0 && place < fieldCount)
            guard ends[place] >= 0 else { return nil }
            var start = 0
            for index in 0..<place { start = max(start, ends[index]) }
            let span = Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: bytes[start..<ends[place]]))
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// The fields, in their order; `nil` is NULL. Empty before the first row.
    public var values: [[UInt8]?] {
        guard !isEmpty else { return [] }
        var values: [[UInt8]?] = []
        var start = 0
        for index in fields.indices {
            guard ends[index] >= 0 else {
                values.append(nil)
                continue
            }
            values.append([UInt8](bytes[start..<ends[index]]))
            start = ends[index]
        }
        return values
    }

    private mutating func grow(used: Int, by count: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(2 * bytes.count, used + count), alignment: 16)
        if let source = bytes.baseAddress { larger.baseAddress?.copyMemory(from: source, byteCount: used) }
        bytes.deallocate()
        bytes = larger
    }
}
