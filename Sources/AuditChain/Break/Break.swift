/// A place where a chain does not hold.
public struct Break: Sendable, Hashable {
    /// What happened there. The raw value is the name in JSON (breaks.md).
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case alteredContent = "altered-content"
        case alteredHash = "altered-hash"
        case alteredLink = "altered-link"
        case rewrittenRow = "rewritten-row"
        case missingRows = "missing-rows"
        case insertedRow = "inserted-row"
        case forkedChain = "forked-chain"
        case reorderedRows = "reordered-rows"
        case missingHead = "missing-head"
        case unsealedRow = "unsealed-row"
        case malformedHash = "malformed-hash"
        case formulaMismatch = "formula-mismatch"

        /// Whether the kind says that a row's hash does not fit its content.
        public var isOfContent: Bool {
            switch self {
            case .alteredContent, .alteredHash, .malformedHash, .formulaMismatch: true
            case .alteredLink, .rewrittenRow, .missingRows, .insertedRow, .forkedChain, .reorderedRows, .missingHead,
                .unsealedRow:
                false
            }
        }
    }

    /// What happened.
    public var kind: Kind
    /// Other stories that the facts fit as well.
    public var alternatives: [Kind]
    /// The values of the `per` columns, in their order, as PostgreSQL prints them; `nil` is SQL NULL.
    public var chain: [String?]
    /// The order values of the first row concerned, in the order of the order columns.
    public var first: [String?]
    /// The order values of the last row concerned.
    public var last: [String?]
    /// How many rows are concerned; `nil` where that can't be counted.
    public var rows: Int?
    /// The recomputed hash (content), or the preceding row's hash (link), spelled as the column spells it.
    public var expectedHash: String?
    /// The stored hash (content), or the stored link (link).
    public var foundHash: String?
    /// What supports it.
    public var evidence: Evidence
    /// The rows that bear it, by their positions in the chain as it is read, from 0, ascending; of missing rows the one
    /// behind them. Empty where that is not known.
    public var positions: [ClosedRange<Int>] = []

    /// What supports a break; each part is there only where the source gives it.
    public struct Evidence: Sendable, Hashable {
        /// The transaction that last wrote the (first) row concerned.
        public var xmin: String?
        /// Where the row lies in the table's file, `(block,item)`.
        public var ctid: String?
        /// When that transaction committed (`track_commit_timestamp`), UTC, as `2026-01-31T12:00:00.123456Z`.
        public var committedAt: String?
        /// The row's own time, as `2026-01-31T12:00:00.123456Z`.
        public var time: String?
        /// Numbers of the order that no row has: the first and the last of them.
        public var gap: ClosedRange<Int64>?
        /// Order values of the row before `first`; `nil` at the start of the chain.
        public var before: [String?]?
        /// Order values of the row behind `last`; `nil` at the end of the chain.
        public var after: [String?]?
        /// For a row whose link names a row elsewhere in the chain: that row's order values.
        public var linksTo: [String?]?
        /// For a row whose link was altered: the order values of the row that it was sealed upon, where that is not `before`.
        public var sealedBehind: [String?]?
        /// For a row whose link names a row of another chain: that row.
        public var elsewhere: RowElsewhere?
        /// What the server's own rendering said of the row; `nil` where that was not asked, as of a row that has no hash.
        public var secondOpinion: SecondOpinion?
        /// Why the formula can't be computed over the row, in words.
        public var trouble: String?
        /// For a formula that does not fit: what would; `nil` where nothing was tried. For other breaks of content: what
        /// was found to ail other rows, where it explains these too.
        public var formulaTrial: FormulaTrial?

        /// Evidence of nothing yet.
        public init() {}
    }

    /// Whether PostgreSQL itself, asked to evaluate the formula, also finds that the stored hash does not fit.
    public enum SecondOpinion: String, Sendable, Hashable {
        case agrees
        /// Not asked: the formula holds a secret, which never leaves the client.
        case notAskedSecret = "not-asked-secret"
        /// Not asked: there is no server.
        case notAskedNoServer = "not-asked-no-server"
        /// Not asked: 1,000 rows had been asked about before.
        case notAskedLimit = "not-asked-limit"
        /// Not asked: the server rendered the row in the first place.
        case notAskedServerRendered = "not-asked-server-rendered"
        /// Not asked: the run ended before.
        case notAskedEnded = "not-asked-ended"
        /// Asked, but the server could not say.
        case noAnswer = "no-answer"
    }

    /// A break and what it concerns.
    public init(
        _ kind: Kind, chain: [String?], first: [String?], last: [String?], rows: Int?,
        alternatives: [Kind] = [], expectedHash: String? = nil, foundHash: String? = nil,
        evidence: Evidence = Evidence()
    ) {
        self.kind = kind
        self.alternatives = alternatives
        self.chain = chain
        self.first = first
        self.last = last
        self.rows = rows
        self.expectedHash = expectedHash
        self.foundHash = foundHash
        self.evidence = evidence
    }
}
