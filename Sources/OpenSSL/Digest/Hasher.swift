/// Computes digests, one after the other; allocates when made and never again.
public struct Hasher: ~Copyable {
    /// The hash function.
    public var algorithm: HashAlgorithm { state.algorithm }
    let state: HashState

    /// A hasher that waits for its first bytes.
    public init(_ algorithm: HashAlgorithm) { state = HashState(algorithm) }

    /// Takes in more of the message.
    public mutating func update(_ bytes: Span<UInt8>) { state.update(bytes) }

    /// Gives the digest of the bytes taken in, and starts afresh.
    public mutating func finish(into digest: inout Digest) {
        state.finish(into: &digest)
        state.restart()
    }

    /// Gives the digest of a whole message. Must not stand between `update` and `finish` of another.
    public mutating func hash(_ bytes: Span<UInt8>, into digest: inout Digest) {
        state.update(bytes)
        finish(into: &digest)
    }
}

/// Room for any digest, of which the algorithm's `digestLength` first bytes count.
public typealias Digest = InlineArray<64, UInt8>
