import AuditChain

/// The breaks of a report as CSV (RFC 4180): UTF-8, a line break of two bytes, a head.
public struct BreaksCSV {
    private let facts: ReportFacts

    /// The breaks of these facts.
    public init(_ facts: ReportFacts) { self.facts = facts }

    private static let columns = [
        "entry", "number", "kind", "chain", "first", "last", "rows", "expected_hash", "found_hash", "explanation",
        "alternatives", "time", "xmin", "ctid", "committed_at", "second_opinion",
    ]

    /// The file. NULL and what is not known is an empty cell; what is empty stands in quotes.
    public var bytes: [UInt8] {
        var text = Self.columns.joined(separator: ",") + "\r\n"
        for chain in facts.verification.chains {
            for (index, found) in chain.breaks.enumerated() {
                let evidence = found.evidence
                let cells: [String?] = [
                    chain.name, String(index + 1), found.kind, Self.named(found.chain), Self.named(found.first),
                    Self.named(found.last), found.rows.map(String.init), found.expectedHash, found.foundHash,
                    found.explanation, found.alternatives.joined(separator: " "), evidence.time, evidence.xmin,
                    evidence.ctid, evidence.committedAt, evidence.secondOpinion,
                ]
                text += cells.map(Self.cell).joined(separator: ",") + "\r\n"
            }
        }
        return Array(text.utf8)
    }

    private static func named(_ values: [String: String?]) -> String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value ?? "NULL")" }.joined(separator: " ")
    }

    private static func cell(_ value: String?) -> String {
        guard let value else { return "" }
        let isPlain = !value.isEmpty && !value.unicodeScalars.contains { [",", "\"", "\r", "\n"].contains($0) }
        return isPlain ? value : value.quoted(doubling: "\"")
    }
}
