public import AuditChain
import Formula
public import Rows
public import Verification

/// A way to write rows and what was found of them.
public protocol EvidenceForm: ~Copyable {
    /// Begins with whatever stands before the first row.
    ///
    /// - Throws: `.usage` where a column has the name of one that stands behind the data.
    init(_ facts: ExportFacts) throws(Obstacle)

    /// Appends a row.
    mutating func append(_ row: borrowing Row, _ facts: RowFacts) throws(Obstacle)

    /// Whether enough was written to be handed on.
    var isFull: Bool { get }

    /// What was written since this was last asked.
    mutating func taken() -> [UInt8]
}

/// What is told of a row behind its data.
public struct FindingColumns {
    static let chain = "unbroken_chain"
    static let position = "unbroken_position"
    static let content = "unbroken_content"
    static let link = "unbroken_link"
    static let kinds = "unbroken_break"
    static let recomputed = "unbroken_recomputed"

    /// Their names, the chain's only where a table may hold several.
    static func names(withChain: Bool) -> [String] {
        (withChain ? [chain] : []) + [position, content, link, kinds, recomputed]
    }

    /// As many bytes as are handed on at once.
    static let piece = 1 << 17

    let names: [String]
    private let hasChains: Bool
    private let kinds: [[UInt8]]

    /// - Throws: `.usage` where a column of the table has the name of one of these.
    init(_ facts: ExportFacts) throws(Obstacle) {
        hasChains = facts.columns.hasChains
        names = Self.names(withChain: hasChains)
        if let name = facts.columns.shown.map(\.name).first(where: Self.names(withChain: true).contains) {
            throw Obstacle(
                .usage, "the table has a column \(name), as what was found of each row is called",
                hint: "leave it out: --columns names those that are shown")
        }
        kinds = (facts.report.chains.first?.breaks ?? []).map { [UInt8]($0.kind.rawValue.utf8) }
    }

    /// Appends the cells of a row but that of the recomputed hash.
    func append(_ facts: RowFacts, to text: inout CSVText, scratch: inout ByteBuffer) {
        if hasChains { text.number(facts.chain) }
        text.number(facts.position)
        text.word(facts.contentWord)
        text.word(facts.linkWord)
        scratch.removeAll()
        append(facts.breaks, to: &scratch)
        if facts.breaks.isEmpty { text.null() } else { text.value(scratch) }
    }

    /// Appends the kinds of breaks, by their numbers in the verdict, from 0, with a space between.
    func append(_ numbers: [Int], to text: inout ByteBuffer) {
        for (index, number) in numbers.enumerated() {
            if index > 0 { text.append(words: " ") }
            text.append(copying: kinds[number])
        }
    }
}

extension RowFacts {
    /// Whether the formula gives the stored hash.
    var contentWord: StaticString {
        switch content {
        case .holds: "ok"
        case .elsewhere: "elsewhere"
        case .fails: "fails"
        case .disputed: "disputed"
        case .nothing: "unsealed"
        }
    }

    /// Whether the stored link is the hash before.
    var linkWord: StaticString {
        switch link {
        case .holds: "ok"
        case .elsewhere: "elsewhere"
        case .fails: "fails"
        case .disputed: "disputed"
        case .nothing: "none"
        }
    }
}
