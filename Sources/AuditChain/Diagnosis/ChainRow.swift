/// A row that a second look holds in full.
public struct ChainRow: Sendable {
    /// What `Witness.recomputed` knows the row by; `nil` where its bytes were not kept.
    public var id: Int?
    /// Its position among all rows of the chain, from 0.
    public var position: Int
    /// That position as the row was read; where rows share a place in the order, a diagnosis may settle on another.
    public let readPosition: Int
    /// A number that rows of one place in the order share.
    public var place: Int
    /// The order values as PostgreSQL prints them.
    public var order: [String?]
    /// The last order column's value, where that column is an integer.
    public var number: Int64?
    /// The row's own time in microseconds of any epoch.
    public var time: Int64?
    /// That time as `2026-01-31T12:00:00.123456Z`.
    public var timeText: String?
    /// The transaction that last wrote the row.
    public var xmin: UInt32?
    /// Where it lies in the table's file.
    public var ctid: String?
    /// What the server said of the row's content, where it fails.
    public var opinion: Break.SecondOpinion?
    /// Whether the server's rendering gives the stored hash, and ours does not: nobody is accused of that.
    public var isDisputed = false
    /// The stored hash; `nil` is NULL.
    public var hash: HashValue?
    /// The stored link; `nil` is NULL, or that the table stores none.
    public var link: HashValue?
    /// The formula over the row with its stored link (none stored: with the hash before it); `nil` is NULL.
    public var recomputed: HashValue?
    /// Why the formula can't be computed over the row, in words; `nil`: it can.
    public var trouble: String?

    /// A row at a position of its chain.
    public init(position: Int, place: Int, order: [String?]) {
        self.position = position
        readPosition = position
        self.place = place
        self.order = order
    }

    /// Whether the formula gives the stored hash.
    public var contentHolds: Bool { hash != nil && (hash == recomputed || isDisputed) }
}

/// Rows in order about which there is nothing to say one by one.
public struct RowRun: Sendable {
    /// What every row of the run is.
    public enum Kind: Sendable, Hashable {
        /// Content and link hold.
        case sound
        /// The link holds, the content does not.
        case failing
        /// There is no hash.
        case unsealed
    }

    /// What every row of the run is.
    public var kind: Kind
    /// The first row's position in the chain, from 0.
    public var position: Int
    /// How many rows.
    public var count: Int
    /// The last row's hash; `nil` for unsealed rows.
    public var lastHash: HashValue?
    /// The order values of the first row.
    public var first: [String?] = []
    /// The order values of the last row.
    public var last: [String?] = []

    /// A run of at least one row.
    public init(kind: Kind, position: Int, count: Int, lastHash: HashValue?) {
        self.kind = kind
        self.position = position
        self.count = count
        self.lastHash = lastHash
    }
}

/// A chain as a second look sees it, in the order of the table.
public enum ChainElement: Sendable {
    case row(ChainRow)
    case run(RowRun)
}

/// Whom a diagnosis asks.
public protocol Witness: AnyObject {
    /// The formula over a kept row with this value in place of its link; `nil` where that is NULL.
    func recomputed(row id: Int, link: HashValue?) -> HashValue?
    /// What lies strictly between two numbers of the order (breaks.md, step 12); `nil` where that is not known.
    func occupancy(above lower: Int64, below upper: Int64) -> (present: Int, hasExcluded: Bool)?
    /// The row of another chain that has this hash and does not fit in there.
    func rowElsewhere(withHash hash: HashValue) -> RowElsewhere?
}

/// What a diagnosis is told of a chain beside its rows.
public struct ChainCase: Sendable {
    /// The values of the `per` columns.
    public var chain: [String?]
    /// The link of the first row; `nil` is NULL.
    public var genesis: HashValue?
    /// Whether the table stores links.
    public var storesLink: Bool
    /// Whether the last order column is an integer.
    public var hasNumbers: Bool
    /// Whether at least 20 rows of the entry are sealed and 90 % of them fail content (breaks.md, step 2).
    public var entryMismatches: Bool
    /// Whether every number of the order in the table is a row's of this chain.
    public var hasAllNumbers = false
    /// Whether numbers begin anew where the order columns before them change, so that they tell of gaps only between rows
    /// that share these.
    public var numbersRestart = false
    /// Whether rows may be left out, whose numbers are not known then.
    public var hasFilter = false
    /// Whether rows of the chain come before the first element.
    public var isContinued = false

    /// A chain to diagnose.
    public init(chain: [String?], genesis: HashValue?, storesLink: Bool, hasNumbers: Bool, entryMismatches: Bool) {
        self.chain = chain
        self.genesis = genesis
        self.storesLink = storesLink
        self.hasNumbers = hasNumbers
        self.entryMismatches = entryMismatches
    }
}
