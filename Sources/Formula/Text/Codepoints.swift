/// How many code points text has: `length`, `char_length`. Bytes that are no UTF-8 count somehow, and trap nowhere.
func codePointCount(_ text: Span<UInt8>) -> Int {
    var count = 0
    for at in 0..<text.count where text[at] & 0xC0 != 0x80 { count += 1 }
    return count
}

/// Where the code point that begins at `start` ends.
func codePointEnd(_ text: Span<UInt8>, after start: Int) -> Int {
    var at = start + 1
    while at < text.count, text[at] & 0xC0 == 0x80 { at += 1 }
    return at
}

/// Where the code point that ends at `end` begins.
func codePointStart(_ text: Span<UInt8>, before end: Int) -> Int {
    var at = end - 1
    while at > 0, text[at] & 0xC0 == 0x80 { at -= 1 }
    return at
}

/// How many bytes the first `count` code points take; all of them where there are no more.
func byteCount(ofFirst count: Int, codePointsOf text: Span<UInt8>) -> Int {
    if count <= 0 { return 0 }
    if count >= text.count { return text.count }
    var at = 0
    var left = count
    while left > 0, at < text.count {
        at = codePointEnd(text, after: at)
        left -= 1
    }
    return at
}

/// The code point that begins at `start`, in valid UTF-8; 0 where nothing is there.
func codePoint(_ text: Span<UInt8>, at start: Int) -> UInt32 {
    guard start < text.count else { return 0 }
    let first = text[start]
    if first < 0x80 { return UInt32(first) }
    var value: UInt32 =
        first >= 0xF0 ? UInt32(first & 0x07) : first >= 0xE0 ? UInt32(first & 0x0F) : UInt32(first & 0x1F)
    for at in start + 1..<max(start + 1, codePointEnd(text, after: start)) {
        value = value << 6 | UInt32(text[at] & 0x3F)
    }
    return value
}

/// Whether bytes are valid UTF-8 as PostgreSQL wants it: shortest forms, no surrogates, nothing above U+10FFFF, no
/// zero byte.
func isValidUTF8(_ text: Span<UInt8>) -> Bool {
    var at = 0
    while at < text.count {
        let first = text[at]
        at += 1
        if first < 0x80 {
            if first == 0 { return false }
            continue
        }
        var lower: UInt8 = 0x80
        var upper: UInt8 = 0xBF
        var more = 1
        switch first {
        case 0xC2...0xDF: break
        case 0xE0:
            more = 2
            lower = 0xA0
        case 0xED:
            more = 2
            upper = 0x9F
        case 0xE1...0xEF: more = 2
        case 0xF0:
            more = 3
            lower = 0x90
        case 0xF4:
            more = 3
            upper = 0x8F
        case 0xF1...0xF3: more = 3
        default: return false
        }
        guard text.count - at >= more, text[at] >= lower, text[at] <= upper else { return false }
        for next in at + 1..<at + more where text[next] & 0xC0 != 0x80 { return false }
        at += more
    }
    return true
}
