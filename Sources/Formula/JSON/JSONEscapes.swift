/// Where in `text` the first byte stands, from `start` on, that a JSON string can't hold as it is; `text.count`: nowhere.
@inline(__always)
func firstJSONEscape(in text: Span<UInt8>, from start: Int = 0) -> Int {
    var at = start
    let bytes = text.bytes
    // Eight at a time: a byte's highest bit is set below where it is less than a space, a quote or a backslash.
    while at + 8 <= text.count {
        let word = bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
        if holdsJSONEscape(word) { break }
        at += 8
    }
    while at < text.count {
        let byte = text[at]
        if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return at }
        at += 1
    }
    return at
}

/// Whether one of eight bytes can't stand in a JSON string as it is.
@inline(__always)
func holdsJSONEscape(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
    let found = (word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
    return found & (ones &* 0x80) != 0
}

/// Copies bytes; `false` where one of them can't stand in a JSON string as it is.
@inline(__always)
func copyUnlessEscaped(_ source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, _ count: Int) -> Bool {
    var at = 0
    while at &+ 8 <= count {
        let word = source.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        if holdsJSONEscape(word) { return false }
        target.storeBytes(of: word, toByteOffset: at, as: UInt64.self)
        at &+= 8
    }
    if at == count { return true }
    // The last bytes, some of them seen already.
    if count >= 8 {
        let word = source.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        target.storeBytes(of: word, toByteOffset: count &- 8, as: UInt64.self)
        return !holdsJSONEscape(word)
    }
    if count >= 4 {
        let first = source.loadUnaligned(as: UInt32.self)
        let last = source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
        target.storeBytes(of: first, as: UInt32.self)
        target.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
        return !holdsJSONEscape(UInt64(first) | UInt64(last) << 32)
    }
    while at < count {
        let byte = source.load(fromByteOffset: at, as: UInt8.self)
        if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return false }
        target.storeBytes(of: byte, toByteOffset: at, as: UInt8.self)
        at &+= 1
    }
    return true
}
