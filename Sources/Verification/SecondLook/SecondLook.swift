import AuditChain
import Rows

/// Reads the rows in doubt again, and names what happened there.
struct SecondLook {
    let entry: PreparedEntry
    let segments: [ChainKey: ChainSegment]
    let entryMismatches: Bool
    /// Whether 90 % of the entry's rows fail, be they too few to call that a mismatch.
    let mostFail: Bool
    /// Ends the run; asked between rows.
    let goOn: () throws(Obstacle) -> Void
    /// Told how many rows a pass has seen.
    let seen: (Int) -> Void
    /// Values of the order columns behind which no row is read; `nil`: to the end.
    var through: [String]?
    private var causes: CauseSearch
    private(set) var breaks: BreakList
    private(set) var driftCount = 0
    /// How many rows the passes saw in all.
    private(set) var rowsSeen = 0
    private(set) var firstDrift: (chain: [String?], first: [String?], last: [String?])?
    private(set) var opinion: SecondOpinion
    /// Whether a number of the last order column occurs twice in the table; `nil`: nobody had to know yet.
    private var repeats: Bool?
    /// Whether every failing row is held, because the renderers disagree over some.
    private var looksClosely = false
    /// Hashes for which rows are looked for, in the chains in doubt.
    private let wanted: Set<HashIdentity>

    /// More rows than this are not held at once: the rest is read in another pass.
    static let rowLimit = 20_000

    init(
        entry: PreparedEntry, segments: [ChainKey: ChainSegment], entryMismatches: Bool,
        mostFail: Bool, causes: CauseSearch, detailLimit: Int, goOn: @escaping () throws(Obstacle) -> Void,
        seen: @escaping (Int) -> Void
    ) {
        self.entry = entry
        self.segments = segments
        self.entryMismatches = entryMismatches
        self.mostFail = mostFail
        self.causes = causes
        self.goOn = goOn
        self.seen = seen
        breaks = BreakList(limit: detailLimit)
        opinion = SecondOpinion(entry)
        wanted = Set(segments.values.flatMap(\.doubts.hashes))
    }

    /// Where a pass left off, because it held all the rows it may.
    private struct Resumption {
        var rowsSkipped: Int
        /// The place of the next row, where reading can begin there.
        var place: [String]?
        var chain: ChainKey
        var position: Int
        var before: HashValue?
    }

    mutating func run<Origin: Source & ~Copyable>(over source: inout Origin, kept: KeptRows) throws(Obstacle) {
        var resumption: Resumption?
        while true {
            var collected: [ChainCollector] = []
            resumption = try collect(from: &source, after: resumption, kept: kept, into: &collected)
            try goOn()
            try opinion.ask(about: &collected, source: &source, kept: kept)
            if opinion.disputedCount > 0, !looksClosely {
                // Of a long stretch of failing rows only some were asked about: now all are, from the first row on.
                looksClosely = true
                opinion = SecondOpinion(entry)
                breaks.removeAll()
                (driftCount, firstDrift, resumption) = (0, nil, nil)
                kept.removeAll()
                continue
            }
            try opinion.tryLinks(of: collected, source: &source, kept: kept)
            try askNumbers(collected, source: &source, kept: kept)
            kept.others = OtherChains(collected)
            let told = breaks.details.count
            for collector in collected {
                try goOn()
                breaks.add(try diagnose(collector, kept: kept))
            }
            try goOn()
            try addCommitTimes(from: told, source: &source)
            kept.removeAll()
            if resumption == nil { return }
        }
    }

    private mutating func collect<Origin: Source & ~Copyable>(
        from source: inout Origin, after start: Resumption?, kept: KeptRows, into collected: inout [ChainCollector]
    ) throws(Obstacle) -> Resumption? {
        // Rows before the place are not read again, but count as seen.
        var rows = start?.place == nil ? 0 : start?.rowsSkipped ?? 0
        var held = 0
        var key: ChainKey?
        var current: ChainCollector?
        var finished: [ChainCollector] = []
        var stop: Resumption?
        // Chains whose rows come in parts, all held until the last part: their number and their breaks are what bounds memory.
        var paused: [ChainKey: ChainCollector] = [:]
        let skipped = start?.rowsSkipped ?? 0
        var reading = entry.layout.reading(withOrigin: true, byChain: !entry.perFields.isEmpty)
        reading.from = start?.place
        reading.through = through
        try source.read(reading) { row throws(Obstacle) in
            rows += 1
            if rows & 1_023 == 0 {
                try goOn()
                seen(rows)
            }
            guard rows > skipped else { return true }
            let next = entry.key(of: row)
            if next != key {
                if entry.comesInParts {
                    if let key, let current { paused[key] = current }
                    current = paused.removeValue(forKey: next)
                } else {
                    finish(&current, kept: kept, held: &held, into: &finished)
                }
                key = next
                if held >= Self.rowLimit {
                    stop = Resumption(rowsSkipped: rows - 1, place: nil, chain: next, position: 0, before: nil)
                    return false
                }
                if current == nil, let segment = segments[next] {
                    let resumed = start.flatMap { $0.chain == next && $0.position > 0 ? $0 : nil }
                    current = ChainCollector(
                        entry: entry,
                        attention: Attention(
                            segment.doubts, storesLink: entry.storesLink, closely: looksClosely),
                        wanted: wanted,
                        chain: entry.chain(of: row), position: resumed?.position ?? 0,
                        before: resumed != nil
                            ? resumed?.before : try kept.renderer.genesis(for: row).map { entry.hashValue($0) })
                }
            }
            if !entry.comesInParts, let collector = current, collector.canEnd(before: row, heldBefore: held) {
                finish(&current, kept: kept, held: &held, into: &finished)
                stop = Resumption(
                    rowsSkipped: rows - 1, place: entry.place(toReadFrom: row), chain: next,
                    position: finished.last?.position ?? 0,
                    before: finished.last?.tip)
                return false
            }
            current?.accept(row, kept: kept)
            return true
        }
        if let key, let current, entry.comesInParts { paused[key] = current }
        if entry.comesInParts { current = nil }
        let parts = paused.values.sorted { one, other in
            one.chain.map { $0 ?? "" }.lexicographicallyPrecedes(other.chain.map { $0 ?? "" })
        }
        for var rest in parts {
            rest.finish(kept: kept)
            finished.append(rest)
        }
        finish(&current, kept: kept, held: &held, into: &finished)
        collected = finished
        rowsSeen = rows
        return stop
    }

