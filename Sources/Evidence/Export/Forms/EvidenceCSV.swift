public import AuditChain
import Formula
public import Rows
public import Verification

/// Rows as CSV (RFC 4180): UTF-8, lines that end in CR LF, a header. NULL is an empty cell, the empty string a quoted one.
public struct EvidenceCSV: EvidenceForm, ~Copyable {
    private let columns: ExportedColumns
    private let findings: FindingColumns
    private var value = ByteBuffer()
    private var text = ByteBuffer()

    /// Begins with the header.
    public init(_ columns: ExportedColumns, _ report: Report) throws(Obstacle) {
        findings = try FindingColumns(columns, report)
        self.columns = columns
        for (index, name) in (columns.shown.map(\.name) + FindingColumns.all).enumerated() {
            separate(index)
            value.removeAll()
            value.append(copying: [UInt8](name.utf8))
            writeValue()
        }
        endLine()
    }

    /// Appends a row.
    public mutating func append(_ row: borrowing Row, _ facts: RowFacts) throws(Obstacle) {
        for index in columns.shown.indices {
            separate(index)
            value.removeAll()
            if try columns.shown[index].append(of: row, to: &value) { writeValue() }
        }
        separate(1)
        text.append(number: facts.position)
        separate(1)
        text.append(words: facts.contentWord)
        separate(1)
        text.append(words: facts.linkWord)
        separate(1)
        findings.append(facts.breaks, to: &text)
        separate(1)
        value.removeAll()
        if try columns.appendRecomputed(of: row, facts, to: &value) { writeValue() }
        endLine()
    }

    /// Whether enough was written to be handed on.
    public var isFull: Bool { text.count >= FindingColumns.piece }

    /// What was written since this was last asked.
    public mutating func taken() -> [UInt8] { text.takeAll() }

    private mutating func separate(_ index: Int) {
        if index > 0 { text.append(words: ",") }
    }

    private mutating func endLine() { text.append(words: "\r\n") }

    private mutating func writeValue() { Self.write(value, to: &text) }

    /// A value that is there; in quotes where it is empty or a reader could take a part of it for something else.
    private static func write(_ value: borrowing ByteBuffer, to text: inout ByteBuffer) {
        let bytes = value.span
        var isSpecial = bytes.isEmpty
        for index in bytes.indices {
            let byte = bytes[index]
            isSpecial =
                isSpecial || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == 0x0D || byte == 0x0A
        }
        guard isSpecial else { return text.append(copying: bytes) }
        text.append(UInt8(ascii: "\""))
        var start = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\"") {
            text.append(copying: bytes.extracting(start..<index + 1))
            start = index
        }
        text.append(copying: bytes.extracting(start..<bytes.count))
        text.append(UInt8(ascii: "\""))
    }
}
