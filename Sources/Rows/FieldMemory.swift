/// Some fields of the row seen last, copied into memory that is reused.
///
/// Each has a slot, which holds it where it is short; longer ones lie behind the slots, one behind the other.
public struct FieldMemory: ~Copyable {
    private struct Remembered {
        /// Which field of a row it is.
        let place: Int
        /// How many bytes it has; -1: it is NULL.
        var size: Int32 = -1
    }

    private var bytes: UnsafeMutableRawPointer
    private var capacity: Int
    private let remembered: UnsafeMutablePointer<Remembered>
    private let count: Int
    private var isEmpty = true

    /// How many bytes a slot has; a short field is copied in one stroke of so many.
    private static let slot = 32

    /// A memory of these fields.
    public init(_ fields: [Int]) {
        count = fields.count
        capacity = max(1, count) * Self.slot
        bytes = .allocate(byteCount: capacity, alignment: 16)
        remembered = .allocate(capacity: max(1, count))
        for (index, field) in fields.enumerated() {
            (remembered + index).initialize(to: Remembered(place: field))
        }
    }

    deinit {
        bytes.deallocate()
        remembered.deallocate()
    }

    /// Forgets the row before and remembers this one.
    public mutating func remember(_ row: borrowing Row) {
        isEmpty = false
        // Whatever stands behind a short field comes along, where it is the row's.
        let lastStroke = row.bytes.byteCount &- Self.slot
        var index = 0
        while index < count {
            let field = row.fields[remembered[index].place]
            remembered[index].size = field.count
            if UInt32(bitPattern: field.count) <= UInt32(Self.slot), Int(field.start) <= lastStroke {
                let value = row.bytes.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: Int(field.start), as: SIMD32<UInt8>.self)
                bytes.storeBytes(of: value, toByteOffset: index &* Self.slot, as: SIMD32<UInt8>.self)
            } else if field.count >= 0 {
                keep(field, of: row, as: index)
            }
            index &+= 1
        }
    }

    /// Copies a field that is long or stands at the row's end.
    @inline(never)
    private mutating func keep(_ field: FieldRange, of row: borrowing Row, as index: Int) {
        let (start, size) = (Int(field.start), Int(field.count))
        let target = self.start(of: index)
        if size > Self.slot, capacity - target < size { grow(to: target + size) }
        row.bytes.extracting(unchecked: start..<start + size).withUnsafeBytes { source in
            if let start = source.baseAddress { copyBytes(from: start, to: bytes + target, count: size) }
        }
    }

    /// Where a field begins that is not NULL.
    private func start(of index: Int) -> Int {
        guard remembered[index].size > Self.slot else { return index * Self.slot }
        var start = count * Self.slot
        for before in 0..<index where remembered[before].size > Self.slot { start += Int(remembered[before].size) }
        return start
    }

    /// How many fields are remembered; none before the first row.
    public var fieldCount: Int { isEmpty ? 0 : count }

    /// How many bytes the fields have together.
    public var byteCount: Int {
        var sum = 0
        for index in 0..<fieldCount { sum += max(0, Int(remembered[index].size)) }
        return sum
    }

    /// A field, by its place among those that are remembered; `nil` is NULL.
    public subscript(place: Int) -> Span<UInt8>? {
        @_lifetime(borrow self) get {
            precondition(place >= 0 && place < fieldCount)
            let size = Int(remembered[place].size)
            guard size >= 0 else { return nil }
            let span = Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(start: bytes + start(of: place), count: size))
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// The fields, in their order; `nil` is NULL. Empty before the first row.
    public var values: [[UInt8]?] {
        (0..<fieldCount).map { place in
            let size = Int(remembered[place].size)
            return size < 0 ? nil : [UInt8](UnsafeRawBufferPointer(start: bytes + start(of: place), count: size))
        }
    }

    private mutating func grow(to size: Int) {
        let larger = UnsafeMutableRawPointer.allocate(byteCount: max(2 * capacity, size), alignment: 16)
        larger.copyMemory(from: bytes, byteCount: capacity)
        bytes.deallocate()
        bytes = larger
        capacity = max(2 * capacity, size)
    }
}
