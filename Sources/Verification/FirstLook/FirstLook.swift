import AuditChain
import BasicContainers
import Formula
import Rows

/// The pass over every row of an entry: recomputes, compares, and remembers where to look again.
struct FirstLook: ~Copyable {
    private let entry: PreparedEntry
    private var renderer: Renderer
    private var found: LookResult
    private var last: FieldMemory
    /// `nil`: nobody asked for it, or the entry has no time that lies in a month.
    private var calendar: MonthCalendar?
    /// `nil`: the entry has no time that is a moment.
    private var watch: TimeWatch?
    private let troublesBefore: Int
    private var troublesKnown: Int
    private var key: ChainKey?
    private var tip = RunningTip()

    /// - Parameter startsAmid: whether rows stand before the first, which another look sees.
    init(
        _ entry: PreparedEntry, renderer: consuming Renderer, observers: Observers, startsAmid: Bool = false
    ) {
        self.entry = entry
        troublesBefore = renderer.troubles.count
        troublesKnown = troublesBefore
        self.renderer = renderer
        calendar = observers.months ? MonthCalendar(entry) : nil
        watch = TimeWatch(entry, now: observers.now)
        found = LookResult(walk: Walk(startsAmid: startsAmid))
        last = FieldMemory(entry.rememberedFields)
    }

    /// How many rows were seen.
    var rows: Int { found.rows }

    /// The fields of the last row that the report names it by.
    var lastValues: [[UInt8]?] { last.values }

    /// What the look came to so far.
    mutating func result() -> LookResult {
        settle()
        found.last = last.values
        calendar?.settle(at: last)
        found.calendar = calendar
        found.watch = watch
        // What the renderer met in an earlier part is that part's.
        if renderer.troubles.count > troublesBefore { found.trouble = renderer.troubles.last }
        return found
    }

    /// Gives the renderer back, for the next look.
    consuming func release() -> Renderer { renderer }

    mutating func accept(_ row: borrowing Row) throws(Obstacle) {
        if !entry.perFields.isEmpty || key == nil { try enterChain(of: row) }
        found.rows += 1
        let hash = row[entry.hashField]
        var holds = false
        if let hash {
            holds = entry.storesLink ? renderer.gives(hash, for: row) : renderer.givesWithReplacedLink(hash, for: row)
        }
        if holds, let hash, tip.isFollowed(by: entry.linkField, of: row) {
            tip.pass(hash)
        } else {
            settle()
            observe(row, hash, holds: holds)
        }
        if !entry.storesLink, let hash { renderer.replaceLink(with: hash) }
        calendar?.accept(row, isSealed: hash != nil, behind: last)
        watch?.accept(row)
        last.remember(row)
        if found.rows == 1 { found.first = last.values }
    }

    /// Tells the walk of the rows that held since it was last told.
    private mutating func settle() {
        guard tip.count > 0 else { return }
        found.walk.pass(tip.count, tip: tip.identity)
        tip.count = 0
    }

    /// A row that does not hold, or of which it is not known what stands before it.
    private mutating func observe(_ row: borrowing Row, _ hash: Span<UInt8>?, holds: Bool) {
        if !holds {
            if hash != nil, renderer.troubles.count > troublesKnown { found.uncomputable += 1 }
            if !entry.tiesArePossible || entry.storesLink { catchRow(row, isSealed: hash != nil) }
            troublesKnown = renderer.troubles.count
        }
        var identity: HashIdentity?
        if let hash { identity = HashIdentity(hash) }
        let link: HashIdentity? =
            if let field = entry.linkField, let bytes = row[field] { HashIdentity(bytes) } else { nil }
        found.walk.accept(
            ObservedRow(
                hash: identity, link: link, storesLink: entry.storesLink, contentHolds: holds),
            place: entry.tiesArePossible ? entry.place(of: row) : nil)
        if !entry.tiesArePossible, let hash { tip.set(hash) }
    }

    /// Without a stored link a row also fails where the one before it is gone or another.
    private var alternatives: [Break.Kind] {
        [.alteredHash, .formulaMismatch] + (entry.storesLink ? [] : [.missingRows, .rewrittenRow])
    }

    private mutating func catchRow(_ row: borrowing Row, isSealed: Bool) {
        found.caughtCount += 1
        guard found.caught.count < LookResult.caughtLimit else { return }
        let facts = entry.describe(row, position: 0, place: 0)
        var failing = Break(
            isSealed ? .alteredContent : .unsealedRow, chain: entry.chain(of: row), first: facts.order,
            last: facts.order,
            rows: 1, alternatives: isSealed ? alternatives : [], foundHash: facts.hash?.spelling)
        if entry.storesLink {
            failing.expectedHash = renderer.recomputed(row, link: .stored).map { entry.hashValue($0).spelling }
        }
        failing.evidence.time = facts.timeText
        if isSealed { failing.evidence.secondOpinion = .notAskedEnded }
        found.caught.append(failing)
    }

    private mutating func enterChain(of row: borrowing Row) throws(Obstacle) {
        let next = entry.key(of: row)
        if next == key { return }
        settle()
        tip.forget()
        key = next
        if !found.walk.enter(next) {
            found.walk.begin(next, genesis: try renderer.genesisIdentity(for: row))
        }
        if !entry.storesLink { renderer.replaceLink(with: found.walk.lastHash) }
    }
}

/// The hash that the next row of a chain follows, and how many rows have held since the walk was last told.
///
/// Nearly every row holds: two comparisons of bytes then stand for all that a walk does with a row.
struct RunningTip: ~Copyable {
    private var bytes = ByteBuffer(minimumCapacity: 136)
    private var isKnown = false
    /// Rows that held.
    var count = 0

    var identity: HashIdentity { HashIdentity(bytes.span) }

    /// Whether a row that holds in itself follows the tip.
    @inline(__always)
    func isFollowed(by linkField: Int?, of row: borrowing Row) -> Bool {
        guard isKnown else { return false }
        // Where no link is stored, the tip has gone into the row's own hash.
        guard let linkField else { return true }
        guard let link = row[linkField], link.count == bytes.count else { return false }
        return link.isEqual(to: bytes.span)
    }

    mutating func pass(_ hash: Span<UInt8>) {
        count += 1
        set(hash)
    }

    @inline(__always)
    mutating func set(_ hash: Span<UInt8>) {
        isKnown = true
        bytes.removeAll()
        bytes.append(copying: hash)
    }

    mutating func forget() { isKnown = false }
}
