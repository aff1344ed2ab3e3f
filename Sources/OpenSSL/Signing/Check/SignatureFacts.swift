/// What a signature proves, after it was found good.
public struct SignatureFacts: Sendable, Hashable {
    /// Who signed.
    public var signer: Certificate
    /// The certificates from the signer's to the one that is trusted.
    public var chain: [Certificate]
    /// The signing time that the signer claims, in seconds since 1970; nobody vouches for it.
    public var claimedAt: Int?
    /// The earliest time stamp on the signature.
    public var timeStamp: TimeStampFacts?
    /// The time that certificates and revocations were judged at, in seconds since 1970.
    public var judgedAt: Int
    /// The hash function that was signed with.
    public var hash: HashAlgorithm
}

/// What a time stamp proves, after it was found good.
public struct TimeStampFacts: Sendable, Hashable {
    /// The time that it states, in seconds since 1970.
    public var time: Int
    /// Who states it.
    public var authority: Certificate
    /// The certificates from the authority's to the one that is trusted.
    public var chain: [Certificate]
    /// The stamp's serial number as upper-case hex.
    public var serial: String
    /// The policy that it was made under, as numbers with dots.
    public var policy: String
    /// The hash function of the digest that was stamped.
    public var hash: HashAlgorithm
}
