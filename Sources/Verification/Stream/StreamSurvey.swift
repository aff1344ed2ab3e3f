import AuditChain
import Rows

/// Which rows of a stream do not stand where the order has them: an UPDATE moves a row in the table's file, and the server
/// puts new rows where old ones have left room.
struct StreamSurvey {
    private let order: StreamOrder
    /// By chain, in their order.
    private var moved: [ChainKey: [Moved]] = [:]
    /// Numbers of the moved rows in the file, ascending.
    private var places: [Int] = []
    private var furthest: [ChainKey: OwnedRow] = [:]
    /// Rows that were read, of which it is not decided yet whether they were moved.
    private var window: [(row: OwnedRow, chain: ChainKey, offset: Int)] = []
    /// How many rows there are.
    private(set) var count = 0
    private var decided = 0
    private var nextPlace = 0
    private var used: [ChainKey: Int] = [:]

    /// A row that belongs elsewhere.
    struct Moved {
        /// Its order columns.
        var row: OwnedRow
        /// Which row of the file it is.
        var place: Int
        /// The byte of the file that it begins at.
        var offset: Int
    }

    /// How many rows ahead are looked at: a row that stands behind most of them was put there too early.
    private static let reach = 64

    init(_ order: StreamOrder) { self.order = order }

    // MARK: Surveying

    mutating func accept(_ row: borrowing Row, at offset: Int) {
        window.append((order.key(of: row), order.chain(of: row), offset))
        if window.count > 4 * Self.reach { decide(leaving: Self.reach) }
    }

    mutating func finish() {
        decide(leaving: 0)
        count = decided
        furthest = [:]
        let order = order
        for chain in moved.keys {
            moved[chain]?.sort { one, other in
                let compared = order.compareKeys(one.row.row, other.row.row)
                return compared == 0 ? one.place < other.place : compared < 0
            }
        }
    }

    private mutating func decide(leaving rest: Int) {
        let count = max(0, window.count - rest)
        for index in 0..<count { decide(index) }
        window.removeFirst(count)
    }

    private mutating func decide(_ index: Int) {
        let (row, chain, offset) = window[index]
        defer { decided += 1 }
        var (before, behind) = (0, 0)
        for other in window[(index + 1)...].prefix(Self.reach) where other.chain == chain {
            let compared = order.compareKeys(other.row.row, row.row)
            if compared < 0 { before += 1 } else { behind += 1 }
        }
        let last = furthest[chain].map { order.compareKeys(row.row, $0.row) }
        if before > behind || last ?? 1 < 0 {
            moved[chain, default: []].append(Moved(row: row, place: decided, offset: offset))
            places.append(decided)
        } else {
            furthest[chain] = row
        }
    }

    // MARK: Reading in order

    mutating func rewind() {
        decided = 0
        nextPlace = 0
        used = [:]
    }

    /// Whether the file's next row was moved.
    var isMoved: Bool { nextPlace < places.count && places[nextPlace] == decided }

    /// The file's next row was taken.
    mutating func pass() {
        if isMoved { nextPlace += 1 }
        decided += 1
    }

    /// Where in the file the row begins that comes before a row of its chain and has not been given yet.
    mutating func next(before row: borrowing Row) -> Int? {
        guard !moved.isEmpty else { return nil }
        let chain = order.chain(of: row)
        guard let rows = moved[chain] else { return nil }
        let index = used[chain] ?? 0
        guard index < rows.count else { return nil }
        let key = rows[index].row
        let compared = order.compare(key: key.row, row)
        guard compared < 0 || compared == 0 && rows[index].place < decided else { return nil }
        used[chain] = index + 1
        return rows[index].offset
    }

    /// Where the rows begin that no other row of their chain follows: each chain's in order, the chains as the first of those
    /// rows lie in the file, so that two looks at one file give the same.
    func rest() -> [Int] {
        let rests = moved.map { chain, rows in rows[(used[chain] ?? 0)...] }.filter { !$0.isEmpty }
        return rests.sorted { $0[$0.startIndex].place < $1[$1.startIndex].place }.flatMap { $0.map(\.offset) }
    }
}
