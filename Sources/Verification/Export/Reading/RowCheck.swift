import AuditChain
import Formula
import Rows

/// What is found of a row where it stands.
public struct RowFacts: Sendable {
    /// How a comparison came out.
    public enum Outcome: String, Sendable, Hashable {
        case holds = "ok"
        /// It holds upon another row than the one before, and the verification accuses nobody of it: a forged row stands
        /// between them, or rows that share a place in the order stand in another one than they were sealed in.
        case elsewhere
        case fails
        /// It fails by itself, and the verification, which asked the server too, accuses nobody of it.
        case disputed
        /// The row has no hash, or the table stores no link: there is nothing to compare.
        case nothing = "none"
    }

    /// Its place among the rows of its chain, from 1.
    public var position: Int
    /// The number of its chain among the ranges of what is taken out, from 1.
    public var chain = 1
    /// Whether the row is shown; else a condition left it out.
    public var isShown = true
    /// Whether the formula gives the hash that is stored.
    public var content: Outcome
    /// Whether the stored link is the hash of the row before, or the genesis.
    public var link: Outcome
    /// The hash that the formula gives, where it is not the one that is stored; `nil`: it can't be computed, or would
    /// tell what only the holder of a secret may know.
    public var recomputed: [UInt8]?
    /// The numbers in the verdict of the breaks that it belongs to, from 0.
    public var breaks: [Int]
}

/// Goes over the rows of an entry in their order and says of each where it stands and what holds.
struct RowCheck: ~Copyable {
    private struct Chain {
        var position: Int
        var tip: [UInt8]?
    }

    /// What a verification says of rows that belong to none of its breaks.
    enum Vouching {
        /// They hold: by the rows that they were sealed upon, which need not be the ones before.
        case holds
        /// Of some of them the server's rendering and ours say different things.
        case disputes
        /// It names only the first of many breaks.
        case nothing
    }

    private let verdict: Vouching
    private let holdsSecret: Bool
    private let entry: PreparedEntry
    private var renderer: Renderer
    private var marks: BreakMarks
    private var chains: [ChainKey: Chain] = [:]
    private var key: ChainKey?
    private var position = 0
    /// The hash of the nearest sealed row before, else the genesis.
    private var tip = ByteBuffer(minimumCapacity: 136)
    private var tipIsNull = true

    /// - Parameter verdict: how far the verification vouches for rows that belong to no break.
    init(_ ready: EntryPreparation.Ready, breaks: [Break], verdict: Vouching) throws(Obstacle) {
        self.verdict = verdict
        holdsSecret = ready.formulas.contains(where: \.usesSecret)
        entry = ready.entry
        renderer = try ready.renderer()
        marks = BreakMarks(breaks, of: ready.entry)
    }

    /// The hash that enters the row: of the nearest sealed row before it, else the genesis; `nil` is NULL.
    var entering: [UInt8]? { tipIsNull ? nil : Renderer.copy(tip.span) }

    /// The hash of the newest sealed row of a chain so far, else its genesis; `nil` is NULL.
    func tip(of chain: ChainKey) -> [UInt8]? { chain == self.chain ? entering : chains[chain]?.tip ?? nil }

    /// The chain of the row that was entered last.
    var chain: ChainKey { key ?? .single }

    /// Goes to a row: its chain is then the current one.
    ///
    /// - Returns: its place in that chain.
    mutating func enter(_ row: borrowing Row) throws(Obstacle) -> Int {
        if key == nil || !entry.perFields.isEmpty { try enterChain(of: row) }
        position += 1
        return position
    }

    private mutating func enterChain(of row: borrowing Row) throws(Obstacle) {
        let next = entry.key(of: row)
        guard next != key else { return }
        if let key { chains[key] = Chain(position: position, tip: entering) }
        key = next
        let known = chains[next]
        position = known?.position ?? 0
        let before = if let known { known.tip } else { try renderer.genesis(for: row) }
        if known == nil { marks.begin(next, with: row) }
        tip.removeAll()
        tipIsNull = before == nil
        if let before { tip.append(copying: before.span) }
    }

    /// What is found of the row that was entered.
    mutating func facts(of row: borrowing Row) -> RowFacts {
        var facts = RowFacts(
            position: position, content: .nothing, link: .nothing, recomputed: nil,
            breaks: marks.numbers(at: position, of: chain))
        if !entry.storesLink { replaceLink() }
        if let hash = row[entry.hashField] {
            let holds =
                entry.storesLink ? renderer.gives(hash, for: row) : renderer.givesWithReplacedLink(hash, for: row)
            facts.content = settled(holds, isNamed: !facts.breaks.isEmpty)
            if let field = entry.linkField {
                facts.link = settled(isTip(row[field]), isNamed: !facts.breaks.isEmpty)
            }
        }
        if facts.content != .holds, facts.content != .elsewhere, !holdsSecret {
            facts.recomputed = renderer.recomputed(
                row, link: entry.storesLink ? .stored : .value(entering.map { entry.hashValue($0) }))
        }
        return facts
    }

    /// What a row before which others stand than it was sealed upon seems to lack, the verification has found.
    private func settled(_ holds: Bool, isNamed: Bool) -> RowFacts.Outcome {
        if holds { return .holds }
        if isNamed { return .fails }
        switch verdict {
        case .holds: return .elsewhere
        case .disputes: return .disputed
        case .nothing: return .fails
        }
    }

    /// Passes over the row that was entered, which is not taken out.
    mutating func pass(_ row: borrowing Row) { _ = marks.numbers(at: position, of: chain) }

    /// Leaves the row: its hash enters the next one.
    mutating func leave(_ row: borrowing Row) {
        guard let hash = row[entry.hashField] else { return }
        tipIsNull = false
        tip.removeAll()
        tip.append(copying: hash)
    }

    private mutating func replaceLink() {
        if tipIsNull { renderer.replaceLink(with: [UInt8]?.none) } else { Self.replaceLink(of: &renderer, with: tip) }
    }

    private static func replaceLink(of renderer: inout Renderer, with tip: borrowing ByteBuffer) {
        renderer.replaceLink(with: tip.span)
    }

    private func isTip(_ field: Span<UInt8>?) -> Bool {
        guard let field else { return tipIsNull }
        return !tipIsNull && field.isEqual(to: tip.span)
    }
}
