/// `quote_literal`, `quote_nullable` and `quote_ident`.
enum Quoting {
    /// `quote_literal(text)`: with `E` in front where a backslash is in it.
    static func appendLiteral(_ text: Span<UInt8>, into out: inout ByteBuffer) {
        for at in 0..<text.count where text[at] == UInt8(ascii: "\\") {
            out.append(UInt8(ascii: "E"))
            break
        }
        out.append(UInt8(ascii: "'"))
        for at in 0..<text.count {
            let byte = text[at]
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { out.append(byte) }
            out.append(byte)
        }
        out.append(UInt8(ascii: "'"))
    }

    /// `quote_nullable(text)`: `nil` gives the word NULL.
    static func appendNullable(_ text: Span<UInt8>?, into out: inout ByteBuffer) {
        if let text { appendLiteral(text, into: &out) } else { appendASCII("NULL", into: &out) }
    }

    /// `quote_ident(text)`, with `quote_all_identifiers` off.
    ///
    /// - Returns: `false`, having appended nothing, for a word that some versions of PostgreSQL quote and some don't.
    static func appendIdentifier(_ text: Span<UInt8>, into out: inout ByteBuffer) -> Bool {
        var isSafe = text.count > 0 && (text[0] == UInt8(ascii: "_") || isLower(text[0]))
        for at in 0..<text.count {
            let byte = text[at]
            let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
            if !isLower(byte), !isDigit, byte != UInt8(ascii: "_") { isSafe = false }
        }
        if isSafe {
            switch ReservedWords.standing(of: text) {
            case .never:
                out.append(copying: text)
                return true
            case .sometimes: return false
            case .always: break
            }
        }
        out.append(UInt8(ascii: "\""))
        for at in 0..<text.count {
            if text[at] == UInt8(ascii: "\"") { out.append(UInt8(ascii: "\"")) }
            out.append(text[at])
        }
        out.append(UInt8(ascii: "\""))
        return true
    }

    private static func isLower(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") }
}
