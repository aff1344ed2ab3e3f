/// What a walk knows of a run of one chain's rows in order: enough to merge with the run behind it, and where to look again.
///
/// The first look only finds *that* something does not hold and where; `Diagnosis` names it from a second look at those
/// places. Nothing grows with sound rows.
public struct ChainSegment: Sendable {
    /// Rows, sealed or not.
    public private(set) var rows = 0
    /// Rows with a hash.
    public private(set) var sealed = 0
    /// Sealed rows whose content fails.
    public private(set) var failing = 0
    /// How many of the last sealed rows fail content while their links hold, without interruption.
    public private(set) var failingTail = 0
    /// Where to look again.
    public private(set) var doubts = Doubts()
    /// The hash that the next row has to name, where `startsKnown` or a sealed row has been seen.
    public private(set) var expected: HashIdentity?
    /// Whether what stands before the first row was known from the start.
    private let startsKnown: Bool
    /// The first sealed row and its position, where what stands before it is another run's to tell. At most one.
    private var entering: [(row: ObservedRow, position: Int)] = []
    private var group: [ObservedRow] = []
    private var groupPlace: UInt64?

    /// The first run of a chain, behind its genesis (`nil`: NULL).
    public init(genesis: HashIdentity?) {
        expected = genesis
        startsKnown = true
    }

    /// A run in the middle of a chain: its first link is checked when it merges with the run before it.
    ///
    /// Where the table stores no links, a run must know the hash before it instead: `init(genesis:)` with that hash.
    public init() {
        startsKnown = false
    }

    /// The first run of a chain behind so many rows that hold, the last of which has this hash (none: the genesis).
    init(behind tip: HashIdentity?, soundRows: Int) {
        self.init(genesis: tip)
        rows = soundRows
        sealed = soundRows
    }

    /// A run in the middle of a chain behind at least one row; all hold, but what stands before the first is not known.
    init(link: HashIdentity?, firstHash: HashIdentity?, tip: HashIdentity?, soundRows: Int) {
        self.init()
        entering = [(ObservedRow(hash: firstHash, link: link, storesLink: true, contentHolds: true), 0)]
        rows = soundRows
        sealed = soundRows
        expected = tip
    }

    /// The hash before the row that comes next in the order: of the last sealed row, held back or not.
    public var lastHash: HashIdentity? { group.last { $0.hash != nil }?.hash ?? expected }

    /// Takes the next row in order.
    ///
    /// - Parameter place: where two rows can share a place in the order, a number that is the same for rows that do; they
    ///   are held back until the next place and stand in the order of their links.
    public mutating func accept(_ row: ObservedRow, place: UInt64? = nil) {
        guard let place else { return take(row, isUnsettled: false) }
        if place != groupPlace {
            flush()
            groupPlace = place
        }
        group.append(row)
    }

    /// Takes so many rows at once that are sealed, hold in content and link, and share no place with another.
    ///
    /// - Parameter tip: the hash of the last of them. What stands before the first must be known.
    public mutating func pass(_ count: Int, tip: HashIdentity) {
        rows += count
        sealed += count
        failingTail = 0
        expected = tip
    }

    /// Takes the rows that were held back; to be called behind the last row.
    public mutating func flush() {
        if group.count == 1 {
            take(group[0], isUnsettled: false)
        } else if !group.isEmpty {
            takeGroup()
        }
        group.removeAll(keepingCapacity: true)
    }

    /// Rows that share a place in the order stand in the order of their links (breaks.md, step 1). Where no link is
    /// stored, only trials can tell: a second look makes them.
    private mutating func takeGroup() {
        guard group.allSatisfy(\.storesLink), startsKnown || sealed > 0 else {
            for row in group { take(row, isUnsettled: true) }
            return
        }
        // By link, because a bulk load may put a million rows at one place.
        var byLink: [HashIdentity?: [Int]] = [:]
        for index in group.indices.reversed() where group[index].hash != nil {
            byLink[group[index].link, default: []].append(index)
        }
        var ordered: [Int] = []
        var tip = expected
        while let next = byLink[tip]?.popLast() {
            tip = group[next].hash
            ordered.append(next)
        }
        let isSettled = ordered.count == group.count
        let rows = group
        for index in isSettled ? ordered : Array(rows.indices) { take(rows[index], isUnsettled: !isSettled) }
    }

    private mutating func take(_ row: ObservedRow, isUnsettled: Bool) {
        let position = rows
        rows += 1
        guard let hash = row.hash else {
            doubts.note(position, .unsealed)
            return
        }
        var linkHolds = true
        if startsKnown || sealed > 0 {
            linkHolds = !row.storesLink || row.link == expected
        } else {
            entering.append((row, position))
        }
        sealed += 1
        expected = hash
        if !row.contentHolds && !isUnsettled { failing += 1 }
        failingTail = !row.contentHolds && linkHolds && !isUnsettled ? failingTail + 1 : 0
        if linkHolds && row.contentHolds && !isUnsettled { return }
        doubts.note(position, linkHolds && !isUnsettled ? .content : .link)
        // Without stored links, a failing row may be one whose predecessor is gone: its trials need its neighbours.
        if !linkHolds || isUnsettled {
            if let link = row.link { doubts.wonder(about: link) }
            doubts.wonder(about: hash)
        }
    }

    /// Appends the run that follows this one in the chain; both must have been flushed.
    public mutating func merge(_ next: ChainSegment) {
        var next = next
        if let (row, position) = next.entering.first {
            if startsKnown || sealed > 0 {
                if row.link != expected {
                    next.doubts.escalate(first: position)
                    if let link = row.link { next.doubts.wonder(about: link) }
                    if let hash = row.hash { next.doubts.wonder(about: hash) }
                    if next.failingTail == next.sealed, next.sealed > 0 {
                        next.failingTail = next.sealed - 1
                        failingTail = 0
                    }
                }
            } else {
                entering.append((row, position + rows))
            }
        }
        let continues = next.failingTail == next.sealed
        failingTail = continues ? failingTail + next.failingTail : next.failingTail
        doubts.merge(next.doubts, behind: rows)
        rows += next.rows
        failing += next.failing
        if next.sealed > 0 { expected = next.expected }
        sealed += next.sealed
    }
}
