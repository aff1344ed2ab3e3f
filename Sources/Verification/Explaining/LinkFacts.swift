import AuditChain
import Formula
import Rows

/// What stands for a row's link, what it should be, and what the formula gives with that.
struct LinkFacts {
    /// The stored link, or what stands for it where none is stored; `nil` is NULL.
    let value: HashValue?
    private(set) var trial = Explanation.Trial.notNeeded
    var named: Explanation.Place?
    var namedCount = 0
    private let isStored: Bool
    private let genesis: HashValue?
    private var preceding: (place: Explanation.Place, hash: HashValue)?
    private let isBehindUnsealed: Bool

    init(
        of row: borrowing Row, behind before: RowBefore, _ ready: borrowing EntryPreparation.Ready
    ) throws(Obstacle) {
        let entry = ready.entry
        var renderer = try ready.renderer()
        genesis = try renderer.genesis(for: row).map { entry.hashValue($0) }
        let storesLink = entry.storesLink
        isStored = storesLink
        isBehindUnsealed = before.isBehindUnsealed
        let hash = entry.hash(of: row)
        let link = entry.link(of: row)
        let holds = hash.map { renderer.gives($0.bytes.span, for: row, link: .stored) } ?? false
        var candidates: [(place: Explanation.Place, hash: HashValue)] = []
        for owned in before.rows {
            guard let hash = entry.hash(of: owned.row) else { continue }
            candidates.append((entry.explainedPlace(of: owned.row), hash))
        }
        func fits(_ link: HashValue?) -> Bool {
            hash.map { renderer.gives($0.bytes.span, for: row, link: .value(link)) } ?? false
        }
        // Rows of one place stand in the order of their links: the last of them is the one that the row links to.
        preceding =
            candidates.first { storesLink ? $0.hash == link : candidates.count > 1 && fits($0.hash) }
            ?? candidates.first
        value = storesLink ? link : preceding.map { $0.hash } ?? genesis
        guard isStored, hash != nil, !holds, !self.holds, ready.formulas.allSatisfy(\.usesLink) else { return }
        guard ready.formulas.allSatisfy(\.linkIsClientSide) else {
            trial = .notPossible
            return
        }
        if let match = candidates.first(where: { fits($0.hash) }) {
            preceding = match
            trial = .holds
        } else {
            trial = candidates.isEmpty && fits(genesis) ? .holds : .fails
        }
    }

    /// Whether the link is what it should be.
    var holds: Bool { value == (preceding.map { $0.hash } ?? genesis) }

    /// For people.
    var told: Explanation.Link {
        Explanation.Link(
            value: value?.spelling, isStored: isStored, genesis: genesis?.spelling,
            preceding: preceding.map { Explanation.Link.Sealed(place: $0.place, hash: $0.hash.spelling) },
            isBehindUnsealed: isBehindUnsealed, named: named, namedCount: namedCount)
    }
}
