/// Which chain of a table a row belongs to: 128 bits of keyed hashes over the values of its `per` columns.
///
/// The keys are drawn anew in each process, so that nobody can make two chains meet.
public struct ChainKey: Sendable, Hashable {
    private var first: UInt64
    private var second: UInt64

    /// The only chain of a table without `per` columns.
    public static var single: ChainKey { ChainKey(first: 0, second: 0) }

    /// Half of it, for what need not outlast a walk.
    public var half: UInt64 { first }

    private init(first: UInt64, second: UInt64) {
        self.first = first
        self.second = second
    }

    /// Collects the values of `per` columns.
    public struct Builder: Sendable {
        private var first = Hasher()
        private var second = Hasher()

        /// A builder that has seen no value.
        public init() { second.combine(0x5EED) }

        /// Adds the next column's value; `nil` is NULL, a value like any other.
        public mutating func add(_ field: Span<UInt8>?) {
            guard let field else {
                first.combine(-1)
                second.combine(-1)
                return
            }
            let count = field.count
            first.combine(count)
            second.combine(count)
            var word: UInt64 = 0
            for index in 0..<count {
                word = word << 8 | UInt64(field[index])
                if index & 7 == 7 || index == count - 1 {
                    first.combine(word)
                    second.combine(word)
                    word = 0
                }
            }
        }

        /// The key of the chain with the values so far.
        public var key: ChainKey {
            ChainKey(
                first: UInt64(bitPattern: Int64(first.finalize())), second: UInt64(bitPattern: Int64(second.finalize()))
            )
        }
    }
}
