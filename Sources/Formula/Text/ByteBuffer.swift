public import Rows

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// Bytes that grow at their end and are written over and over: where every value of every row is rendered.
///
/// A `UniqueArray<UInt8>` does the same; appending to this one is inlined down to a comparison and a store or a copy,
/// which halves the time that a row takes (Benchmarks/notes.md).
public struct ByteBuffer: ~Copyable {
    @usableFromInline var start: UnsafeMutablePointer<UInt8>
    /// How many bytes it has room for.
    @usableFromInline var capacity: Int
    /// How many bytes it has.
    @usableFromInline var used = 0

    /// An empty buffer with room for so many bytes; for none, nothing is allocated.
    public init(minimumCapacity: Int = 0) {
        capacity = minimumCapacity
        start = minimumCapacity > 0 ? .allocate(capacity: minimumCapacity) : Self.nowhere
    }

    deinit { if capacity > 0 { start.deallocate() } }

    /// Where a buffer without room begins; nothing is read or written there.
    @usableFromInline static var nowhere: UnsafeMutablePointer<UInt8> {
        UnsafeMutableRawPointer(bitPattern: 1).unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self)
    }

    /// How many bytes it has.
    @inlinable public var count: Int { used }

    /// Whether it has no bytes.
    @inlinable public var isEmpty: Bool { used == 0 }

    /// The places of its bytes.
    @inlinable public var indices: Range<Int> { 0..<used }

    /// Its bytes, until it changes.
    @inlinable public var span: Span<UInt8> {
        @_lifetime(borrow self) get {
            let span = Span(_unsafeStart: UnsafePointer(start), count: used)
            return _overrideLifetime(span, borrowing: self)
        }
    }

    /// A byte; the place must be one that it has.
    @inlinable public subscript(place: Int) -> UInt8 {
        get {
            precondition(place >= 0 && place < used)
            return start[place]
        }
        set {
            precondition(place >= 0 && place < used)
            start[place] = newValue
        }
    }

    /// Appends a byte.
    @inlinable @inline(__always)
    public mutating func append(_ byte: UInt8) {
        if used == capacity { grow(by: 1) }
        start[used] = byte
        used &+= 1
    }

    /// Appends a copy of some bytes.
    @inlinable @inline(__always)
    public mutating func append(copying bytes: Span<UInt8>) {
        let count = bytes.count
        if count > capacity &- used { grow(by: count) }
        bytes.withUnsafeBufferPointer { source in
            if let first = source.baseAddress { Self.copy(first, to: start + used, count: count) }
        }
        used &+= count
    }

    @inlinable @inline(__always)
    static func copy(_ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int) {
        copyBytes(from: UnsafeRawPointer(source), to: UnsafeMutableRawPointer(target), count: count)
    }

    /// Appends a copy of a part of another buffer.
    @inline(__always)
    mutating func append(copying range: Range<Int>, of other: borrowing ByteBuffer) {
        append(copying: other.span.extracting(range))
    }

    /// Appends a copy of a digest's first bytes.
    @inline(__always)
    mutating func append(copying count: Int, of digest: borrowing InlineArray<64, UInt8>) {
        append(copying: digest.span.extracting(0..<count))
    }

    /// Appends text that stands in the source.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        let count = text.utf8CodeUnitCount
        if count > capacity &- used { grow(by: count) }
        (start + used).update(from: text.utf8Start, count: count)
        used &+= count
    }

    /// Appends a copy of some bytes.
    public mutating func append(copying bytes: [UInt8]) { append(copying: bytes.span) }

    /// Appends words that stand in the source.
    public mutating func append(words: StaticString) { append(words) }

    /// Appends text as a JSON string, quotes included (RFC 8259, section 7).
    public mutating func append(jsonString text: Span<UInt8>) { appendJSONString(text, into: &self) }

    /// The bytes, which are taken away; the room stays.
    public mutating func takeAll() -> [UInt8] {
        defer { used = 0 }
        return span.copied
    }

    /// Makes room for so many bytes; `body` writes there and says how many it wrote.
    @inline(__always)
    mutating func writing(atMost count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Int) {
        if count > capacity &- used { grow(by: count) }
        used &+= body(start + used)
        precondition(used <= capacity)
    }

    /// Where the next byte goes.
    @inline(__always)
    var end: UnsafeMutablePointer<UInt8> { start + used }

    /// For one who writes straight into the room behind the bytes and has come to a place: the same place, perhaps in
    /// other memory, where there is room for so many bytes more.
    @inline(__always)
    mutating func place(
        _ place: UnsafeMutablePointer<UInt8>, withRoomFor count: Int
    ) -> UnsafeMutablePointer<UInt8> {
        if count <= capacity &- (place - start) { return place }
        end(at: place)
        grow(by: count)
        return end
    }

    /// Ends the bytes where one who wrote into the room has come to.
    @inline(__always)
    mutating func end(at place: UnsafeMutablePointer<UInt8>) {
        used = place - start
        precondition(used >= 0 && used <= capacity)
    }

    /// Whether these bytes stand at a place.
    func has(_ bytes: Span<UInt8>, at place: Int) -> Bool {
        guard place >= 0, bytes.count <= used - place else { return false }
        return span.extracting(place..<place + bytes.count).isEqual(to: bytes)
    }

    /// Inserts bytes before a place.
    mutating func insert(copying bytes: Span<UInt8>, at place: Int) {
        precondition(place >= 0 && place <= used)
        let count = bytes.count
        if count > capacity &- used { grow(by: count) }
        memmove(start + place + count, start + place, used - place)
        for index in 0..<count { start[place + index] = bytes[index] }
        used += count
    }

    /// Appends bytes that lie somewhere in memory.
    @inline(__always)
    mutating func append(copying bytes: UnsafeBufferPointer<UInt8>) { append(copying: bytes.span) }

    /// Takes so many bytes away at the end.
    @inline(__always)
    mutating func removeLast(_ count: Int) {
        precondition(count >= 0 && count <= used)
        used &-= count
    }

    /// Takes all bytes away; the room stays.
    @inlinable @inline(__always)
    public mutating func removeAll() { used = 0 }

    @usableFromInline @inline(never)
    mutating func grow(by count: Int) {
        let room = Swift.max(64, 2 * capacity, used + count)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: room)
        if capacity > 0 {
            larger.update(from: start, count: used)
            start.deallocate()
        }
        start = larger
        capacity = room
    }
}
