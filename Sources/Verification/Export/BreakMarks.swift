import AuditChain
import Formula
import Rows

/// Which breaks of a verdict a row belongs to.
struct BreakMarks: ~Copyable {
    private let breaks: [Break]
    private let perTexts: [PreparedEntry.ShownField]
    private let orderTexts: [PreparedEntry.ShownField]
    private var starts: [ChainKey: [Int]] = [:]
    private var ends: [ChainKey: [Int]] = [:]
    /// Breaks of which the first row was seen and the last was not, with their chains.
    private var open: [(chain: ChainKey, number: Int)] = []
    private var text = ByteBuffer()

    init(_ breaks: [Break], of entry: PreparedEntry) {
        self.breaks = breaks
        perTexts = entry.perTexts
        orderTexts = entry.orderTexts
        for (number, found) in breaks.enumerated() {
            starts[Self.key(found.chain, found.first), default: []].append(number)
            ends[Self.key(found.chain, found.last), default: []].append(number)
        }
    }

    /// Takes the next row, and gives the numbers of its breaks, from 0; none, and nothing allocated, for most rows.
    mutating func numbers(of row: borrowing Row, in chain: ChainKey) -> [Int] {
        guard !breaks.isEmpty else { return [] }
        let key = key(of: row)
        if let starting = starts[key] { open += starting.map { (chain, $0) } }
        guard !open.isEmpty else { return [] }
        let ending = ends[key] ?? []
        var numbers: [Int] = []
        for (home, number) in open where home == chain {
            // The row before a gap is sound, and so are those that a break of another row is told by.
            let isBeforeGap = breaks[number].kind == .missingRows && !ending.contains(number)
            if !isBeforeGap { numbers.append(number) }
        }
        if !ending.isEmpty { open.removeAll { $0.chain == chain && ending.contains($0.number) } }
        return numbers
    }

    /// Whether a break begins or ends with a row.
    mutating func areTouched(by row: borrowing Row) -> Bool {
        let key = key(of: row)
        return starts[key] != nil || ends[key] != nil
    }

    /// By the texts that reports show, as breaks have no other.
    private mutating func key(of row: borrowing Row) -> ChainKey {
        var builder = ChainKey.Builder()
        for shown in perTexts { add(shown, of: row, to: &builder) }
        for shown in orderTexts { add(shown, of: row, to: &builder) }
        return builder.key
    }

    private mutating func add(
        _ shown: PreparedEntry.ShownField, of row: borrowing Row, to builder: inout ChainKey.Builder
    ) {
        guard let bytes = row[shown.field] else { return builder.add(nil) }
        guard let display = shown.display else { return builder.add(bytes) }
        text.removeAll()
        if display.append(bytes, to: &text) { builder.add(text.span) } else { builder.add(nil) }
    }

    private static func key(_ chain: [String?], _ order: [String?]) -> ChainKey {
        var builder = ChainKey.Builder()
        for value in chain + order {
            guard let value else {
                builder.add(nil)
                continue
            }
            builder.add([UInt8](value.utf8).span)
        }
        return builder.key
    }
}
