/// Appends text as a JSON string, quotes included, as `json` and `jsonb` print it.
@inline(__always)
func appendJSONString(_ text: Span<UInt8>, into out: inout ByteBuffer) {
    var isClean = true
    out.writing(atMost: text.count + 2) { space in
        text.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            isClean = copyUnlessEscaped(UnsafeRawPointer(start), to: UnsafeMutableRawPointer(space + 1), source.count)
        }
        guard isClean else { return 0 }
        space[0] = UInt8(ascii: "\"")
        space[text.count + 1] = UInt8(ascii: "\"")
        return text.count + 2
    }
    if !isClean { appendEscapedJSONString(text, into: &out) }
}

@inline(never)
private func appendEscapedJSONString(_ text: Span<UInt8>, into out: inout ByteBuffer) {
    out.append(UInt8(ascii: "\""))
    appendJSONEscaped(text, from: 0, into: &out)
    out.append(UInt8(ascii: "\""))
}

/// Appends the rest of a JSON string without its quotes.
func appendJSONEscaped(_ text: Span<UInt8>, from start: Int, into out: inout ByteBuffer) {
    var copied = start
    var at = start
    while at < text.count {
        let next = firstJSONEscape(in: text, from: at)
        guard next < text.count else { break }
        out.append(copying: text.extracting(copied..<next))
        at = next + 1
        copied = at
        let byte = text[next]
        out.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: out.append(UInt8(ascii: "b"))
        case 0x0C: out.append(UInt8(ascii: "f"))
        case 0x0A: out.append(UInt8(ascii: "n"))
        case 0x0D: out.append(UInt8(ascii: "r"))
        case 0x09: out.append(UInt8(ascii: "t"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): out.append(byte)
        default:
            out.append(UInt8(ascii: "u"))
            out.append(UInt8(ascii: "0"))
            out.append(UInt8(ascii: "0"))
            out.append(lowerHexDigit(byte >> 4))
            out.append(lowerHexDigit(byte & 15))
        }
    }
    out.append(copying: text.extracting(copied..<text.count))
}

/// Appends what a JSON string stands for; `content` is what the lexer accepted between the quotes.
///
/// - Throws: `.unicodeEscape` for half of a surrogate pair and for `\u0000`, as PostgreSQL's `jsonb` does.
func appendJSONDecoded(_ content: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
    var at = 0
    var copied = 0
    var high: UInt32?
    while at < content.count {
        guard content[at] == UInt8(ascii: "\\") else {
            guard high == nil else { throw .unicodeEscape }
            at += 1
            continue
        }
        out.append(copying: content.extracting(copied..<at))
        guard at + 1 < content.count else { throw .invalidJSON(byte: at) }
        let letter = content[at + 1]
        if letter == UInt8(ascii: "u") {
            guard content.count - at >= 6 else { throw .invalidJSON(byte: at) }
            var unit: UInt32 = 0
            for offset in 2..<6 {
                guard let digit = hexDigit(content[at + offset]) else { throw .invalidJSON(byte: at) }
                unit = unit << 4 | UInt32(digit)
            }
            at += 6
            copied = at
            if unit >= 0xD800, unit < 0xDC00 {
                guard high == nil else { throw .unicodeEscape }
                high = unit
            } else if let first = high {
                guard unit >= 0xDC00, unit < 0xE000 else { throw .unicodeEscape }
                appendUTF8(0x10000 + (first - 0xD800) << 10 + (unit - 0xDC00), into: &out)
                high = nil
            } else {
                guard unit != 0, unit < 0xDC00 || unit >= 0xE000 else { throw .unicodeEscape }
                appendUTF8(unit, into: &out)
            }
            continue
        }
        guard high == nil else { throw .unicodeEscape }
        switch letter {
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0C)
        case UInt8(ascii: "n"): out.append(0x0A)
        case UInt8(ascii: "r"): out.append(0x0D)
        case UInt8(ascii: "t"): out.append(0x09)
        default: out.append(letter)
        }
        at += 2
        copied = at
    }
    guard high == nil else { throw .unicodeEscape }
    out.append(copying: content.extracting(copied..<content.count))
}

/// Appends a code point, which must not be half of a surrogate pair nor above 0x10FFFF.
func appendUTF8(_ point: UInt32, into out: inout ByteBuffer) {
    func byte(_ value: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: value) }
    switch point {
    case 0..<0x80: out.append(byte(point))
    case 0x80..<0x800:
        out.append(0xC0 | byte(point >> 6))
        out.append(0x80 | byte(point & 0x3F))
    case 0x800..<0x10000:
        out.append(0xE0 | byte(point >> 12))
        out.append(0x80 | byte(point >> 6 & 0x3F))
        out.append(0x80 | byte(point & 0x3F))
    default:
        out.append(0xF0 | byte(point >> 18))
        out.append(0x80 | byte(point >> 12 & 0x3F))
        out.append(0x80 | byte(point >> 6 & 0x3F))
        out.append(0x80 | byte(point & 0x3F))
    }
}

/// The digit of a value below 16.
func lowerHexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
}
