/// A run of one chain's rows in which nothing is in doubt: all that a walk keeps of most chains.
struct SoundRun: Sendable {
    let key: ChainKey
    /// How many rows, every one of them sealed.
    var rows = 0
    /// The hash of the last row; before the first one, the chain's genesis.
    var tip: HashIdentity?
    private var place = UInt32.max

    init(key: ChainKey, tip: HashIdentity?) {
        self.key = key
        self.tip = tip
    }

    /// Where the chain's segment stands, once something of it is in doubt; the run is then of no account.
    var segment: Int? {
        get { place == .max ? nil : Int(place) }
        set { place = newValue.map(UInt32.init) ?? .max }
    }

    /// Takes a row that holds and follows; `false`: it is to be looked at more closely, and nothing was taken.
    mutating func take(_ row: borrowing ObservedRow) -> Bool {
        guard segment == nil, row.contentHolds, row.hash != nil else { return false }
        guard !row.storesLink || row.link == tip else { return false }
        rows += 1
        tip = row.hash
        return true
    }
}

/// The runs of a walk in the order in which their chains appeared, found by key.
///
/// An open table of numbers beside runs in chunks: some 130 bytes a chain, and no moment at which growing needs the room
/// twice, as a dictionary would.
struct SoundRuns: Sendable {
    private var runs = Chunks<SoundRun>()
    /// Where a chain's key sends it: the number of its run, from 1 (0: free), above it as much of the key as finds nearly
    /// every other chain out without a look at its run. Never more than two thirds full.
    private var slots: [UInt64] = Array(repeating: 0, count: 8)

    var count: Int { runs.count }

    subscript(_ number: Int) -> SoundRun {
        get { runs[number] }
        _modify { yield &runs[number] }
    }

    /// The number of a chain's run; `nil`: there is none.
    func number(of key: ChainKey) -> Int? {
        var slot = slot(of: key)
        while slots[slot] != 0 {
            let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
            if slots[slot] >> 32 == key.half >> 32, runs[number].key == key { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds the run of a chain that has none.
    mutating func append(_ run: SoundRun) -> Int {
        if 3 * (runs.count + 1) > 2 * slots.count { grow() }
        runs.append(run)
        settle(runs.count, of: run.key)
        return runs.count - 1
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: 2 * slots.count)
        for number in 0..<runs.count { settle(number + 1, of: runs[number].key) }
    }

    private mutating func settle(_ number: Int, of key: ChainKey) {
        var slot = slot(of: key)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = key.half & ~0xFFFF_FFFF | UInt64(number)
    }

    /// Keys are hashes already.
    private func slot(of key: ChainKey) -> Int { Int(truncatingIfNeeded: key.half) & (slots.count - 1) }
}
