import AuditChain
import Formula
import Rows

/// The rows that a diagnosis may try with other links, and the renderer that tries them.
final class KeptRows: Witness {
    let entry: PreparedEntry
    var renderer: Renderer
    private var rows: [OwnedRow] = []
    /// The chain that is being diagnosed.
    var chain: [String?] = []
    /// The rows that do not fit into their chains; known before a diagnosis begins.
    var others = OtherChains([])
    /// Answers about the numbers of the order; filled before a diagnosis begins.
    var answers: [NumberInterval: Occupancy] = [:]

    /// Whether the person wants to end; a diagnosis then runs out with nothing, and what it names is not used.
    private let isStopped: () -> Bool

    init(entry: PreparedEntry, renderer: consuming Renderer, isStopped: @escaping () -> Bool) {
        self.entry = entry
        self.isStopped = isStopped
        self.renderer = renderer
    }

    /// What the server gave with another link, by the row's number.
    private var serverTrials: [Int: (link: HashValue?, result: HashValue)] = [:]

    func remember(trialOf id: Int, link: HashValue?, gives result: HashValue) { serverTrials[id] = (link, result) }

    /// Keeps a row and gives the number by which it is asked about.
    func keep(_ row: OwnedRow) -> Int {
        rows.append(row)
        return rows.count - 1
    }

    func removeAll() {
        rows.removeAll(keepingCapacity: true)
        answers.removeAll()
        others = OtherChains([])
        serverTrials.removeAll()
    }

    /// A kept row.
    func row(_ id: Int) -> OwnedRow { rows[id] }

    /// Where a kept row lies.
    func origin(of id: Int) -> RowKey.Origin? {
        let kept = rows[id]
        return entry.origin(of: kept.row)
    }

    func recomputed(row id: Int, link: HashValue?) -> HashValue? {
        if isStopped() { return nil }
        if let trial = serverTrials[id], trial.link == link { return trial.result }
        let kept = rows[id]
        return renderer.recomputed(kept.row, link: .value(link)).map { entry.hashValue($0) }
    }

    /// What the formula hashes for a kept row; `nil` where that can't be computed.
    func preimage(ofRow id: Int, link: Renderer.Link) -> [UInt8]? {
        let kept = rows[id]
        return renderer.preimage(of: kept.row, link: link)
    }

    func rowElsewhere(withHash hash: HashValue) -> RowElsewhere? { others.row(withHash: hash, besides: chain) }

    func occupancy(above lower: Int64, below upper: Int64) -> (present: Int, hasExcluded: Bool)? {
        answers[NumberInterval(lower: lower, upper: upper, chain: chain)].map { ($0.present, $0.hasExcluded) }
    }
}
