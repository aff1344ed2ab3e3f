/// Computes keyed digests (RFC 2104), one after the other; allocates when made and never again.
public struct HMAC: ~Copyable {
    /// The hash function.
    public var algorithm: HashAlgorithm { inner.algorithm }
    private let inner: HashState
    private let outer: HashState
    private let running: HashState

    /// A computation with a key of any length.
    public init(_ algorithm: HashAlgorithm, key: Span<UInt8>) {
        inner = HashState(algorithm)
        outer = HashState(algorithm)
        running = HashState(algorithm)
        rekey(key)
    }

    /// Starts afresh with another key.
    public mutating func setKey(_ key: Span<UInt8>) { rekey(key) }

    private func rekey(_ key: Span<UInt8>) {
        var short = InlineArray<128, UInt8>(repeating: 0)
        if key.count > algorithm.blockLength {
            var digest = InlineArray<64, UInt8>(repeating: 0)
            running.restart()
            running.update(key)
            running.finish(into: &digest)
            for index in 0..<algorithm.digestLength { short[index] = digest[index] }
        } else {
            for index in 0..<key.count { short[index] = key[index] }
        }
        var padded = InlineArray<128, UInt8>(repeating: 0)
        for index in 0..<algorithm.blockLength { padded[index] = short[index] ^ 0x36 }
        inner.restart()
        inner.update(padded.span.extracting(0..<algorithm.blockLength))
        for index in 0..<algorithm.blockLength { padded[index] = short[index] ^ 0x5C }
        outer.restart()
        outer.update(padded.span.extracting(0..<algorithm.blockLength))
        running.restart(from: inner)
    }

    /// Gives the keyed digest of a whole message.
    public mutating func hash(_ bytes: Span<UInt8>, into digest: inout Digest) {
        running.update(bytes)
        running.finish(into: &digest)
        running.restart(from: outer)
        running.update(digest.span.extracting(0..<algorithm.digestLength))
        running.finish(into: &digest)
        running.restart(from: inner)
    }
}
