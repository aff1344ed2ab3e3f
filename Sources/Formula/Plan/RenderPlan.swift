internal import BasicContainers
internal import OpenSSL
public import Rows

/// Computes a formula over rows, one after the other, in buffers that it reuses: once they have grown to the longest
/// row nothing is allocated.
public struct RenderPlan: ~Copyable {
    /// A value on the stack.
    struct Slot {
        var isNull: Bool
        var number: Int64
        /// Where its bytes stand in `bytes`; empty for a number. What lies behind belongs to later values.
        var start: Int
        var end: Int
    }

    var code: UniqueArray<Instruction>
    let writings: UniqueArray<Writing>
    /// The whole program in short, where it is no more than that.
    let sealing: Sealing?
    var constants: ByteBuffer
    var kinds: UniqueArray<JSONBuilder.Kind>
    var hashers: UniqueArray<Hasher>
    var keyed: UniqueArray<HMAC>
    let valueCalls: [ValueCall]
    var stamps: UniqueArray<(pattern: ToCharPattern, stamp: Stamp)>
    let linkField: Int?
    let settings: RenderSettings

    var stack = UniqueArray<Slot>(minimumCapacity: 64)
    var bytes = ByteBuffer(minimumCapacity: 4096)
    /// Where a function writes what is then put in its arguments' place.
    var spare = ByteBuffer(minimumCapacity: 4096)
    var digest = Digest(repeating: 0)
    var builder = JSONBuilder()
    var access = JSONAccess()
    var path = JSONPath()
    var arrays = ArrayText()
    /// What goes into each hash function, where somebody wants to see it.
    var preimages: [[UInt8]]?
    /// How many times the value could not be computed when it was compared or copied.
    public internal(set) var troubleCount = 0
    /// Why, the last time.
    public internal(set) var trouble: RenderTrouble?

    init(_ program: borrowing Program, linkField: Int?, settings: RenderSettings) {
        code = UniqueArray(copying: program.code)
        writings = UniqueArray(copying: program.writings)
        sealing = Sealing(program.code)
        constants = ByteBuffer(minimumCapacity: program.constants.count + Piece.stride)
        constants.append(copying: program.constants.span)
        for _ in 0..<Piece.stride { constants.append(0) }
        kinds = UniqueArray(copying: program.kinds)
        hashers = UniqueArray(minimumCapacity: program.hashers.count)
        for algorithm in program.hashers { hashers.append(Hasher(algorithm)) }
        keyed = UniqueArray(minimumCapacity: program.keyed.count)
        for algorithm in program.keyed { keyed.append(HMAC(algorithm, key: [UInt8]().span)) }
        valueCalls = program.valueCalls
        stamps = UniqueArray(minimumCapacity: program.stamps.count)
        for stamp in program.stamps { stamps.append(stamp) }
        self.linkField = linkField
        self.settings = settings
    }

    /// Computes the value for a row with the link that it stores.
    ///
    /// - Returns: `false` for SQL NULL; otherwise `value` has the bytes.
    @inline(__always)
    public mutating func evaluate(_ row: borrowing Row) throws(RenderTrouble) -> Bool {
        guard let linkField else { return try run(row, nil) }
        return try run(row, row[linkField])
    }

    /// Computes the value for a row with another link, in the link column's binary format.
    @inline(__always)
    public mutating func evaluate(_ row: borrowing Row, link: Span<UInt8>) throws(RenderTrouble) -> Bool {
        try run(row, link)
    }

    /// Computes the value for a row with NULL for the link.
    public mutating func evaluateWithNullLink(_ row: borrowing Row) throws(RenderTrouble) -> Bool {
        try run(row, nil)
    }

    /// The value computed last, of text or bytea; valid until the next one. Empty where that was NULL.
    public var value: Span<UInt8> {
        @_lifetime(borrow self) get {
            guard !stack.isEmpty, !stack[0].isNull else { return bytes.span.extracting(0..<0) }
            return bytes.span.extracting(stack[0].start..<stack[0].end)
        }
    }
}
