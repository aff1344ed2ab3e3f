import AuditChain
import Foundation

extension HashSpelling {
    /// More bytes than this before or behind a digest are not taken for a way to write it.
    private static let affixLimit = 16

    /// Every way to write a digest that gives a value, the plainest first.
    static func all(of digest: [UInt8], in value: HashValue) -> [HashSpelling] {
        var found: [HashSpelling] = []
        for form in Form.allCases where form != .bytes || !value.isText {
            let written = form.written(digest)
            guard value.bytes.count <= written.count + 2 * affixLimit,
                let place = value.bytes.firstRange(of: written),
                let prefix = affix(value.bytes[..<place.lowerBound], allowing: []),
                let suffix = affix(value.bytes[place.upperBound...], allowing: [0x09, 0x0A, 0x0D])
            else { continue }
            found.append(HashSpelling(form, prefix: prefix, suffix: suffix))
        }
        return found.sorted { $0.prefix.count + $0.suffix.count < $1.prefix.count + $1.suffix.count }
    }

    private static func affix(_ bytes: ArraySlice<UInt8>, allowing others: Set<UInt8>) -> String? {
        guard bytes.count <= affixLimit, bytes.allSatisfy({ 0x20...0x7E ~= $0 || others.contains($0) }) else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension HashSpelling.Form {
    /// A digest in this form.
    func written(_ digest: [UInt8]) -> [UInt8] {
        switch self {
        case .bytes: return digest
        case .lowerHex: return Array(HashValue(bytes: digest, isText: false).spelling.utf8)
        case .upperHex: return Array(HashValue(bytes: digest, isText: false).spelling.uppercased().utf8)
        case .base64:
            var lines: [UInt8] = []
            for (index, letter) in Self.base64(digest).enumerated() {
                if index > 0, index % 76 == 0 { lines.append(0x0A) }
                lines.append(letter)
            }
            return lines
        case .longBase64: return Self.base64(digest)
        case .unpaddedBase64: return Self.base64(digest).filter { $0 != UInt8(ascii: "=") }
        case .urlBase64: return Self.base64(digest).map(Self.urlLetter)
        case .unpaddedURLBase64:
            return Self.base64(digest).filter { $0 != UInt8(ascii: "=") }.map(Self.urlLetter)
        }
    }

    private static func base64(_ bytes: [UInt8]) -> [UInt8] { Array(Data(bytes).base64EncodedString().utf8) }

    private static func urlLetter(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: letter
        }
    }
}
