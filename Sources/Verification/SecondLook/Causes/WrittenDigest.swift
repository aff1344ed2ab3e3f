import AuditChain
import Foundation

/// Reads a digest out of a value without knowing how it is written there.
enum WrittenDigest {
    /// The digest's bytes; `nil` where there is none of 16 to 64 bytes.
    static func read(_ value: HashValue) -> [UInt8]? {
        if !value.isText, (16...64).contains(value.bytes.count), !value.bytes.allSatisfy({ 0x20...0x7E ~= $0 }) {
            return value.bytes
        }
        var letters = value.bytes[...]
        if let colon = letters.lastIndex(of: UInt8(ascii: ":")) { letters = letters[(colon + 1)...] }
        if letters.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "x")]) { letters = letters.dropFirst(2) }
        let body = letters.filter { $0 > 0x20 }
        guard let digest = hex(body) ?? base64(body), (16...64).contains(digest.count) else { return nil }
        return digest
    }

    private static func hex(_ letters: [UInt8]) -> [UInt8]? {
        guard letters.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: letters.count, by: 2) {
            guard let high = digit(letters[index]), let low = digit(letters[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ letter: UInt8) -> UInt8? {
        switch letter {
        case 0x30...0x39: letter - 0x30
        case 0x41...0x46: letter - 0x37
        case 0x61...0x66: letter - 0x57
        default: nil
        }
    }

    private static func base64(_ letters: [UInt8]) -> [UInt8]? {
        var text = String(decoding: letters, as: UTF8.self).replacing("-", with: "+").replacing("_", with: "/")
        while !text.utf8.count.isMultiple(of: 4) { text += "=" }
        return Data(base64Encoded: text).map { [UInt8]($0) }
    }
}
