/// The formats of `encode` and `decode`.
enum BinaryEncoding: Sendable, Hashable {
    case hex, base64, escape

    /// By the name that the SQL gives, in whatever case.
    init?(named name: String) {
        switch name.lowercased() {
        case "hex": self = .hex
        case "base64": self = .base64
        case "escape": self = .escape
        default: return nil
        }
    }

    /// `encode(bytea, format)`. Base64 breaks its lines behind every 76th character.
    func appendEncoded(_ bytes: Span<UInt8>, into out: inout ByteBuffer) {
        switch self {
        case .hex: appendHex(bytes, into: &out)
        case .base64: appendBase64(bytes, into: &out)
        case .escape:
            for at in 0..<bytes.count {
                let byte = bytes[at]
                if byte == 0 || byte >= 0x80 {
                    appendOctal(byte, into: &out)
                } else {
                    if byte == UInt8(ascii: "\\") { out.append(byte) }
                    out.append(byte)
                }
            }
        }
    }

    /// `decode(text, format)`, with the server's leniencies: white space in hex (between pairs) and base64.
    ///
    /// - Throws: `.invalidEncoding` where the server refuses; something may have been appended by then.
    func appendDecoded(_ text: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
        switch self {
        case .hex: try Self.appendFromHex(text, into: &out)
        case .base64: try Self.appendFromBase64(text, into: &out)
        case .escape: try Self.appendFromEscape(text, into: &out)
        }
    }

    private func appendBase64(_ bytes: Span<UInt8>, into out: inout ByteBuffer) {
        var at = 0
        var column = 0
        while bytes.count - at >= 3 {
            let group = UInt32(bytes[at]) << 16 | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2])
            for shift in stride(from: 18, through: 0, by: -6) { out.append(base64Digit(group >> UInt32(shift))) }
            at += 3
            column += 4
            if column == 76 {
                out.append(UInt8(ascii: "\n"))
                column = 0
            }
        }
        guard at < bytes.count else { return }
        let isPair = bytes.count - at == 2
        let group = UInt32(bytes[at]) << 16 | (isPair ? UInt32(bytes[at + 1]) << 8 : 0)
        out.append(base64Digit(group >> 18))
        out.append(base64Digit(group >> 12))
        out.append(isPair ? base64Digit(group >> 6) : UInt8(ascii: "="))
        out.append(UInt8(ascii: "="))
    }

    private func base64Digit(_ value: UInt32) -> UInt8 {
        let low = UInt8(truncatingIfNeeded: value & 63)
        switch low {
        case 0..<26: return UInt8(ascii: "A") + low
        case 26..<52: return UInt8(ascii: "a") + low - 26
        case 52..<62: return UInt8(ascii: "0") + low - 52
        case 62: return UInt8(ascii: "+")
        default: return UInt8(ascii: "/")
        }
    }
}

/// Appends bytes as lower-case hexadecimal digits.
func appendHex(_ bytes: Span<UInt8>, into out: inout ByteBuffer) {
    let count = bytes.count
    out.writing(atMost: 2 * count) { space in
        let (raw, text) = (bytes.bytes, UnsafeMutableRawPointer(space))
        var at = 0
        while count - at >= 4 {
            let word = UInt32(bigEndian: raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt32.self))
            text.storeBytes(of: ByteBuffer.hexDigits(of: word).bigEndian, toByteOffset: 2 * at, as: UInt64.self)
            at += 4
        }
        while at < count {
            space[2 * at] = lowerHexDigit(bytes[at] >> 4)
            space[2 * at + 1] = lowerHexDigit(bytes[at] & 15)
            at += 1
        }
        return 2 * count
    }
}

/// Appends `\ooo`.
func appendOctal(_ byte: UInt8, into out: inout ByteBuffer) {
    out.append(UInt8(ascii: "\\"))
    out.append(UInt8(ascii: "0") + byte >> 6)
    out.append(UInt8(ascii: "0") + byte >> 3 & 7)
    out.append(UInt8(ascii: "0") + byte & 7)
}
