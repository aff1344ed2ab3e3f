/// How one row is hashed, part by part.
public struct Explanation: Sendable {
    /// A part of the formula and what it gives for the row.
    public struct Part: Sendable, Hashable {
        /// The part as SQL.
        public var sql: String
        /// Its value as text; `nil` is SQL NULL, and what a part with a secret shows.
        public var value: String?
        /// The bytes that it gives, lower-case hex.
        public var bytes: String

        /// A part of a formula.
        public init(sql: String, value: String?, bytes: String) {
            self.sql = sql
            self.value = value
            self.bytes = bytes
        }
    }

    /// The entry of `chains:`.
    public var chain: String
    /// The row's place: the order columns and their values.
    public var row: [(column: String, value: String?)]
    /// The parts of the formula, in its order.
    public var parts: [Part]
    /// What goes into each hash function of the formula, the innermost first, lower-case hex.
    public var preimages: [String]
    /// The hash that the formula gives; `nil` is SQL NULL.
    public var recomputed: String?
    /// The hash that the row has.
    public var stored: String?
    /// The stored link, or the preceding row's hash where the table stores none.
    public var link: String?
    /// Order values of the row whose hash the link is; `nil`: no row has it.
    public var linkNames: [String?]?

    /// How a row is hashed.
    public init(
        chain: String, row: [(column: String, value: String?)], parts: [Part], preimages: [String],
        recomputed: String?, stored: String?, link: String?, linkNames: [String?]?
    ) {
        self.chain = chain
        self.row = row
        self.parts = parts
        self.preimages = preimages
        self.recomputed = recomputed
        self.stored = stored
        self.link = link
        self.linkNames = linkNames
    }
}
