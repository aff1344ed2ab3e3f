/// A hash in the fixed size in which a walk remembers it: two are equal exactly if the columns' bytes are.
///
/// Up to 64 bytes (a digest as bytea, SHA-256 in any spelling), and digests in up to 128 hex digits or in up to 112 behind
/// a prefix of up to 8 bytes that ends in a colon, take no memory of their own; whatever else stands in the column is kept
/// as it is.
public struct HashIdentity: Sendable, Hashable {
    private var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
    private var other: [UInt8]?
    private var spelling = Spelling.raw
    private var count: UInt8 = 0

    private enum Spelling: UInt8 { case raw, lowerHex, upperHex, other }

    /// The identity of a column's bytes; text and bytea are never compared with each other.
    public init(_ bytes: borrowing Span<UInt8>) {
        if bytes.count <= 64 {
            count = UInt8(bytes.count)
            var start = 0
            while start + 8 <= bytes.count {
                Self.set(&words, start >> 3, Self.word(bytes, at: start))
                start += 8
            }
            if start < bytes.count {
                var word: UInt64 = 0
                for index in start..<bytes.count { word = word << 8 | UInt64(bytes[index]) }
                Self.set(&words, start >> 3, word << UInt64(8 * (8 - (bytes.count - start))))
            }
            return
        }
        if decodeHex(bytes) { return }
        spelling = .other
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for index in bytes.indices { copy.append(bytes[index]) }
        other = copy
    }

    /// The identity of a value.
    public init(_ value: HashValue) { self.init(value.bytes.span) }

    @inline(__always)
    private static func word(_ bytes: borrowing Span<UInt8>, at start: Int) -> UInt64 {
        unsafe UInt64(bigEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
    }

    /// Reads `prefix:hex`; a failed attempt leaves nothing behind.
    private mutating func decodeHex(_ bytes: borrowing Span<UInt8>) -> Bool {
        var start = 0
        var found: UInt64 = 0
        for index in 0..<min(8, bytes.count) where bytes[index] == UInt8(ascii: ":") {
            start = index + 1
            for position in 0..<start {
                // A zero byte at its start would be lost.
                guard bytes[position] != 0 else { return false }
                found = found << 8 | UInt64(bytes[position])
            }
            break
        }
        let digits = bytes.count - start
        guard digits % 2 == 0, digits <= (start == 0 ? 128 : 112) else { return false }
        var alphabet = Spelling.raw
        var word: UInt64 = 0
        var decoded = Self.zero
        for index in 0..<digits {
            let byte = bytes[start + index]
            let nibble: UInt8
            switch byte {
            case 0x30...0x39: nibble = byte &- 0x30
            case 0x61...0x66:
                guard alphabet != .upperHex else { return false }
                alphabet = .lowerHex
                nibble = byte &- 0x57
            case 0x41...0x46:
                guard alphabet != .lowerHex else { return false }
                alphabet = .upperHex
                nibble = byte &- 0x37
            default: return false
            }
            word = word << 4 | UInt64(nibble)
            if index & 15 == 15 || index == digits - 1 {
                Self.set(&decoded, index >> 4, word)
                word = 0
            }
        }
        words = decoded
        if start > 0 { words.7 = found }
        // Digits alone are the same text in either alphabet.
        spelling = alphabet == .raw ? .lowerHex : alphabet
        count = UInt8(digits)
        return true
    }

    private static var zero: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) {
        (0, 0, 0, 0, 0, 0, 0, 0)
    }

    private static func set(
        _ words: inout (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64), _ index: Int, _ value: UInt64
    ) {
        switch index {
        case 0: words.0 = value
        case 1: words.1 = value
        case 2: words.2 = value
        case 3: words.3 = value
        case 4: words.4 = value
        case 5: words.5 = value
        case 6: words.6 = value
        default: words.7 = value
        }
    }

    /// The column's bytes again.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(other?.count ?? Int(count) + 8)
        forEachByte { bytes.append($0) }
        return bytes
    }

    /// Calls `body` with each of the column's bytes, in their order; allocates nothing.
    public func forEachByte(_ body: (UInt8) -> Void) {
        if let other {
            for byte in other { body(byte) }
            return
        }
        if spelling == .raw {
            for index in 0..<Int(count) {
                body(UInt8(truncatingIfNeeded: word(index >> 3) >> UInt64(56 - 8 * (index & 7))))
            }
            return
        }
        if count <= 112 {
            for index in 0..<8 {
                let byte = UInt8(truncatingIfNeeded: words.7 >> UInt64(56 - 8 * index))
                if byte != 0 { body(byte) }
            }
        }
        let letters = spelling == .upperHex ? UInt8(ascii: "A") : UInt8(ascii: "a")
        for index in 0..<Int(count) {
            // A last word that is not full holds its digits at its low end.
            let inWord = min(16, Int(count) - (index & ~15))
            let shift = UInt64(4 * (inWord - 1 - (index & 15)))
            let nibble = UInt8(truncatingIfNeeded: word(index >> 4) >> shift & 15)
            body(nibble < 10 ? UInt8(ascii: "0") + nibble : letters + nibble - 10)
        }
    }

    private func word(_ index: Int) -> UInt64 {
        switch index {
        case 0: words.0
        case 1: words.1
        case 2: words.2
        case 3: words.3
        case 4: words.4
        case 5: words.5
        case 6: words.6
        default: words.7
        }
    }

    /// Whether both stand for the same bytes.
    public static func == (left: HashIdentity, right: HashIdentity) -> Bool {
        left.words.0 == right.words.0 && left.words.1 == right.words.1 && left.words.2 == right.words.2
            && left.words.3 == right.words.3 && left.words.4 == right.words.4 && left.words.5 == right.words.5
            && left.words.6 == right.words.6 && left.words.7 == right.words.7
            && left.spelling == right.spelling && left.count == right.count && left.other == right.other
    }

    /// Feeds enough of what `==` compares that values which differ rarely meet.
    public func hash(into hasher: inout Hasher) {
        // All that a digest has: links are for anybody to choose who can write the table.
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
        if count > 32 {
            hasher.combine(words.4)
            hasher.combine(words.5)
            hasher.combine(words.6)
            hasher.combine(words.7)
        }
        hasher.combine(count)
        hasher.combine(other)
    }
}
