internal import COpenSSL

/// Checks signatures and time stamps, without a look at anything but what it is given.
public struct SignatureCheck: Sendable {
    /// Certificates that are trusted: roots, authorities below them, or signers themselves.
    public var trust: [Certificate]
    /// More certificates that may stand between a signer and those that are trusted.
    public var extra: [Certificate]
    /// Revocation lists. If there are any, each chain's certificates but the trusted one need one.
    public var revocationLists: [RevocationList]
    /// The present, in seconds since 1970.
    public var now: Int
    /// How many seconds other clocks may be ahead of ours.
    static let clockTolerance = 300

    /// A check with these means.
    public init(trust: [Certificate], extra: [Certificate] = [], revocationLists: [RevocationList] = [], now: Int) {
        self.trust = trust
        self.extra = extra
        self.revocationLists = revocationLists
        self.now = now
    }

    /// How many bytes the DER takes that some bytes begin with, be there padding behind it; `nil` if they begin with
    /// none, or end before it does.
    public static func derLength(of bytes: ArraySlice<UInt8>) -> Int? { DERElement(startOf: bytes)?.whole.count }

    /// Checks a detached signature.
    ///
    /// Certificates and revocations are judged at the time of the earliest time stamp on the signature; without one at
    /// `vouched`, and without that at `now`.
    ///
    /// - Parameters:
    ///   - cms: a CMS SignedData in DER; nothing may follow.
    ///   - content: the bytes that it should be over, in pieces.
    ///   - vouched: when something else, such as a time stamp on the whole document, proves the signature to have been
    ///     there already, in seconds since 1970.
    public func check(
        cms: [UInt8], content: [ArraySlice<UInt8>], at vouched: Int? = nil
    ) throws(SigningTrouble) -> SignatureFacts {
        let message = try SignedMessage(cms, called: .signature)
        guard message.content == nil else {
            throw SigningTrouble(.badSignature, "the signature is not a detached one: it holds content of its own")
        }
        let signature = try message.verify(content, holding: NID_pkcs7_data, extra: extra)
        let stamps = try stamps(on: message, at: vouched)
        let stamp = stamps.min { $0.time < $1.time }
        let judged = stamp?.time ?? vouched ?? now
        let search = ChainSearch(check: self, others: message.certificates, use: .signing)
        let chain = try search.chain(of: signature.signer, at: judged)
        try message.mustName(chain, .version2, among: trust + extra)
        try signature.signer.mustBeAbleToSign()
        try mustNotBeRevoked(chain, .date(judged))
        return SignatureFacts(
            signer: signature.signer, chain: chain, claimedAt: try message.claimedTime, timeStamp: stamp,
            judgedAt: judged, hash: signature.hash)
    }

    /// Checks the time stamps that a signature bears.
    private func stamps(
        on message: borrowing SignedMessage, at vouched: Int?
    ) throws(SigningTrouble) -> [TimeStampFacts] {
        // With another attribute a stamp could be hidden, and what it proves with it.
        guard message.unsignedTypes.allSatisfy({ $0 == NID_id_smime_aa_timeStampToken }) else {
            throw SigningTrouble(.damaged, "the signature bears something unsigned that is no time stamp")
        }
        let tokens = try message.unsigned(NID_id_smime_aa_timeStampToken)
        let value = message.signatureValue
        var facts: [TimeStampFacts] = []
        for token in tokens { facts.append(try check(timeStamp: token, over: [value[...]], at: vouched)) }
        return facts
    }
}
