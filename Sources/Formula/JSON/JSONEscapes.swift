/// Where in `text` the first byte stands, from `start` on, that a JSON string can't hold as it is; `text.count`: nowhere.
@inline(__always)
func firstJSONEscape(in text: Span<UInt8>, from start: Int = 0) -> Int {
    var at = start
    let bytes = text.bytes
    // Eight at a time: a byte's highest bit is set below where it is less than a space, a quote or a backslash.
    while at + 8 <= text.count {
        let word = bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self)
        let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        let found = (word &- ones &* 0x20) & ~word | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash
        if found & (ones &* 0x80) != 0 { break }
        at += 8
    }
    while at < text.count {
        let byte = text[at]
        if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return at }
        at += 1
    }
    return at
}

private let ones: UInt64 = 0x0101_0101_0101_0101
