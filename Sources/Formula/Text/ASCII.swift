/// Appends a word of ours.
func appendASCII(_ word: StaticString, into out: inout ByteBuffer) {
    out.append(word)
}

/// An ASCII letter in lower case, any other byte as it is.
func asciiLower(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}

/// Whether no byte is above 0x7F.
func isASCII(_ text: Span<UInt8>) -> Bool {
    for at in 0..<text.count where text[at] >= 0x80 { return false }
    return true
}
