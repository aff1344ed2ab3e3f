/// Functions that make text longer, and the lengths of `varchar(n)` and `char(n)`.
enum Padding {
    /// The most bytes that the server makes room for, a value's header of 4 bytes included.
    static let limit = 0x3FFF_FFFF

    /// `repeat(text, n)`.
    static func appendRepeated(
        _ text: Span<UInt8>, _ times: Int32, into out: inout ByteBuffer
    ) throws(ValueFault) {
        guard times > 0, text.count > 0 else { return }
        guard text.count <= (limit - 4) / Int(times) else { throw .tooLarge }
        for _ in 0..<times { out.append(copying: text) }
    }

    /// `lpad(text, n, fill)`; where the SQL names no fill it is one space.
    static func appendLeft(
        _ text: Span<UInt8>, _ length: Int32, fill: Span<UInt8>, into out: inout ByteBuffer
    ) throws(ValueFault) {
        let kept = byteCount(ofFirst: Int(length), codePointsOf: text)
        try appendFill(fill, missing(text, length, fill), length, into: &out)
        out.append(copying: text.extracting(0..<kept))
    }

    /// `rpad(text, n, fill)`; where the SQL names no fill it is one space.
    static func appendRight(
        _ text: Span<UInt8>, _ length: Int32, fill: Span<UInt8>, into out: inout ByteBuffer
    ) throws(ValueFault) {
        let missing = missing(text, length, fill)
        // Checked before anything is appended.
        try checkLength(length, missing: missing, text, fill)
        out.append(copying: text.extracting(0..<byteCount(ofFirst: Int(length), codePointsOf: text)))
        try appendFill(fill, missing, length, into: &out)
    }

    /// `text::varchar(n)`, which cuts silently.
    static func appendVarying(_ text: Span<UInt8>, limit: Int, into out: inout ByteBuffer) {
        out.append(copying: text.extracting(0..<byteCount(ofFirst: limit, codePointsOf: text)))
    }

    /// `text::char(n)`, which cuts silently and fills with spaces.
    static func appendFixed(_ text: Span<UInt8>, length: Int, into out: inout ByteBuffer) {
        let kept = text.extracting(0..<byteCount(ofFirst: length, codePointsOf: text))
        out.append(copying: kept)
        for _ in 0..<max(0, length - codePointCount(kept)) { out.append(0x20) }
    }

    /// What `char(n)` is as text: without the spaces at its end.
    @_lifetime(copy text)
    static func withoutFill(_ text: Span<UInt8>) -> Span<UInt8> {
        var end = text.count
        while end > 0, text[end - 1] == 0x20 { end -= 1 }
        return text.extracting(0..<end)
    }

    private static func missing(_ text: Span<UInt8>, _ length: Int32, _ fill: Span<UInt8>) -> Int {
        fill.count == 0 ? 0 : max(0, max(0, Int(length)) - codePointCount(text))
    }

    private static func checkLength(
        _ length: Int32, missing: Int, _ text: Span<UInt8>, _ fill: Span<UInt8>
    ) throws(ValueFault) {
        // The server reckons with four bytes a character; without a fill the result is no longer than the text.
        guard fill.count > 0 || length < 0 || Int(length) <= codePointCount(text) else { return }
        guard Int(max(0, length)) * 4 + 4 <= limit else { throw .tooLarge }
    }

    private static func appendFill(
        _ fill: Span<UInt8>, _ missing: Int, _ length: Int32, into out: inout ByteBuffer
    ) throws(ValueFault) {
        guard missing > 0 else { return }
        guard Int(length) * 4 + 4 <= limit else { throw .tooLarge }
        if fill.count == 1 {
            for _ in 0..<missing { out.append(fill[0]) }
            return
        }
        let whole = codePointCount(fill)
        guard whole > 0 else { return }
        for _ in 0..<missing / whole { out.append(copying: fill) }
        out.append(copying: fill.extracting(0..<byteCount(ofFirst: missing % whole, codePointsOf: fill)))
    }
}
