import AuditChain
import BasicContainers
import Formula
import Rows

/// The pass over every row of an entry: recomputes, compares, and remembers where to look again.
struct FirstLook: ~Copyable {
    let entry: PreparedEntry
    var renderer: Renderer
    var walk = Walk()
    private(set) var rows = 0
    /// The fields by which the report names the first row.
    private(set) var first: [[UInt8]?] = []
    private(set) var last: RowMemory
    /// Rows that fail by themselves, whatever stands round them: what can be told if the run ends early.
    private(set) var caught: [Break] = []
    private(set) var caughtCount = 0
    /// Sealed rows over which the formula can't be computed.
    private(set) var uncomputable = 0
    /// Whether the formula says nothing of the rows, so that only those without a hash were caught rightly.
    var isFormulaToBlame = false
    private var troublesKnown = 0
    private var key: ChainKey?

    init(entry: PreparedEntry, renderer: consuming Renderer) {
        self.entry = entry
        self.renderer = renderer
        last = RowMemory(entry.rememberedFields)
    }

    mutating func accept(_ row: borrowing Row) throws(Obstacle) {
        try enterChain(of: row)
        rows += 1
        let hash = row[entry.hashField]
        var holds = false
        var identity: HashIdentity?
        if let hash {
            identity = HashIdentity(hash)
            holds = entry.storesLink ? renderer.gives(hash, for: row) : renderer.givesWithReplacedLink(hash, for: row)
        }
        if !holds {
            if hash != nil, renderer.troubles.count > troublesKnown { uncomputable += 1 }
            if !entry.tiesArePossible || entry.storesLink { catchRow(row, isSealed: hash != nil) }
            troublesKnown = renderer.troubles.count
        }
        let link: HashIdentity? =
            if let field = entry.linkField, let bytes = row[field] { HashIdentity(bytes) } else { nil }
        walk.accept(
            ObservedRow(
                hash: identity, link: link, storesLink: entry.storesLink, contentHolds: holds),
            place: entry.tiesArePossible ? entry.place(of: row) : nil)
        if !entry.storesLink, let hash { renderer.replaceLink(with: hash) }
        last.remember(row)
        if rows == 1 { first = last.values }
    }

    /// How many rows are told of one by one if the run ends early.
    private static let caughtLimit = 1_000

    /// Without a stored link a row also fails where the one before it is gone or another.
    private var alternatives: [Break.Kind] {
        [.alteredHash, .formulaMismatch] + (entry.storesLink ? [] : [.missingRows, .rewrittenRow])
    }

    private mutating func catchRow(_ row: borrowing Row, isSealed: Bool) {
        caughtCount += 1
        guard caught.count < Self.caughtLimit else { return }
        let facts = entry.describe(row, position: 0, place: 0)
        var found = Break(
            isSealed ? .alteredContent : .unsealedRow, chain: entry.chain(of: row), first: facts.order,
            last: facts.order,
            rows: 1, alternatives: isSealed ? alternatives : [], foundHash: facts.hash?.spelling)
        if entry.storesLink {
            found.expectedHash = renderer.recomputed(row, link: .stored).map { entry.hashValue($0).spelling }
        }
        found.evidence.time = facts.timeText
        if isSealed { found.evidence.secondOpinion = .notAskedEnded }
        caught.append(found)
    }

    private mutating func enterChain(of row: borrowing Row) throws(Obstacle) {
        let next = entry.key(of: row)
        if next == key { return }
        key = next
        if !walk.enter(next) {
            let genesis = try renderer.genesis(for: row)
            walk.begin(next, genesis: genesis.map { HashIdentity($0.span) })
        }
        if !entry.storesLink { renderer.replaceLink(with: walk.lastHash) }
    }
}

/// The fields of a row that the report names it by, copied into memory that is reused.
struct RowMemory: ~Copyable {
    /// The fields of the order, of the time and of the hash, one behind the other.
    private var bytes = UniqueArray<UInt8>(minimumCapacity: 256)
    /// Where each ends; -1 is NULL.
    private var ends = UniqueArray<Int>(minimumCapacity: 8)
    private let fields: [Int]

    init(_ fields: [Int]) { self.fields = fields }

    mutating func remember(_ row: borrowing Row) {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for field in fields {
            guard let value = row[field] else {
                ends.append(-1)
                continue
            }
            bytes.append(copying: value)
            ends.append(bytes.count)
        }
    }

    /// The fields, in their order; `nil` is NULL. Empty before the first row.
    var values: [[UInt8]?] {
        var values: [[UInt8]?] = []
        var start = 0
        for index in ends.indices {
            guard ends[index] >= 0 else {
                values.append(nil)
                continue
            }
            values.append(Renderer.copy(bytes.span.extracting(start..<ends[index])))
            start = ends[index]
        }
        return values
    }
}
