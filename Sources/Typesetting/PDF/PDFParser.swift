/// Reads values of a PDF (ISO 32000-1, 7.2 and 7.3), as strictly as those that are made here are written.
struct PDFParser {
    let bytes: [UInt8]
    var position: Int
    private var depth = 0

    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    private var byte: UInt8? { bytes.indices.contains(position) ? bytes[position] : nil }

    private static func isSpace(_ byte: UInt8) -> Bool { [0, 9, 10, 12, 13, 32].contains(byte) }

    private static func ends(_ byte: UInt8) -> Bool {
        isSpace(byte) || Array("()<>[]{}/%".utf8).contains(byte)
    }

    mutating func skipSpace() {
        while let byte {
            if byte == UInt8(ascii: "%") {
                while let byte = self.byte, byte != 10, byte != 13 { position += 1 }
            } else if Self.isSpace(byte) {
                position += 1
            } else {
                return
            }
        }
    }

    /// Whether a word stands next, which is then passed.
    mutating func skip(_ word: String) -> Bool {
        skipSpace()
        let wanted = Array(word.utf8)
        guard position + wanted.count <= bytes.count, bytes[position..<(position + wanted.count)].elementsEqual(wanted)
        else { return false }
        position += wanted.count
        return true
    }

    private mutating func word() -> [UInt8] {
        let start = position
        while let byte, !Self.ends(byte) { position += 1 }
        return Array(bytes[start..<position])
    }

    mutating func integer() -> Int? {
        skipSpace()
        let word = word()
        guard !word.isEmpty, word.count < 19 else { return nil }
        return Int(String(decoding: word, as: UTF8.self))
    }

    mutating func value() throws(PDFTrouble) -> PDFValue {
        skipSpace()
        guard depth < 32, let byte else { throw PDFTrouble("a value is missing at byte \(position)") }
        depth += 1
        defer { depth -= 1 }
        switch byte {
        case UInt8(ascii: "/"):
            position += 1
            return .name(String(decoding: word(), as: UTF8.self))
        case UInt8(ascii: "["):
            position += 1
            var values: [PDFValue] = []
            while !skip("]") { values.append(try value()) }
            return .array(values)
        case UInt8(ascii: "("): return .plain(try string())
        case UInt8(ascii: "<"):
            if skip("<<") { return .dictionary(try dictionary()) }
            let start = position
            while let byte = self.byte, byte != UInt8(ascii: ">") { position += 1 }
            position += 1
            guard position <= bytes.count else { throw PDFTrouble("a string that begins at byte \(start) never ends") }
            return .hex(start..<position)
        default:
            let start = position
            let first = word()
            guard !first.isEmpty else { throw PDFTrouble("no value stands at byte \(start)") }
            if let number = Int(String(decoding: first, as: UTF8.self)), number >= 0 {
                let behind = position
                if let generation = integer(), generation == 0, skip("R") { return .reference(number) }
                position = behind
            }
            return .plain(first)
        }
    }

    private mutating func dictionary() throws(PDFTrouble) -> PDFDictionary {
        var entries = PDFDictionary()
        while !skip(">>") {
            guard case .name(let key) = try value() else {
                throw PDFTrouble("a dictionary's key is no name before byte \(position)")
            }
            guard entries[key] == nil else {
                throw PDFTrouble("a dictionary has /\(key) twice before byte \(position)")
            }
            entries[key] = try value()
        }
        return entries
    }

    private mutating func string() throws(PDFTrouble) -> [UInt8] {
        let start = position
        var open = 0
        while let byte {
            position += 1
            switch byte {
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "("): open += 1
            case UInt8(ascii: ")"):
                open -= 1
                if open == 0 { return Array(bytes[start..<min(position, bytes.count)]) }
            default: break
            }
        }
        throw PDFTrouble("a string that begins at byte \(start) never ends")
    }
}
