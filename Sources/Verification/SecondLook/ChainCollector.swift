import AuditChain
import Formula
import Rows

/// Gathers one chain's elements: rows that matter in full, the rows between them as runs.
struct ChainCollector {
    let entry: PreparedEntry
    let wanted: Set<HashIdentity>
    var attention: Attention
    let genesis: HashValue?
    /// Whether rows of the chain were seen before this collection.
    let isContinued: Bool
    private(set) var chain: [String?]
    var elements: [ChainElement] = []
    /// How many rows are held in full.
    private(set) var held = 0
    /// Rows of the chain seen so far, those before this collection included.
    private(set) var position: Int
    /// The hash of the last sealed row, or the genesis.
    private(set) var tip: HashValue?
    private var run: RowRun?
    private var lastOfRun: OwnedRow?
    private var place = 0
    private var lastPlace: UInt64?
    private var holdsNext = false
    private var group: [OwnedRow] = []

    init(
        entry: PreparedEntry, attention: Attention, wanted: Set<HashIdentity>, chain: [String?], position: Int,
        before: HashValue?
    ) {
        self.entry = entry
        self.attention = attention
        self.wanted = wanted
        self.chain = chain
        self.position = position
        isContinued = position > 0
        genesis = before
        tip = before
    }

    /// Whether a collection that holds enough may end before a row: in the middle of nothing that has to be seen whole, if
    /// there is such a place before twice as much is held.
    func canEnd(before row: borrowing Row, heldBefore: Int) -> Bool {
        let total = heldBefore + held
        guard total >= SecondLook.rowLimit, run != nil || total >= 2 * SecondLook.rowLimit else { return false }
        return !entry.tiesArePossible || entry.place(of: row) != lastPlace
    }

    /// Takes the chain's next row in order.
    mutating func accept(_ row: borrowing Row, kept: KeptRows) {
        guard entry.tiesArePossible else { return take([OwnedRow(copying: row)], kept: kept) }
        let place = entry.place(of: row)
        if place != lastPlace { flush(kept: kept) }
        lastPlace = place
        group.append(OwnedRow(copying: row))
    }

    /// Takes the rows that were held back until the next place.
    mutating func flush(kept: KeptRows) {
        guard !group.isEmpty else { return }
        take(group, kept: kept)
        group.removeAll(keepingCapacity: true)
    }

    /// Takes rows that share a place; one of them in doubt draws in all.
    private mutating func take(_ rows: [OwnedRow], kept: KeptRows) {
        place += 1
        // The first row is the sibling of whatever else was sealed behind the genesis.
        var isHeld = holdsNext || position == 0
        holdsNext = false
        for index in rows.indices {
            if attention.includes(position + index) { isHeld = true }
            let row = rows[index]
            if let hash = entry.hash(of: row.row), wanted.contains(HashIdentity(hash)) {
                isHeld = true
                holdsNext = true
            }
        }
        for row in rows {
            if isHeld { hold(row, kept: kept) } else { pass(row, kept: kept) }
            position += 1
        }
    }

    private mutating func hold(_ row: OwnedRow, kept: KeptRows) {
        endRun()
        var result = entry.describe(row.row, position: position, place: place)
        let link: Renderer.Link = entry.storesLink ? .stored : .value(tip)
        result.recomputed = kept.renderer.recomputed(row.row, link: link).map { entry.hashValue($0) }
        if result.hash != nil, result.recomputed == nil {
            result.trouble = kept.renderer.trouble(with: row.row, link: link)?.sentence
        }
        // Only rows that fail are tried with other links; where no link is stored, a tie settled anew asks for its neighbours.
        if !result.contentHolds || !entry.storesLink && entry.tiesArePossible { result.id = kept.keep(row) }
        elements.append(.row(result))
        held += 1
        if let hash = result.hash { tip = hash }
    }

    private mutating func pass(_ row: OwnedRow, kept: KeptRows) {
        let hash = entry.hash(of: row.row)
        var kind = RowRun.Kind.unsealed
        if let hash {
            let link: Renderer.Link = entry.storesLink ? .stored : .value(tip)
            kind = kept.renderer.gives(hash.bytes.span, for: row.row, link: link) ? .sound : .failing
            tip = hash
        }
        if run?.kind == kind {
            run?.count += 1
            if hash != nil { run?.lastHash = hash }
        } else {
            endRun()
            var begun = RowRun(kind: kind, position: position, count: 1, lastHash: hash)
            begun.first = entry.order(of: row.row)
            run = begun
        }
        lastOfRun = row
    }

    private mutating func endRun() {
        if var run {
            if let lastOfRun { run.last = entry.order(of: lastOfRun.row) }
            elements.append(.run(run))
        }
        run = nil
    }

    /// Ends the collection.
    mutating func finish(kept: KeptRows) {
        flush(kept: kept)
        endRun()
    }
}
