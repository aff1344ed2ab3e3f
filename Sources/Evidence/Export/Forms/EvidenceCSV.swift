public import AuditChain
import Formula
public import Rows
public import Verification

/// The rows that are shown as CSV (RFC 4180): UTF-8, lines that end in CR LF, a header. NULL is an empty cell, the empty
/// string a quoted one.
public struct EvidenceCSV: EvidenceForm, ~Copyable {
    private let columns: ExportedColumns
    private let findings: FindingColumns
    private var value = ByteBuffer()
    private var text: CSVText

    /// Begins with the header.
    public init(_ facts: ExportFacts) throws(Obstacle) { try self.init(facts, .evidence) }

    init(_ facts: ExportFacts, _ style: CSVText.Style) throws(Obstacle) {
        findings = try FindingColumns(facts)
        columns = facts.columns
        text = CSVText(style)
        text.header(columns.shown.map(\.name) + findings.names)
    }

    /// Appends a row.
    public mutating func append(_ row: borrowing Row, _ facts: RowFacts) throws(Obstacle) {
        for index in columns.shown.indices {
            value.removeAll()
            if try columns.shown[index].append(of: row, to: &value) { text.value(value) } else { text.null() }
        }
        findings.append(facts, to: &text, scratch: &value)
        value.removeAll()
        if try columns.appendRecomputed(of: row, facts, to: &value) { text.value(value) } else { text.null() }
        text.endLine()
    }

    /// Whether enough was written to be handed on.
    public var isFull: Bool { text.count >= FindingColumns.piece }

    /// What was written since this was last asked.
    public mutating func taken() -> [UInt8] { text.taken() }
}

/// The same for people: begins with a byte order mark, every value stands in quotes, and an apostrophe before those that
/// a spreadsheet would run or change.
public struct SpreadsheetCSV: EvidenceForm, ~Copyable {
    private var rows: EvidenceCSV

    /// Begins with the header.
    public init(_ facts: ExportFacts) throws(Obstacle) { rows = try EvidenceCSV(facts, .spreadsheet) }

    /// Appends a row.
    public mutating func append(_ row: borrowing Row, _ facts: RowFacts) throws(Obstacle) {
        try rows.append(row, facts)
    }

    /// Whether enough was written to be handed on.
    public var isFull: Bool { rows.isFull }

    /// What was written since this was last asked.
    public mutating func taken() -> [UInt8] { rows.taken() }
}
