/// The first look at the rows of one entry of `chains:`, chains interleaved as the table's order has them.
///
/// A chain costs a `SoundRun` as long as nothing of it is in doubt, and a `ChainSegment` from then on.
public struct Walk: Sendable {
    private var runs = SoundRuns()
    private var segments: [ChainSegment] = []
    private var currentKey: ChainKey?
    private var current = 0
    /// Whether other rows stand before the walk's first, so that only a merge tells what each chain's first row follows.
    private let startsAmid: Bool
    /// How each run of such a walk begins.
    private var entries = Chunks<Entry>()
    /// The first hashes of such a walk's runs that have more than one row.
    private var firstHashes = Chunks<HashIdentity?>()

    /// How a run begins behind which another walk's rows may stand.
    private struct Entry: Sendable {
        /// The link of the run's first sealed row; of a run that has none, the genesis of its chain.
        var link: HashIdentity?
        /// Whether that is the genesis of its chain.
        var isAtGenesis = true
        /// Where the first row's hash is among `firstHashes`, from 1; 0: it is the tip.
        var firstHash: UInt32 = 0
    }

    /// A walk that has seen no row.
    ///
    /// - Parameter startsAmid: whether rows stand before its first, which another walk sees. Links must be stored then.
    public init(startsAmid: Bool = false) { self.startsAmid = startsAmid }

    /// What a walk came to.
    public struct Outcome: Sendable {
        /// How many chains there were.
        public var chainCount = 0
        /// Rows with a hash.
        public var sealed = 0
        /// Rows without one.
        public var unsealed = 0
        /// Sealed rows whose content fails.
        public var failing = 0
        /// The chains in which something is in doubt.
        public var doubtful: [ChainKey: ChainSegment] = [:]
    }

    /// Makes this chain the current one; `false`: it is new, and `begin` must follow.
    public mutating func enter(_ key: ChainKey) -> Bool {
        if key == currentKey { return true }
        guard let number = runs.number(of: key) else { return false }
        current = number
        currentKey = key
        return true
    }

    /// Begins a chain behind its genesis.
    public mutating func begin(_ key: ChainKey, genesis: HashIdentity?) {
        current = runs.append(SoundRun(key: key, tip: genesis))
        currentKey = key
        if startsAmid { entries.append(Entry(link: genesis)) }
    }

    /// The hash before the current chain's next row.
    public var lastHash: HashIdentity? {
        if let segment = runs[current].segment { return segments[segment].lastHash }
        return runs[current].tip
    }

    /// Takes the current chain's next row.
    ///
    /// - Parameter place: as `ChainSegment.accept` has it.
    public mutating func accept(_ row: ObservedRow, place: UInt64? = nil) {
        if place == nil {
            if startsAmid, runs[current].rows < 2 { note(row) }
            if runs[current].take(row) { return }
        }
        let segment = runs[current].segment ?? doubt(current)
        segments[segment].accept(row, place: place)
    }

    /// Takes so many of the current chain's next rows that hold in everything; `tip` is the hash of the last of them.
    /// What stands before the first must be known.
    public mutating func pass(_ count: Int, tip: HashIdentity) {
        if let segment = runs[current].segment {
            segments[segment].pass(count, tip: tip)
        } else {
            keepFirstHash()
            runs[current].rows += count
            runs[current].tip = tip
        }
    }

    /// Notes what only the first two rows of a run amid others tell.
    private mutating func note(_ row: ObservedRow) {
        guard runs[current].segment == nil, row.contentHolds, row.hash != nil else { return }
        guard runs[current].rows == 0 else { return keepFirstHash() }
        entries[current].isAtGenesis = row.link == runs[current].tip
        entries[current].link = row.link
        // Only a merge tells whether it holds.
        runs[current].tip = row.link
    }

    /// Keeps the first row's hash where a second is about to become the tip.
    private mutating func keepFirstHash() {
        guard startsAmid, runs[current].rows == 1 else { return }
        firstHashes.append(runs[current].tip)
        entries[current].firstHash = UInt32(firstHashes.count)
    }

    /// Turns a run into a segment, because something of it is in doubt; the segment's place.
    private mutating func doubt(_ number: Int) -> Int {
        segments.append(segment(of: number))
        runs[number].segment = segments.count - 1
        return segments.count - 1
    }

    /// What is known of a chain, sound or not.
    private func segment(of number: Int) -> ChainSegment {
        let run = runs[number]
        if let segment = run.segment { return segments[segment] }
        guard startsAmid else { return ChainSegment(behind: run.tip, soundRows: run.rows) }
        guard run.rows > 0 else { return ChainSegment() }
        let place = Int(entries[number].firstHash)
        let first = place == 0 ? run.tip : firstHashes[place - 1]
        return ChainSegment(link: entries[number].link, firstHash: first, tip: run.tip, soundRows: run.rows)
    }

    /// Appends what a walk saw that started amid, right behind the last row of this one, which did not.
    public mutating func merge(_ next: Walk) {
        for number in 0..<next.runs.count { merge(next, number) }
    }

    private mutating func merge(_ next: Walk, _ number: Int) {
        let run = next.runs[number]
        let entry = next.entries[number]
        if !enter(run.key) {
            // Which genesis it is that a link does not name makes no difference: any other stands for it.
            let other = entry.link == nil ? run.tip : nil
            begin(run.key, genesis: entry.isAtGenesis ? entry.link : other)
        }
        if run.segment == nil, runs[current].segment == nil, entry.link == runs[current].tip {
            runs[current].rows += run.rows
            runs[current].tip = run.tip
            return
        }
        var segment = next.segment(of: number)
        segment.flush()
        let mine = runs[current].segment ?? doubt(current)
        segments[mine].merge(segment)
    }

    /// What the walk came to, once the last row was taken.
    public mutating func finished() -> Outcome {
        for index in segments.indices { segments[index].flush() }
        var outcome = Outcome(chainCount: runs.count)
        for number in 0..<runs.count {
            guard let place = runs[number].segment else {
                outcome.sealed += runs[number].rows
                continue
            }
            let segment = segments[place]
            outcome.sealed += segment.sealed
            outcome.unsealed += segment.rows - segment.sealed
            outcome.failing += segment.failing
            if !segment.doubts.isEmpty { outcome.doubtful[runs[number].key] = segment }
        }
        return outcome
    }
}
