/// A hash or a link as its column holds it: bytes of text, or of bytea.
public struct HashValue: Sendable, Hashable {
    /// The column's bytes; those of text are UTF-8.
    public var bytes: [UInt8]
    /// Whether the column is of a text type.
    public var isText: Bool

    /// A value of a hash or link column.
    public init(bytes: [UInt8], isText: Bool) {
        self.bytes = bytes
        self.isText = isText
    }

    /// As reports show it: text as the column spells it, bytea as lower-case hex.
    public var spelling: String {
        if isText { return String(decoding: bytes, as: UTF8.self) }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Whether this value has the shape of that one: length, what stands before a colon, and alphabet (breaks.md, step 3).
    public func hasShape(of model: HashValue) -> Bool {
        guard bytes.count == model.bytes.count else { return false }
        guard isText else { return true }
        let (prefix, body) = Self.parts(of: bytes)
        let (modelPrefix, modelBody) = Self.parts(of: model.bytes)
        guard prefix == modelPrefix else { return false }
        // Digits alone are hex of either case.
        let (alphabet, modelAlphabet) = (Alphabet(of: body), Alphabet(of: modelBody))
        if alphabet == modelAlphabet || alphabet == .digits || modelAlphabet == .digits { return true }
        // So is base64 that happens to hold none of the two signs by which its two kinds differ.
        let both = [alphabet, modelAlphabet]
        return both.contains(.letters) && (both.contains(.base64) || both.contains(.base64URL))
    }

    private static func parts(of bytes: [UInt8]) -> (prefix: ArraySlice<UInt8>, body: ArraySlice<UInt8>) {
        guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")) else { return ([], bytes[...]) }
        return (bytes[...colon], bytes[(colon + 1)...])
    }

    /// The narrowest alphabet that digests are spelled in and that a value fits.
    private enum Alphabet: CaseIterable {
        case digits, lowerHex, upperHex, letters, base64, base64URL, anything

        init(of body: ArraySlice<UInt8>) {
            self = Self.allCases.first { body.allSatisfy($0.contains) } ?? .anything
        }

        func contains(_ byte: UInt8) -> Bool {
            let isDigit = (0x30...0x39).contains(byte)
            let isLower = (0x61...0x7A).contains(byte)
            let isUpper = (0x41...0x5A).contains(byte)
            switch self {
            case .digits: return isDigit
            case .lowerHex: return isDigit || (0x61...0x66).contains(byte)
            case .upperHex: return isDigit || (0x41...0x46).contains(byte)
            case .letters: return isDigit || isLower || isUpper || [0x3D, 0x0A].contains(byte)
            // encode(…, 'base64') breaks long lines.
            case .base64: return isDigit || isLower || isUpper || [0x2B, 0x2F, 0x3D, 0x0A].contains(byte)
            case .base64URL: return isDigit || isLower || isUpper || [0x2D, 0x5F, 0x3D].contains(byte)
            case .anything: return true
            }
        }
    }
}
