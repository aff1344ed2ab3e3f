import AuditChain

/// The rows that do not fit into their chains, by their hashes: a row that was moved to another chain is found among them.
struct OtherChains {
    private var rows: [HashValue: [RowElsewhere]] = [:]

    /// Looks through the chains of one pass.
    init(_ collected: [ChainCollector]) {
        guard collected.count > 1, collected[0].entry.storesLink else { return }
        for collector in collected { add(collector) }
    }

    private mutating func add(_ collector: ChainCollector) {
        var tip = collector.genesis
        var last: RowElsewhere?
        for element in collector.elements {
            switch element {
            case .run(let run):
                add(last, hash: tip)
                guard let hash = run.lastHash else { continue }
                tip = hash
                last = RowElsewhere(chain: collector.chain, order: run.last, isStray: false, isBereft: false)
            case .row(let row):
                let isStray = row.link != tip
                last?.isBereft = isStray
                add(last, hash: tip)
                last = nil
                guard let hash = row.hash else { continue }
                tip = hash
                last = RowElsewhere(chain: collector.chain, order: row.order, isStray: isStray, isBereft: false)
            }
        }
        add(last, hash: tip)
    }

    private mutating func add(_ row: RowElsewhere?, hash: HashValue?) {
        guard let row, let hash, row.isStray || row.isBereft else { return }
        rows[hash, default: []].append(row)
    }

    /// The first such row of another chain than this one.
    func row(withHash hash: HashValue, besides chain: [String?]) -> RowElsewhere? {
        rows[hash]?.first { $0.chain != chain }
    }
}
