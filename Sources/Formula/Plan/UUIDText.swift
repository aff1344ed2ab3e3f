/// `text::uuid` (manual, "UUID Type").
enum UUIDText {
    /// Appends the 16 bytes: 32 digits, hyphens allowed behind every fourth, braces allowed round the whole.
    static func append(fromText text: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
        var at = 0
        let hasBraces = text.count > 0 && text[0] == UInt8(ascii: "{")
        if hasBraces { at = 1 }
        for byte in 0..<16 {
            guard at + 1 < text.count, let high = hexValue(text[at]), let low = hexValue(text[at + 1]) else {
                throw .invalidEncoding
            }
            out.append(high << 4 | low)
            at += 2
            if byte % 2 == 1, byte < 15, at < text.count, text[at] == UInt8(ascii: "-") { at += 1 }
        }
        if hasBraces {
            guard at < text.count, text[at] == UInt8(ascii: "}") else { throw .invalidEncoding }
            at += 1
        }
        guard at == text.count else { throw .invalidEncoding }
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

/// `text::integer` and its like.
enum IntegerText {
    /// Decimal digits with a sign, white space round them. (PostgreSQL 16 takes more; a row with that is in doubt.)
    static func value(of text: Span<UInt8>, width: Int) throws(ValueFault) -> Int64 {
        var start = 0
        var end = text.count
        while start < end, isSpace(text[start]) { start += 1 }
        while end > start, isSpace(text[end - 1]) { end -= 1 }
        var isNegative = false
        if start < end, text[start] == UInt8(ascii: "-") || text[start] == UInt8(ascii: "+") {
            isNegative = text[start] == UInt8(ascii: "-")
            start += 1
        }
        guard start < end else { throw .invalidEncoding }
        var value: Int64 = 0
        for index in start..<end {
            guard text[index] >= UInt8(ascii: "0"), text[index] <= UInt8(ascii: "9") else { throw .invalidEncoding }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(text[index] - UInt8(ascii: "0"))
            let (sum, tooMuch) = product.addingReportingOverflow(isNegative ? -digit : digit)
            guard !overflow, !tooMuch else { throw .numberOutOfRange }
            value = sum
        }
        let bits = Int64(8 * width - 1)
        guard width == 8 || value >> bits == 0 || value >> bits == -1 else { throw .numberOutOfRange }
        return value
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }
}
