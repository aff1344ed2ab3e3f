import AuditChain
import Rows

/// From where to where rows are taken out, by their places in each chain.
enum RowPositions {
    /// Every row of every chain.
    case all
    /// So far in each chain; in others none.
    case within([ChainKey: ClosedRange<Int>])

    func contains(_ position: Int, of chain: ChainKey) -> Bool {
        switch self {
        case .all: true
        case .within(let ranges): ranges[chain]?.contains(position) ?? false
        }
    }

    /// Whether no row of a table of one chain can follow.
    func ends(at position: Int, of chain: ChainKey, isOnly: Bool) -> Bool {
        guard case .within(let ranges) = self, isOnly else { return false }
        return position >= ranges[chain]?.upperBound ?? 0
    }
}

/// Finds out where rows that somebody wants stand in their chains.
struct PositionFinder: ~Copyable {
    private let entry: PreparedEntry
    private var positions: [ChainKey: Int] = [:]
    private var found: [ChainKey: ClosedRange<Int>] = [:]

    init(_ entry: PreparedEntry) { self.entry = entry }

    /// Takes the next row, in the order in which rows are taken out.
    mutating func accept(_ row: borrowing Row, isWanted: Bool) {
        let key = entry.key(of: row)
        let position = positions[key, default: 0] + 1
        positions[key] = position
        guard isWanted else { return }
        found[key] = (found[key]?.lowerBound ?? position)...position
    }

    /// The rows that were wanted, all between them, and so many before and behind.
    func ranges(context: Int) -> [ChainKey: ClosedRange<Int>] {
        found.mapValues { max(1, $0.lowerBound - context)...($0.upperBound + context) }
    }
}
