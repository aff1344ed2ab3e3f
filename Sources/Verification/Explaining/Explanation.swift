/// How one row is hashed, part by part, and what its link names.
public struct Explanation: Sendable, Hashable {
    /// What a part of the formula gives.
    public enum Value: Sendable, Hashable {
        /// SQL NULL.
        case null
        /// A secret, or made with one, and so not shown.
        case secret
        /// Text, and its UTF-8 bytes in lower-case hex.
        case text(String, bytes: String)
        /// Bytes that are no text, in lower-case hex.
        case bytes(String)
    }

    /// A part of the formula and what it gives for the row.
    public struct Part: Sendable, Hashable {
        /// The part as SQL.
        public var sql: String
        /// What it gives.
        public var value: Value
        /// Whether the server rendered it, and is believed.
        public var isServerRendered: Bool

        /// A part of a formula.
        public init(sql: String, value: Value, isServerRendered: Bool = false) {
            self.sql = sql
            self.value = value
            self.isServerRendered = isServerRendered
        }
    }

    /// A row: its `per` and order columns and their values, as PostgreSQL prints them; `nil` is NULL.
    public struct Place: Sendable, Hashable {
        /// The columns' names.
        public var columns: [String]
        /// A value for each.
        public var values: [String?]

        /// A row's place.
        public init(columns: [String], values: [String?]) {
            self.columns = columns
            self.values = values
        }
    }

    /// What the formula gives with the hash before the row (the genesis for a first row) in place of the stored link.
    public enum Trial: Sendable, Hashable {
        /// The stored hash.
        case holds
        /// Not the stored hash.
        case fails
        /// There was nothing to try: the formula gives the stored hash, or the link is what it should be.
        case notNeeded
        /// Only the server could have rendered the formula with another link.
        case notPossible
    }

    /// The entry of `chains:`.
    public var chain: String
    /// The row.
    public var row: Place
    /// The parts of the formula, in its order.
    public var parts: [Part]
    /// What goes into each hash function of the formula, the innermost first.
    public var preimages: [Value]
    /// The hash that the formula gives; `nil` is SQL NULL.
    public var recomputed: String?
    /// The hash that the row has; `nil`: it was never sealed.
    public var stored: String?
    /// What stands for the link.
    public var link: Link
    /// What another link would give.
    public var trial: Trial

    /// Whether the formula gives the stored hash.
    public var contentHolds: Bool { recomputed != nil && recomputed == stored }

    /// How a row is hashed.
    public init(
        chain: String, row: Place, parts: [Part], preimages: [Value], recomputed: String?, stored: String?,
        link: Link, trial: Trial
    ) {
        self.chain = chain
        self.row = row
        self.parts = parts
        self.preimages = preimages
        self.recomputed = recomputed
        self.stored = stored
        self.link = link
        self.trial = trial
    }
}
