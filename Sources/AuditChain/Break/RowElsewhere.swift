/// A row of another chain that does not fit in there, and that a link names.
public struct RowElsewhere: Sendable, Hashable {
    /// The values of the `per` columns of its chain.
    public var chain: [String?]
    /// Its order values.
    public var order: [String?]
    /// Whether its own link is not the hash before it: it was sealed elsewhere than it stands.
    public var isStray: Bool
    /// Whether the row behind it was not sealed upon it: what was sealed there is elsewhere.
    public var isBereft: Bool

    /// A row of a chain.
    public init(chain: [String?], order: [String?], isStray: Bool, isBereft: Bool) {
        self.chain = chain
        self.order = order
        self.isStray = isStray
        self.isBereft = isBereft
    }
}
