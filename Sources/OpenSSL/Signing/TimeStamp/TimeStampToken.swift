internal import COpenSSL

/// A time stamp (RFC 3161, section 2.4.2): a signed statement that a digest existed at a time.
struct TimeStampToken: ~Copyable {
    let message: SignedMessage
    /// The statement in DER, which is what was signed.
    private let statement: [UInt8]
    private let info: Owned<OpaquePointer>
    /// The time that it states, in seconds since 1970.
    let time: Int

    /// Reads DER that nothing follows; else it is `damaged`.
    init(_ der: [UInt8]) throws(SigningTrouble) {
        let damaged = SigningTrouble(.damaged, "the time stamp is damaged: it states no time")
        let message = try SignedMessage(der, called: .timeStamp)
        guard let statement = message.content, !statement.isEmpty else { throw damaged }
        let info = try Owned(decoding: statement, TS_TST_INFO_free, or: damaged) { d2i_TS_TST_INFO(nil, $0, $1) }
        guard TS_TST_INFO_get_version(info.pointer) == 1,
            let time = Moment.seconds(of: TS_TST_INFO_get_time(info.pointer))
        else { throw damaged }
        self.time = time
        self.message = message
        self.statement = statement
        self.info = info
    }

    /// The serial number as upper-case hex.
    var serial: String { TS_TST_INFO_get_serial(info.pointer).map(\.hex) ?? "" }

    /// The policy that it was made under, as numbers with dots.
    var policy: String { ObjectIdentifier.dotted(TS_TST_INFO_get_policy_id(info.pointer)) }

    /// The number that the request had.
    var nonce: UInt64? {
        guard let nonce = TS_TST_INFO_get_nonce(info.pointer) else { return nil }
        var number: UInt64 = 0
        guard ASN1_INTEGER_get_uint64(&number, nonce) == 1 else {
            ErrorQueue.clear()
            return nil
        }
        return number
    }

    /// The digest that it is over.
    var imprint: (hash: HashAlgorithm, digest: [UInt8]) {
        get throws(SigningTrouble) {
            let imprint = TS_TST_INFO_get_msg_imprint(info.pointer)
            guard let algorithm = TS_MSG_IMPRINT_get_algo(imprint), let digest = TS_MSG_IMPRINT_get_msg(imprint) else {
                throw SigningTrouble(.damaged, "the time stamp is damaged: it is over nothing")
            }
            guard let hash = HashAlgorithm(acceptedNumber: OBJ_obj2nid(algorithm.pointee.algorithm)) else {
                let name = ObjectIdentifier.name(algorithm.pointee.algorithm)
                throw SigningTrouble(.badSignature, "the time stamp is over a digest of \(name), which is not accepted")
            }
            return (hash, UnsafePointer(digest).bytes)
        }
    }

    /// Verifies that it is over this content, and gives the hash function of the digest.
    @discardableResult
    func mustBeOver(_ content: [ArraySlice<UInt8>]) throws(SigningTrouble) -> HashAlgorithm {
        let imprint = try imprint
        var hasher = Hasher(imprint.hash)
        for piece in content { hasher.update(piece.span) }
        var digest = Digest(repeating: 0)
        hasher.finish(into: &digest)
        let isSame =
            imprint.digest.count == imprint.hash.digestLength
            && imprint.digest.indices.allSatisfy { imprint.digest[$0] == digest[$0] }
        guard isSame else {
            throw SigningTrouble(
                .timeStampMismatch, "the time stamp of \(Moment.text(time)) is for other content than this")
        }
        return imprint.hash
    }

    /// Verifies the authority's signature over the statement.
    @discardableResult
    func verify(extra: [Certificate] = []) throws(SigningTrouble) -> SignedMessage.Signature {
        try message.verify([statement[...]], holding: NID_id_smime_ct_TSTInfo, extra: extra)
    }
}
