/// Texts and their single characters.
enum Characters {
    /// `chr(n)`.
    ///
    /// - Throws: `.noSuchCharacter` for 0, negative numbers, halves of surrogate pairs, numbers above 0x10FFFF.
    static func appendCharacter(_ number: Int32, into out: inout ByteBuffer) throws(ValueFault) {
        guard let point = UInt32(exactly: number), point > 0, point <= 0x10FFFF, !(0xD800...0xDFFF).contains(point)
        else {
            throw .noSuchCharacter
        }
        appendUTF8(point, into: &out)
    }

    /// `ascii(text)`: the first character's code point, 0 for empty text.
    static func firstCodePoint(_ text: Span<UInt8>) -> Int32 {
        Int32(truncatingIfNeeded: codePoint(text, at: 0))
    }

    /// `lower(text)`.
    ///
    /// - Returns: `false`, having appended nothing, where a byte is not ASCII: the database's collation decides then.
    ///   (It may do so even for ASCII: Turkish and Azerbaijani ones make a dotless ı of I, and İ of i. The caller knows.)
    static func appendLower(_ text: Span<UInt8>, into out: inout ByteBuffer) -> Bool {
        guard isASCII(text) else { return false }
        for at in 0..<text.count { out.append(asciiLower(text[at])) }
        return true
    }

    /// `upper(text)`; as `appendLower`.
    static func appendUpper(_ text: Span<UInt8>, into out: inout ByteBuffer) -> Bool {
        guard isASCII(text) else { return false }
        for at in 0..<text.count {
            let byte = text[at]
            out.append(byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte & 0xDF : byte)
        }
        return true
    }

    /// `reverse(text)`.
    static func appendReversed(_ text: Span<UInt8>, into out: inout ByteBuffer) {
        var end = text.count
        while end > 0 {
            let start = codePointStart(text, before: end)
            out.append(copying: text.extracting(start..<end))
            end = start
        }
    }
}
