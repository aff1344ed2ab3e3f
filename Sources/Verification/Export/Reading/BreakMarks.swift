import AuditChain
import Formula
import Rows

/// Which breaks of a verdict a row belongs to, by its position in its chain.
struct BreakMarks: ~Copyable {
    private struct Marked {
        var range: ClosedRange<Int>
        var number: Int
    }

    /// The breaks of one chain, on the way through its rows.
    private struct Course {
        /// By where they begin, the last first.
        var rest: [Marked]
        var open: [Marked] = []

        /// The numbers of those that hold a row; positions ascend.
        mutating func numbers(at position: Int) -> [Int] {
            open.removeAll { $0.range.upperBound < position }
            while let next = rest.last, next.range.lowerBound <= position {
                rest.removeLast()
                if next.range.upperBound >= position { open.append(next) }
            }
            return open.isEmpty ? [] : Set(open.map(\.number)).sorted()
        }
    }

    private let perTexts: [PreparedEntry.ShownField]
    /// By the texts of the chains' values, as breaks have no other.
    private var ahead: [ChainKey: [Marked]] = [:]
    private var courses: [ChainKey: Course] = [:]
    private let isEmpty: Bool
    private var text = ByteBuffer()

    init(_ breaks: [Break], of entry: PreparedEntry) {
        perTexts = entry.perTexts
        isEmpty = breaks.isEmpty
        for (number, found) in breaks.enumerated() {
            let key = Self.key(found.chain)
            for range in found.positions {
                // Positions of a verdict begin with 0.
                ahead[key, default: []].append(
                    Marked(range: range.lowerBound + 1...range.upperBound + 1, number: number))
            }
        }
    }

    /// Comes to a chain's first row.
    mutating func begin(_ chain: ChainKey, with row: borrowing Row) {
        guard !isEmpty else { return }
        var builder = ChainKey.Builder()
        for shown in perTexts { add(shown, of: row, to: &builder) }
        guard let marked = ahead.removeValue(forKey: builder.key) else { return }
        courses[chain] = Course(rest: marked.sorted { $0.range.lowerBound > $1.range.lowerBound })
    }

    /// The numbers of a row's breaks, from 0; none, and nothing allocated, for most rows.
    mutating func numbers(at position: Int, of chain: ChainKey) -> [Int] {
        isEmpty ? [] : courses[chain]?.numbers(at: position) ?? []
    }

    private mutating func add(
        _ shown: PreparedEntry.ShownField, of row: borrowing Row, to builder: inout ChainKey.Builder
    ) {
        guard let bytes = row[shown.field] else { return builder.add(nil) }
        guard let display = shown.display else { return builder.add(bytes) }
        text.removeAll()
        if display.append(bytes, to: &text) { builder.add(text.span) } else { builder.add(nil) }
    }

    private static func key(_ chain: [String?]) -> ChainKey {
        var builder = ChainKey.Builder()
        for value in chain {
            guard let value else {
                builder.add(nil)
                continue
            }
            let bytes = [UInt8](value.utf8)
            builder.add(bytes.span)
        }
        return builder.key
    }
}
