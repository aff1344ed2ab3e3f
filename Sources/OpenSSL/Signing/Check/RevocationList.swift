internal import COpenSSL

/// A list of revoked certificates (RFC 5280, section 5).
public final class RevocationList: @unchecked Sendable {
    private let handle: Owned<OpaquePointer>
    var pointer: OpaquePointer { handle.pointer }
    /// Whose certificates it lists, as RFC 2253 writes it.
    public let issuer: String
    /// When it was made, in seconds since 1970.
    public let thisUpdate: Int
    /// Until when the next one was due.
    public let nextUpdate: Int?

    private init(adopting handle: consuming Owned<OpaquePointer>) throws(SigningTrouble) {
        let pointer = handle.pointer
        self.handle = handle
        guard let made = Moment.seconds(of: X509_CRL_get0_lastUpdate(pointer)) else {
            throw SigningTrouble(.noRevocationData, "the revocation list does not tell when it was made")
        }
        thisUpdate = made
        nextUpdate = Moment.seconds(of: X509_CRL_get0_nextUpdate(pointer))
        issuer = DistinguishedName.text(X509_CRL_get_issuer(pointer))
    }

    /// The lists in PEM, in their order, or the one that the bytes are in DER; none at all is `noRevocationData`.
    public static func all(in bytes: [UInt8]) throws(SigningTrouble) -> [RevocationList] {
        guard PEM.isIn(bytes) else {
            let unreadable = SigningTrouble(.noRevocationData, "this is no revocation list, neither PEM nor DER")
            let handle = try Owned(decoding: bytes, X509_CRL_free, or: unreadable) { d2i_X509_CRL(nil, $0, $1) }
            return [try RevocationList(adopting: handle)]
        }
        let memory = try Owned.memory(bytes)
        var found: [RevocationList] = []
        while let pointer = PEM_read_bio_X509_CRL(memory.pointer, nil, PEM.noPassphrase, nil) {
            found.append(try RevocationList(adopting: try Owned(pointer, X509_CRL_free)))
        }
        let errors = ErrorQueue.drain()
        guard errors.last?.library == ERR_LIB_PEM, errors.last?.reason == PEM_R_NO_START_LINE, !found.isEmpty else {
            throw SigningTrouble(
                .noRevocationData, "revocation list number \(found.count + 1) is missing or cannot be read")
        }
        return found
    }

    /// Whether a certificate's key signed it, with a digest that is accepted.
    func isSigned(by authority: Certificate) -> Bool {
        defer { ErrorQueue.clear() }
        var digest = NID_undef
        guard OBJ_find_sigid_algs(X509_CRL_get_signature_nid(pointer), &digest, nil) == 1,
            digest == NID_undef || HashAlgorithm(acceptedNumber: digest) != nil
        else { return false }
        return X509_NAME_cmp(X509_CRL_get_issuer(pointer), X509_get_subject_name(authority.pointer)) == 0
            && X509_CRL_verify(pointer, X509_get0_pubkey(authority.pointer)) == 1
    }

    /// What the list says of a certificate.
    struct Revocation {
        /// When it was revoked, or when it is said to have been unsafe first, whichever is earlier.
        var since: Int
        /// CRLReason (RFC 5280, section 5.3.1), if the list tells it.
        var reason: Int?
    }

    /// What the list says of a certificate of its issuer; `nil` if it does not list it.
    func revocation(of certificate: Certificate) -> Revocation? {
        defer { ErrorQueue.clear() }
        var entry: OpaquePointer?
        // 2 stands for an entry that only takes an earlier one back.
        guard X509_CRL_get0_by_cert(pointer, &entry, certificate.pointer) == 1, let entry else { return nil }
        var since = Moment.seconds(of: X509_REVOKED_get0_revocationDate(entry)) ?? Int.min
        if let found = X509_REVOKED_get_ext_d2i(entry, NID_invalidity_date, nil, nil) {
            let date = found.assumingMemoryBound(to: ASN1_GENERALIZEDTIME.self)
            defer { ASN1_GENERALIZEDTIME_free(date) }
            since = min(since, Moment.seconds(of: date) ?? since)
        }
        var reason: Int?
        if let found = X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nil, nil) {
            let number = found.assumingMemoryBound(to: ASN1_ENUMERATED.self)
            defer { ASN1_ENUMERATED_free(number) }
            reason = ASN1_ENUMERATED_get(number)
        }
        return Revocation(since: since, reason: reason)
    }

    /// Since when certificates stay listed though they have expired (X.509, expiredCertsOnCRL); `nil`: they need not.
    var keepsExpiredSince: Int? {
        guard let type = OBJ_txt2obj("2.5.29.60", 1) else { return nil }
        defer { ASN1_OBJECT_free(type) }
        let place = X509_CRL_get_ext_by_OBJ(pointer, type, -1)
        guard place >= 0, let value = X509_EXTENSION_get_data(X509_CRL_get_ext(pointer, place)) else { return nil }
        let bytes = UnsafePointer(value).bytes
        let none = SigningTrouble(.noRevocationData, "")
        guard let time = try? Owned(decoding: bytes, ASN1_TIME_free, or: none, by: { d2i_ASN1_TIME(nil, $0, $1) })
        else { return nil }
        return Moment.seconds(of: time.pointer)
    }
}
