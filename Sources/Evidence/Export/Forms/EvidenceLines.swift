public import AuditChain
import Formula
public import Rows
public import Verification

/// Rows as lines of JSON (RFC 8259), an object each: the data's values are texts, or null, as CSV has them.
public struct EvidenceLines: EvidenceForm, ~Copyable {
    private let columns: ExportedColumns
    private let findings: FindingColumns
    private var value = ByteBuffer()
    private var text = ByteBuffer()
    /// For each column its name with what stands round it.
    private let labels: [[UInt8]]

    /// Nothing stands before the first row.
    public init(_ facts: ExportFacts) throws(Obstacle) {
        findings = try FindingColumns(facts)
        columns = facts.columns
        labels = columns.shown.map { column in
            var label = ByteBuffer()
            let name = [UInt8](column.name.utf8)
            label.append(jsonString: name.span)
            label.append(words: ":")
            return label.takeAll()
        }
    }

    /// Appends a row.
    public mutating func append(_ row: borrowing Row, _ facts: RowFacts) throws(Obstacle) {
        text.append(words: "{")
        for index in columns.shown.indices {
            text.append(copying: labels[index])
            value.removeAll()
            writeValue(try columns.shown[index].append(of: row, to: &value))
            text.append(words: ",")
        }
        if columns.hasChains {
            text.append(words: "\"unbroken_chain\":")
            text.append(number: facts.chain)
            text.append(words: ",")
        }
        text.append(words: "\"unbroken_position\":")
        text.append(number: facts.position)
        text.append(words: ",\"unbroken_content\":\"")
        text.append(words: facts.contentWord)
        text.append(words: "\",\"unbroken_link\":\"")
        text.append(words: facts.linkWord)
        text.append(words: "\",\"unbroken_break\":")
        value.removeAll()
        findings.append(facts.breaks, to: &value)
        writeValue(!facts.breaks.isEmpty)
        text.append(words: ",\"unbroken_recomputed\":")
        value.removeAll()
        writeValue(try columns.appendRecomputed(of: row, facts, to: &value))
        text.append(words: "}\n")
    }

    /// Whether enough was written to be handed on.
    public var isFull: Bool { text.count >= FindingColumns.piece }

    /// What was written since this was last asked.
    public mutating func taken() -> [UInt8] { text.takeAll() }

    private static func write(_ value: borrowing ByteBuffer, to text: inout ByteBuffer) {
        text.append(jsonString: value.span)
    }

    private mutating func writeValue(_ isThere: Bool) {
        if isThere { Self.write(value, to: &text) } else { text.append(words: "null") }
    }
}
