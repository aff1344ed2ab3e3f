/// Something worth saying that is no break.
public struct Finding: Sendable, Hashable {
    /// The raw value is the name in JSON.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Rows written at one moment stand in another order than that of their links.
        case orderDrift = "order-drift"
        /// Two different rows can give the formula the same bytes.
        case ambiguousFormula = "ambiguous-formula"
        /// A function of the formula is not the only one of its name.
        case overloadedFunction = "overloaded-function"
        /// The link is not part of what is hashed.
        case unlinkedFormula = "unlinked-formula"
        /// No chain has more than one row, so that no row is tied to another.
        case singleRowChains = "single-row-chains"
        /// The server's rendering of a row gives the stored hash, ours does not: one of the two is wrong.
        case rendererDisagreement = "renderer-disagreement"
        /// Nothing was there to verify.
        case nothingVerified = "nothing-verified"
        /// The server rendered the formula or a part of it, and is believed.
        case serverRendered = "server-rendered"
        /// The connection to a remote server is not protected by verified TLS.
        case unverifiedConnection = "unverified-connection"
        /// The rows come from a view or a query, which can show what no table holds.
        case viewNotTable = "view-not-table"
        /// `where` left rows out.
        case rowsExcluded = "rows-excluded"
        /// A standby took a snapshot away in the middle, and reading went on, or began again, in another.
        case resumedAfterConflict = "resumed-after-conflict"
        /// Rows say that they happened more than an hour before the row before them.
        case timeRunsBackwards = "time-runs-backwards"
        /// Rows say that they happened after the look.
        case timeInFuture = "time-in-future"
        /// On days on which `retention:` asks for rows there are none.
        case retentionGap = "retention-gap"
        /// The table is temporary, foreign or otherwise not what an audit log should be.
        case unusualTable = "unusual-table"
    }

    /// What it is.
    public var kind: Kind
    /// One or two plain sentences.
    public var message: String

    /// A finding.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// Whether a run with this finding, and no break, is `unmet`.
    public var isUnmet: Bool {
        switch kind {
        case .rendererDisagreement, .nothingVerified, .retentionGap: true
        case .orderDrift, .ambiguousFormula, .overloadedFunction, .unlinkedFormula, .serverRendered,
            .unverifiedConnection, .viewNotTable,
            .rowsExcluded, .singleRowChains, .resumedAfterConflict, .timeRunsBackwards, .timeInFuture, .unusualTable:
            false
        }
    }
}
