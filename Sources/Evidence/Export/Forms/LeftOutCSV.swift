public import AuditChain
import Formula
public import Rows
public import Verification

/// The rows of the range that are not shown, as CSV: where each stands, its link and its hash, and what was found of it.
public struct LeftOutCSV: EvidenceForm, ~Copyable {
    private let columns: ExportedColumns
    private let findings: FindingColumns
    private var value = ByteBuffer()
    private var text = CSVText(.evidence)

    /// Begins with the header.
    public init(_ facts: ExportFacts) throws(Obstacle) {
        findings = try FindingColumns(facts)
        columns = facts.columns
        text.header(Self.names(link: columns.link?.name, hash: columns.hash.name, withChain: columns.hasChains))
    }

    /// The header's.
    static func names(link: String?, hash: String, withChain: Bool) -> [String] {
        [link, hash].compactMap(\.self) + FindingColumns.names(withChain: withChain).dropLast()
    }

    /// Appends a row.
    public mutating func append(_ row: borrowing Row, _ facts: RowFacts) throws(Obstacle) {
        if let link = columns.link { try append(link, of: row) }
        try append(columns.hash, of: row)
        findings.append(facts, to: &text, scratch: &value)
        text.endLine()
    }

    private mutating func append(_ column: ExportedColumn, of row: borrowing Row) throws(Obstacle) {
        value.removeAll()
        if try column.append(of: row, to: &value) { text.value(value) } else { text.null() }
    }

    /// Whether enough was written to be handed on.
    public var isFull: Bool { text.count >= FindingColumns.piece }

    /// What was written since this was last asked.
    public mutating func taken() -> [UInt8] { text.taken() }
}
