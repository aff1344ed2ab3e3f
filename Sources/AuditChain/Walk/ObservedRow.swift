/// What a walk is told of a row.
public struct ObservedRow: Sendable {
    /// The stored hash; `nil` is NULL.
    public var hash: HashIdentity?
    /// The stored link; `nil` is NULL, or that the table stores none.
    public var link: HashIdentity?
    /// Whether the table stores links at all.
    public var storesLink: Bool
    /// Whether the formula over the row, with its stored link (none stored: with the hash before it), gives its hash.
    public var contentHolds: Bool

    /// A row as a walk sees it.
    public init(hash: HashIdentity?, link: HashIdentity?, storesLink: Bool, contentHolds: Bool) {
        self.hash = hash
        self.link = link
        self.storesLink = storesLink
        self.contentHolds = contentHolds
    }
}
