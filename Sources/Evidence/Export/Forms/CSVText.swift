import Formula
import Rows

/// Cells and lines of CSV (RFC 4180), as they are written: NULL is an empty cell, the empty string a quoted one.
struct CSVText: ~Copyable {
    private let style: Style
    private var text = ByteBuffer()
    private var isFirst = true

    enum Style {
        /// The value and nothing else.
        case evidence
        /// What a spreadsheet would take for a formula, or change, is told from that by an apostrophe before it.
        case spreadsheet
    }

    init(_ style: Style) {
        self.style = style
        if style == .spreadsheet { for byte in [0xEF, 0xBB, 0xBF] as [UInt8] { text.append(byte) } }
    }

    /// How many bytes wait to be taken.
    var count: Int { text.count }

    /// What was written since this was last asked.
    mutating func taken() -> [UInt8] { text.takeAll() }

    mutating func header(_ names: [String]) {
        for name in names { word(name) }
        endLine()
    }

    mutating func endLine() {
        text.append(words: "\r\n")
        isFirst = true
    }

    /// A cell of NULL.
    mutating func null() { separate() }

    mutating func number(_ number: Int) {
        separate()
        text.append(number: number)
    }

    /// A word that needs no quotes.
    mutating func word(_ word: StaticString) {
        separate()
        text.append(words: word)
    }

    mutating func word(_ word: String) {
        let bytes = [UInt8](word.utf8)
        separate()
        write(bytes.span)
    }

    mutating func value(_ value: borrowing ByteBuffer) {
        separate()
        write(value.span)
    }

    private mutating func separate() {
        if !isFirst { text.append(words: ",") }
        isFirst = false
    }

    private mutating func write(_ bytes: Span<UInt8>) {
        switch style {
        case .evidence:
            if Self.needsQuotes(bytes) { quote(bytes, marked: false) } else { text.append(copying: bytes) }
        case .spreadsheet: quote(bytes, marked: SpreadsheetRisk.isRisky(bytes))
        }
    }

    /// Whether it is empty, or a reader could take a part of it for something else.
    private static func needsQuotes(_ bytes: Span<UInt8>) -> Bool {
        var isSpecial = bytes.isEmpty
        for index in bytes.indices {
            let byte = bytes[index]
            isSpecial =
                isSpecial || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == 0x0D || byte == 0x0A
        }
        return isSpecial
    }

    private mutating func quote(_ bytes: Span<UInt8>, marked: Bool) {
        text.append(UInt8(ascii: "\""))
        if marked { text.append(UInt8(ascii: "'")) }
        var start = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\"") {
            text.append(copying: bytes.extracting(start..<index + 1))
            start = index
        }
        text.append(copying: bytes.extracting(start..<bytes.count))
        text.append(UInt8(ascii: "\""))
    }
}
