/// Appends the text that a type's output function gives for one element in the binary format.
typealias ElementText = (Span<UInt8>, inout ByteBuffer) throws(ValueFault) -> Void

/// An array in the binary format (`array_send`), its elements read one by one in row-major order.
struct WireArray: ~Escapable {
    /// At most 6 dimensions, as in the server.
    static let dimensionLimit = 6

    let bytes: Span<UInt8>
    /// `pg_type.oid` of the elements.
    let element: UInt32
    let dimensions: Int
    private(set) var lengths = InlineArray<6, Int>(repeating: 0)
    private(set) var lowerBounds = InlineArray<6, Int>(repeating: 1)
    /// How many elements it has.
    let count: Int
    private var at: Int

    /// Reads the header.
    ///
    /// - Throws: `.damaged` where it is none.
    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) throws(ValueFault) {
        guard bytes.count >= 12 else { throw .damaged }
        let dimensions = wireInteger(bytes, 0)
        guard dimensions >= 0, dimensions <= Self.dimensionLimit, bytes.count >= 12 + 8 * dimensions else {
            throw .damaged
        }
        var lengths = InlineArray<6, Int>(repeating: 0)
        var lowerBounds = InlineArray<6, Int>(repeating: 1)
        var count = dimensions == 0 ? 0 : 1
        for index in 0..<dimensions {
            lengths[index] = wireInteger(bytes, 12 + 8 * index)
            lowerBounds[index] = wireInteger(bytes, 16 + 8 * index)
            // Each element takes four bytes at least, which bounds the product before it can overflow.
            guard lengths[index] >= 0, lengths[index] <= bytes.count else { throw .damaged }
            count *= lengths[index]
            guard count <= bytes.count / 4 else { throw .damaged }
        }
        self.bytes = bytes
        self.element = UInt32(truncatingIfNeeded: wireInteger(bytes, 8))
        self.dimensions = dimensions
        self.lengths = lengths
        self.lowerBounds = lowerBounds
        self.count = count
        at = 12 + 8 * dimensions
    }

    /// The next element; `nil` is NULL. To be called `count` times, then `finish()`.
    @_lifetime(copy self)
    mutating func next() throws(ValueFault) -> Span<UInt8>? {
        guard bytes.count - at >= 4 else { throw .damaged }
        let length = wireInteger(bytes, at)
        at += 4
        if length == -1 { return nil }
        guard length >= 0, length <= bytes.count - at else { throw .damaged }
        let start = at
        at += length
        return bytes.extracting(start..<at)
    }

    /// Makes sure that nothing follows the last element.
    func finish() throws(ValueFault) {
        guard at == bytes.count else { throw .damaged }
    }

    /// How many brackets open before element `index`, counted from 0, or close before it where it is behind another.
    func brackets(before index: Int) -> Int {
        var product = 1
        var found = 0
        for dimension in stride(from: dimensions - 1, through: 0, by: -1) {
            product *= lengths[dimension]
            guard index % product == 0 else { break }
            found += 1
        }
        return found
    }
}

/// A big-endian 32-bit integer; four bytes must be there.
private func wireInteger(_ bytes: Span<UInt8>, _ at: Int) -> Int {
    var value: UInt32 = 0
    for offset in 0..<4 { value = value << 8 | UInt32(bytes[at + offset]) }
    return Int(Int32(bitPattern: value))
}
