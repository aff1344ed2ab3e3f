/// Computes digests, one after the other; allocates when made and never again.
public struct Hasher: ~Copyable {
    /// The hash function.
    public var algorithm: HashAlgorithm { state.algorithm }
    let state: HashState

    /// A hasher that waits for its first bytes.
    public init(_ algorithm: HashAlgorithm) { state = HashState(algorithm) }

    /// Takes in more of the message.
    public mutating func update(_ bytes: Span<UInt8>) { state.update(bytes) }

    /// Lends the digest of the bytes taken in, and starts afresh.
    public mutating func finish<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        var digest = InlineArray<64, UInt8>(repeating: 0)
        state.finish(into: &digest)
        state.restart()
        return body(digest.span.extracting(0..<algorithm.digestLength))
    }

    /// Lends the digest of a whole message. Must not stand between `update` and `finish` of another.
    public mutating func hash<Result>(_ bytes: Span<UInt8>, _ body: (Span<UInt8>) -> Result) -> Result {
        state.update(bytes)
        return finish(body)
    }
}
