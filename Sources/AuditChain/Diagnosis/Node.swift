/// An element of a chain and what the steps of the diagnosis find out about it.
struct Node {
    var element: ChainElement
    /// Rows that this node stands for.
    var weight = 1
    /// What a successor may link to; the stored hash first, if it is one.
    var names: [HashValue] = []
    /// Whether the first of `names` is the stored hash.
    var hasOwnHash = false
    var contentHolds = true
    var isUnsealed = false
    var isMalformed = false
    /// Content fails, but so does nearly every row's: the formula is what does not fit.
    var isMismatch = false
    var isAlteredLink = false
    /// Another node, or `Node.root`; `Node.unknown` until it is found.
    var predecessor = Node.unknown
    /// The value by which the row was found to name its predecessor.
    var usedLink: HashValue?
    var isAssumed = false
    /// The row of another chain that its link names, where no row of this one has that name.
    var elsewhere: RowElsewhere?
    var isOnLine = false
    var isInBranch = false
    var isReordered = false

    /// The place before a chain's first row.
    static let root = -1
    static let unknown = -2

    var row: ChainRow? {
        if case .row(let row) = element { return row }
        return nil
    }

    var position: Int {
        switch element {
        case .row(let row): row.position
        case .run(let run): run.position
        }
    }

    /// The positions of its rows as they were read.
    var readPositions: ClosedRange<Int> {
        switch element {
        case .row(let row): row.readPosition...row.readPosition
        case .run(let run): run.position...(run.position + run.count - 1)
        }
    }

    /// The order values of the first row that this node stands for.
    var firstOrder: [String?] {
        switch element {
        case .row(let row): row.order
        case .run(let run): run.first
        }
    }

    /// The order values of the last one.
    var lastOrder: [String?] {
        switch element {
        case .row(let row): row.order
        case .run(let run): run.last
        }
    }

    var hash: HashValue? { hasOwnHash ? names.first : nil }

    /// The stored hash, be it a digest or not; of a run, the last one.
    var storedHash: HashValue? {
        switch element {
        case .row(let row): row.hash
        case .run(let run): run.lastHash
        }
    }

    /// Whether it was sealed behind a row of another chain, in which the row that was sealed there is missing.
    var isFromElsewhere: Bool { elsewhere.map { $0.isBereft && !$0.isStray } ?? false }

    /// Whether a step of its own has named the row.
    var isNamed: Bool { isUnsealed || isMalformed || isAlteredLink }

    /// Whether the row is named, or its content fails: such a row vouches for no other.
    var isBroken: Bool { isNamed || !contentHolds }

    /// Rows that count for the length of a descent.
    var countedWeight: Int { isUnsealed || isMalformed ? 0 : weight }
}

/// A break in the making: which nodes it is about.
struct Draft {
    var kind: Break.Kind
    /// Nodes concerned, ascending.
    var nodes: [Int]
    var alternatives: Set<Break.Kind> = []
    /// Whether step 14 may join it with a break of the same kind beside it.
    var canMerge = true
    /// The node whose hashes the break shows.
    var shown: Int
    /// The numbers that no row has.
    var gap: ClosedRange<Int64>?
}
