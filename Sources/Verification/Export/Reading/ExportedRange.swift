public import AuditChain
import Formula
import Rows

/// The rows of one chain that lie between the first and the last of those that are taken out, none left out.
public struct ExportedRange: Sendable {
    /// The chain's values, as PostgreSQL prints them.
    public var chain: [String?]
    /// Places of the first and the last row in their chain, from 1.
    public var first: Int, last: Int
    /// How many of the rows are shown, and how many a condition left out.
    public var rows = 0, leftOut = 0
    /// The hash of the nearest sealed row before the first, else the genesis; `nil` is NULL.
    public var entering: HashValue?
    /// The hash of the nearest sealed row up to the last, else what entered.
    public var leaving: HashValue?
}

/// Notes of each chain from where to where its rows are taken out.
struct RangeBook: ~Copyable {
    private(set) var ranges: [ExportedRange] = []
    private var numbers: [ChainKey: Int] = [:]
    private var open: Set<Int> = []
    /// The chain that was met last, so that one after the other is not looked up.
    private var current: (key: ChainKey, index: Int)?

    /// Takes the row that a check has entered.
    ///
    /// - Returns: the number of its chain, from 1.
    mutating func take(
        _ row: borrowing Row, at position: Int, isShown: Bool, of entry: PreparedEntry, _ check: borrowing RowCheck
    ) -> Int {
        let index = index(of: check.chain) ?? begin(row, at: position, of: entry, check)
        ranges[index].last = position
        if isShown { ranges[index].rows += 1 } else { ranges[index].leftOut += 1 }
        return index + 1
    }

    /// Takes note of a row that is not taken out: the range before it is over.
    mutating func pass(_ entry: PreparedEntry, _ check: borrowing RowCheck) {
        guard !open.isEmpty, let index = index(of: check.chain), open.remove(index) != nil else { return }
        ranges[index].leaving = check.entering.map(entry.hashValue)
    }

    /// When the last row was read.
    mutating func finish(_ entry: PreparedEntry, _ check: borrowing RowCheck) {
        for (key, index) in numbers where open.contains(index) {
            ranges[index].leaving = check.tip(of: key).map(entry.hashValue)
        }
        open = []
    }

    private mutating func index(of key: ChainKey) -> Int? {
        if let current, current.key == key { return current.index }
        guard let index = numbers[key] else { return nil }
        current = (key, index)
        return index
    }

    private mutating func begin(
        _ row: borrowing Row, at position: Int, of entry: PreparedEntry, _ check: borrowing RowCheck
    ) -> Int {
        ranges.append(
            ExportedRange(
                chain: entry.chain(of: row), first: position, last: position,
                entering: check.entering.map(entry.hashValue)))
        numbers[check.chain] = ranges.count - 1
        current = (check.chain, ranges.count - 1)
        open.insert(ranges.count - 1)
        return ranges.count - 1
    }
}
