/// The first look at the rows of one entry of `chains:`, chains interleaved as the table's order has them.
public struct Walk: Sendable {
    /// The chains seen so far but for the current one.
    private var others: [ChainKey: ChainSegment] = [:]
    private var currentKey: ChainKey?
    private var current = ChainSegment(genesis: nil)

    /// A walk that has seen no row.
    public init() {}

    /// Makes this chain the current one; `false`: it is new, and `begin` must follow.
    public mutating func enter(_ key: ChainKey) -> Bool {
        if key == currentKey { return true }
        guard let segment = others.removeValue(forKey: key) else { return false }
        leave()
        current = segment
        currentKey = key
        return true
    }

    /// Begins a chain behind its genesis.
    public mutating func begin(_ key: ChainKey, genesis: HashIdentity?) {
        leave()
        current = ChainSegment(genesis: genesis)
        currentKey = key
    }

    private mutating func leave() {
        if let currentKey { others[currentKey] = current }
        currentKey = nil
    }

    /// The hash before the current chain's next row.
    public var lastHash: HashIdentity? { current.lastHash }

    /// Takes the current chain's next row.
    public mutating func accept(_ row: ObservedRow, place: UInt64? = nil) { current.accept(row, place: place) }

    /// Each chain's segment once the last row was taken.
    public mutating func finished() -> [ChainKey: ChainSegment] {
        leave()
        for key in others.keys { others[key]?.flush() }
        return others
    }
}
