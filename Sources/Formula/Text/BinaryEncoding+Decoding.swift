extension BinaryEncoding {
    static func appendFromHex(_ text: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
        var at = 0
        while at < text.count {
            if isBlank(text[at]) {
                at += 1
                continue
            }
            guard text.count - at >= 2, let high = hexDigit(text[at]), let low = hexDigit(text[at + 1]) else {
                throw .invalidEncoding
            }
            out.append(high << 4 | low)
            at += 2
        }
    }

    static func appendFromEscape(_ text: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
        var at = 0
        while at < text.count {
            let byte = text[at]
            guard byte == UInt8(ascii: "\\") else {
                out.append(byte)
                at += 1
                continue
            }
            if text.count - at >= 2, text[at + 1] == byte {
                out.append(byte)
                at += 2
                continue
            }
            guard text.count - at >= 4, let high = octalDigit(text[at + 1]), high < 4,
                let middle = octalDigit(text[at + 2]), let low = octalDigit(text[at + 3])
            else { throw .invalidEncoding }
            out.append(high << 6 | middle << 3 | low)
            at += 4
        }
    }

    /// As the server does it: once an end sign was seen, later groups too give only as many bytes as that group.
    static func appendFromBase64(_ text: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
        var group: UInt32 = 0
        var digits = 0
        /// How many bytes a group gives.
        var yield = 3
        for at in 0..<text.count where !isBlank(text[at]) {
            if text[at] == UInt8(ascii: "=") {
                if yield == 3 {
                    guard digits >= 2 else { throw .invalidEncoding }
                    yield = digits - 1
                }
                group <<= 6
            } else {
                guard let value = base64Value(text[at]) else { throw .invalidEncoding }
                group = group << 6 | value
            }
            digits += 1
            guard digits == 4 else { continue }
            out.append(UInt8(truncatingIfNeeded: group >> 16))
            if yield > 1 { out.append(UInt8(truncatingIfNeeded: group >> 8)) }
            if yield > 2 { out.append(UInt8(truncatingIfNeeded: group)) }
            group = 0
            digits = 0
        }
        guard digits == 0 else { throw .invalidEncoding }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func octalDigit(_ byte: UInt8) -> UInt8? {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "7") ? byte - UInt8(ascii: "0") : nil
    }

    private static func base64Value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