    private func finish(
        _ current: inout ChainCollector?, kept: KeptRows, held: inout Int, into finished: inout [ChainCollector]
    ) {
        guard var collector = current else { return }
        collector.finish(kept: kept)
        held += collector.held
        finished.append(collector)
        current = nil
    }

    /// Whether each value of the columns before has numbers of its own, as in `order: [day, number]`.
    private var numbersRestart: Bool { entry.orderFields.count > 1 && repeats == true }

    private mutating func diagnose(_ collector: ChainCollector, kept: KeptRows) throws(Obstacle) -> [Break] {
        kept.chain = collector.chain
        var facts = ChainCase(
            chain: collector.chain, genesis: collector.genesis, storesLink: entry.storesLink,
            hasNumbers: entry.hasNumbers,
            entryMismatches: entryMismatches)
        facts.hasAllNumbers = entry.isWholeTable && entry.orderFields.count == 1
        facts.numbersRestart = numbersRestart
        facts.hasFilter = entry.hasFilter
        facts.isContinued = collector.isContinued
        let result = Diagnosis.of(collector.elements, facts: facts, witness: kept)
        driftCount += result.drifts.count
        if firstDrift == nil, let drift = result.drifts.first {
            firstDrift = (collector.chain, drift.first, drift.last)
        }
        var found = result.breaks
        for index in found.indices where found[index].kind == .formulaMismatch {
            let sample = MismatchSample.rows(of: found[index], in: collector, kept: kept)
            found[index].evidence.formulaTrial = try causes.trial(of: sample, goOn: goOn)
        }
        guard causes.hasFound || mostFail else { return found }
        for index in found.indices where found[index].kind.isOfContent && found[index].kind != .formulaMismatch {
            let sample = MismatchSample.rows(of: found[index], in: collector, kept: kept)
            found[index].evidence.formulaTrial = try causes.excuse(
                for: sample, mayBeTheFormula: mostFail, goOn: goOn)
        }
        return found
    }

    /// Evidence alone: the breaks stand before it is asked for.
    private mutating func addCommitTimes<Origin: Source & ~Copyable>(
        from start: Int, source: inout Origin
    ) throws(Obstacle) {
        let xmins = Set(breaks.details[start...].compactMap { $0.evidence.xmin.flatMap { UInt32($0) } })
        guard !xmins.isEmpty, source.hasServer else { return }
        breaks.take(commitTimes: try source.commitTimes(of: Array(xmins)), from: start)
    }

    /// Asks what lies between rows that do not follow each other.
    private mutating func askNumbers<Origin: Source & ~Copyable>(
        _ collected: [ChainCollector], source: inout Origin, kept: KeptRows
    ) throws(Obstacle) {
        guard entry.hasNumbers, !entry.isWholeTable || entry.orderFields.count > 1 else { return }
        if entry.orderFields.count > 1, repeats == nil { repeats = try source.numbersRepeat() }
        guard !numbersRestart else { return }
        var intervals: [NumberInterval] = []
        for collector in collected {
            let rows = collector.elements.compactMap { element -> ChainRow? in
                if case .row(let row) = element { return row }
                return nil
            }
            for (index, row) in rows.enumerated() where row.link != nil || !row.contentHolds {
                for other in rows[max(0, index - 4)..<index] {
                    guard let lower = other.number, let upper = row.number, upper > lower,
                        upper &- lower != 1,
                        row.link != other.hash || !row.contentHolds
                    else { continue }
                    // A row that is linked to the one before it asks nothing.
                    if row.contentHolds, index > 0, row.link == rows[index - 1].hash { continue }
                    intervals.append(NumberInterval(lower: lower, upper: upper, chain: collector.chain))
                }
            }
        }
        guard !intervals.isEmpty else { return }
        if repeats == nil { repeats = try source.numbersRepeat() }
        var asked = intervals
        if repeats != true {
            for index in asked.indices { asked[index].chain = nil }
        }
        for (interval, answer) in zip(intervals, try source.occupancy(of: asked)) { kept.answers[interval] = answer }
    }
}
