import AuditChain
import Evidence
import Rows
import Verification

/// Rows on their way into a file.
struct FormWriter<Form: EvidenceForm & ~Copyable>: ~Copyable {
    private var form: Form
    private let sink: any ByteSink

    init(_ facts: ExportFacts, to sink: any ByteSink) throws(Obstacle) {
        form = try Form(facts)
        self.sink = sink
    }

    mutating func append(_ row: borrowing Row, _ facts: RowFacts) throws(Obstacle) {
        try form.append(row, facts)
        if form.isFull { try flush() }
    }

    mutating func flush() throws(Obstacle) { try sink.append(form.taken()) }
}
