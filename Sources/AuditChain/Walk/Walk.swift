/// The first look at the rows of one entry of `chains:`, chains interleaved as the table's order has them.
public struct Walk: Sendable {
    /// Where in `segments` each chain's stands. Segments lie side by side, because a dictionary keeps half its room empty.
    private var places: [ChainKey: UInt32] = [:]
    private var segments: [ChainSegment] = []
    private var currentKey: ChainKey?
    private var current = 0
    /// Whether other rows stand before the walk's first, so that only a merge tells what each chain's first row follows.
    private let startsAmid: Bool
    /// For each segment of such a walk, what its chain would begin behind.
    private var geneses: [HashIdentity?] = []

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
        guard let place = places[key] else { return false }
        current = Int(place)
        currentKey = key
        return true
    }

    /// Begins a chain behind its genesis.
    public mutating func begin(_ key: ChainKey, genesis: HashIdentity?) {
        // A quarter at a time: doubling would need the room of three such arrays at once.
        if segments.count == segments.capacity { segments.reserveCapacity(segments.count + segments.count / 4 + 16) }
        current = segments.count
        currentKey = key
        places[key] = UInt32(segments.count)
        if startsAmid { geneses.append(genesis) }
        segments.append(startsAmid ? ChainSegment() : ChainSegment(genesis: genesis))
    }

    /// Appends what a walk saw that started amid, right behind this one's last row.
    public mutating func merge(_ next: Walk) {
        var next = next
        for (key, place) in next.places {
            next.segments[Int(place)].flush()
            if !enter(key) { begin(key, genesis: next.geneses[Int(place)]) }
            segments[current].merge(next.segments[Int(place)])
        }
    }

    /// The hash before the current chain's next row.
    public var lastHash: HashIdentity? { segments[current].lastHash }

    /// Takes the current chain's next row.
    public mutating func accept(_ row: ObservedRow, place: UInt64? = nil) {
        segments[current].accept(row, place: place)
    }

    /// Takes so many of the current chain's next rows that hold in everything; `tip` is the hash of the last of them.
    public mutating func pass(_ count: Int, tip: HashIdentity) {
        segments[current].pass(count, tip: tip)
    }

    /// What the walk came to, once the last row was taken.
    public mutating func finished() -> Outcome {
        var outcome = Outcome(chainCount: segments.count)
        for index in segments.indices {
            segments[index].flush()
            outcome.sealed += segments[index].sealed
            outcome.unsealed += segments[index].rows - segments[index].sealed
            outcome.failing += segments[index].failing
        }
        for (key, place) in places where !segments[Int(place)].doubts.isEmpty {
            outcome.doubtful[key] = segments[Int(place)]
        }
        return outcome
    }
}
