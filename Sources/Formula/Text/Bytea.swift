/// `bytea` to text and back.
enum Bytea {
    /// The setting `bytea_output`.
    enum Output: Sendable, Hashable { case hex, escape }

    /// `bytea::text`.
    static func appendText(_ bytes: Span<UInt8>, _ output: Output, into out: inout ByteBuffer) {
        switch output {
        case .hex:
            appendASCII("\\x", into: &out)
            appendHex(bytes, into: &out)
        case .escape:
            for at in 0..<bytes.count {
                let byte = bytes[at]
                if byte < 0x20 || byte > 0x7E {
                    appendOctal(byte, into: &out)
                } else {
                    if byte == UInt8(ascii: "\\") { out.append(byte) }
                    out.append(byte)
                }
            }
        }
    }

    /// `text::bytea`: hexadecimal digits behind `\x`, else the escape format.
    ///
    /// - Throws: `.invalidEncoding` where the server refuses; something may have been appended by then.
    static func append(fromText text: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
        if text.count >= 2, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x") {
            try BinaryEncoding.appendFromHex(text.extracting(2..<text.count), into: &out)
        } else {
            try BinaryEncoding.appendFromEscape(text, into: &out)
        }
    }

    /// `convert_from(bytea, 'UTF8')`; `convert_to(text, 'UTF8')` needs no function, it is the text's bytes.
    static func appendConverted(_ bytes: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
        guard isValidUTF8(bytes) else { throw .invalidUTF8 }
        out.append(copying: bytes)
    }

    /// Whether a name means UTF-8 to the server, which looks at letters and digits only, in whatever case.
    static func isUTF8(_ name: String) -> Bool {
        let plain = name.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        return plain == "utf8" || plain == "unicode"
    }
}
