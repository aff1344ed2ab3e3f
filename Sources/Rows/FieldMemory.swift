/// Some fields of the row seen last, copied into memory that is reused.
public struct FieldMemory: ~Copyable {
    private var bytes: UnsafeMutableRawPointer
    private var capacity = 256
    /// Where each field ends; -1: it is NULL.
    private let ends: UnsafeMutablePointer<Int>
    /// Which fields of a row they are.
    private let places: UnsafeMutablePointer<Int>
    private let count: Int
    private var isEmpty = true

    /// Fields of at most so many bytes are copied in one stroke.
    private static let stroke = 32

    /// A memory of these fields.
    public init(_ fields: [Int]) {
        count = fields.count
        bytes = .allocate(byteCount: capacity, alignment: 16)
        ends = .allocate(capacity: max(1, count))
        places = .allocate(capacity: max(1, count))
        for (index, field) in fields.enumerated() { (places + index).initialize(to: field) }
    }

    deinit {
        bytes.deallocate()
        ends.deallocate()
        places.deallocate()
    }

    /// Forgets the row before and remembers this one.
    public mutating func remember(_ row: borrowing Row) {
        isEmpty = false
        var used = 0
        var index = 0
        while index < count {
            let field = row.fields[places[index]]
            guard field.count >= 0 else {
                ends[index] = -1
                index &+= 1
                continue
            }
            let (start, size) = (Int(field.start), Int(field.count))
            if size <= Self.stroke, start <= row.bytes.byteCount &- Self.stroke, used <= capacity &- Self.stroke {
                // Whatever stands behind a short field comes along; the next field is written over it.
                let value = row.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: start, as: SIMD32<UInt8>.self)
                bytes.storeBytes(of: value, toByteOffset: used, as: SIMD32<UInt8>.self)
            } else {
                if capacity &- used < size { grow(used: used, by: size) }
                row.bytes.extracting(unchecked: start..<start &+ size).withUnsafeBytes { source in
                    if let start = source.baseAddress { copyBytes(from: start, to: bytes + used, count: size) }
                }
            }
            used &+= size
            ends[index] = used
            index &+= 1
        }
    }

    /// How many fields are remembered; none before the first row.
    public var fieldCount: Int { isEmpty ? 0 : count }

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
            let span = Span<UInt8>(
                _unsafeBytes: UnsafeRawBufferPointer(start: bytes + start, count: ends[place] - start))
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// The fields, in their order; `nil` is NULL. Empty before the first row.
    public var values: [[UInt8]?] {
        guard !isEmpty else { return [] }
        var values: [[UInt8]?] = []
        var start = 0
        for index in 0..<count {
            guard ends[index] >= 0 else {
                values.append(nil)
                continue
            }
            values.append([UInt8](UnsafeRawBufferPointer(start: bytes + start, count: ends[index] - start)))
            start = ends[index]
        }
        return values
    }

    private mutating func grow(used: Int, by size: Int) {
        capacity = max(2 * capacity, used + size)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        larger.copyMemory(from: bytes, byteCount: used)
        bytes.deallocate()
        bytes = larger
    }
}
