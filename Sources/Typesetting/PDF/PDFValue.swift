/// A value of a PDF (ISO 32000-1, 7.3).
indirect enum PDFValue: Sendable, Hashable {
    /// What is written as it stands: numbers, `true`, `null`, strings.
    case plain([UInt8])
    /// A name, without its slash, as it is spelled.
    case name(String)
    /// A hexadecimal string, and where in the file it stands, its angle brackets included.
    case hex(Range<Int>)
    case array([PDFValue])
    case dictionary(PDFDictionary)
    /// An object by its number, of generation 0.
    case reference(Int)

    static func number(_ number: Int) -> PDFValue { .plain(Array(String(number).utf8)) }
    static func number(_ number: Double) -> PDFValue {
        let hundredths = Int((number * 100).rounded())
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let digits = (rest < 10 ? "0" : "") + String(rest)
        return .plain(Array("\(hundredths < 0 ? "-" : "")\(whole).\(digits)".utf8))
    }

    /// A text string in UTF-16 (7.9.2.2), or in ASCII where that is enough.
    static func text(_ text: String) -> PDFValue {
        var bytes = [UInt8(ascii: "(")]
        func append(_ byte: UInt8) {
            if byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "\\") {
                bytes.append(UInt8(ascii: "\\"))
            }
            if byte == 0x0D { bytes += Array("\\r".utf8) } else { bytes.append(byte) }
        }
        if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) {
            text.utf8.forEach(append)
        } else {
            bytes += [0xFE, 0xFF]
            for unit in text.utf16 {
                append(UInt8(unit >> 8))
                append(UInt8(truncatingIfNeeded: unit))
            }
        }
        return .plain(bytes + [UInt8(ascii: ")")])
    }

    var integer: Int? {
        guard case .plain(let bytes) = self else { return nil }
        return Int(String(decoding: bytes, as: UTF8.self))
    }

    var object: Int? {
        guard case .reference(let number) = self else { return nil }
        return number
    }

    var name: String? {
        guard case .name(let name) = self else { return nil }
        return name
    }

    var elements: [PDFValue]? {
        guard case .array(let values) = self else { return nil }
        return values
    }

    var entries: PDFDictionary? {
        guard case .dictionary(let entries) = self else { return nil }
        return entries
    }

    /// As it is written; a hexadecimal string can't be, for it is only known where it stands.
    func write(to bytes: inout [UInt8]) {
        switch self {
        case .plain(let plain): bytes += plain
        case .name(let name): bytes += Array("/\(name)".utf8)
        case .hex: bytes += Array("<>".utf8)
        case .reference(let number): bytes += Array("\(number) 0 R".utf8)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: " ")) }
                value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .dictionary(let dictionary):
            bytes += Array("<<".utf8)
            for (key, value) in dictionary.pairs {
                bytes += Array(" /\(key) ".utf8)
                value.write(to: &bytes)
            }
            bytes += Array(" >>".utf8)
        }
    }
}

/// A dictionary whose entries keep their order.
struct PDFDictionary: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    private var keys: [String] = []
    private var values: [String: PDFValue] = [:]

    init() {}

    init(dictionaryLiteral elements: (String, PDFValue)...) {
        for (key, value) in elements { self[key] = value }
    }

    var pairs: [(String, PDFValue)] { keys.compactMap { key in values[key].map { (key, $0) } } }

    subscript(key: String) -> PDFValue? {
        get { values[key] }
        set {
            if values[key] == nil, newValue != nil { keys.append(key) }
            if newValue == nil { keys.removeAll { $0 == key } }
            values[key] = newValue
        }
    }
}
