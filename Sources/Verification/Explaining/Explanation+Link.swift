extension Explanation {
    /// What stands for the link of a row, and what it should be.
    public struct Link: Sendable, Hashable {
        /// A row that has a hash.
        public struct Sealed: Sendable, Hashable {
            /// Which row.
            public var place: Place
            /// Its hash.
            public var hash: String

            /// A row with its hash.
            public init(place: Place, hash: String) {
                self.place = place
                self.hash = hash
            }
        }

        /// The stored link, or the hash that stands for it where the table stores none; `nil` is NULL.
        public var value: String?
        /// Whether the table stores links.
        public var isStored: Bool
        /// What a first row of this chain links to; `nil` is NULL.
        public var genesis: String?
        /// The nearest sealed row before in its chain; `nil`: there is none.
        public var preceding: Sealed?
        /// Whether rows without a hash stand between that row, or the chain's beginning, and this one.
        public var isBehindUnsealed: Bool
        /// The first row whose hash the link is, looked for where the link is not what it should be.
        public var named: Place?
        /// How many rows of the table have the link as their hash, looked for likewise.
        public var namedCount: Int

        /// What the link should be; `nil` is NULL.
        public var expected: String? { preceding.map { $0.hash } ?? genesis }
        /// Whether the link is what it should be.
        public var holds: Bool { value == expected }

        /// What stands for a link.
        public init(
            value: String?, isStored: Bool, genesis: String?, preceding: Sealed?, isBehindUnsealed: Bool = false,
            named: Place? = nil, namedCount: Int = 0
        ) {
            self.value = value
            self.isStored = isStored
            self.genesis = genesis
            self.preceding = preceding
            self.isBehindUnsealed = isBehindUnsealed
            self.named = named
            self.namedCount = namedCount
        }
    }
}
