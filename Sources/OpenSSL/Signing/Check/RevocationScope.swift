internal import COpenSSL

/// Whether revocation lists are about the certificates of a chain at all: a list may be for some of an authority's
/// certificates or for some reasons only, or signed by who must not (RFC 5280, section 6.3.3). That OpenSSL knows.
struct RevocationScope {
    let check: SignatureCheck
    let chain: [Certificate]
    let time: Int

    /// Throws `noRevocationData` unless there is a list for each certificate but the last, which is trusted.
    func mustCover() throws(SigningTrouble) {
        defer { ErrorQueue.clear() }
        guard let first = chain.first, let anchor = chain.last, chain.count > 1 else { return }
        let store = try Owned(X509_STORE_new(), X509_STORE_free)
        X509_STORE_add_cert(store.pointer, anchor.pointer)
        for list in check.revocationLists where list.thisUpdate <= check.now + SignatureCheck.clockTolerance {
            X509_STORE_add_crl(store.pointer, list.pointer)
        }
        let between = try CertificateStack.make(chain)
        let context = try Owned(X509_STORE_CTX_new(), X509_STORE_CTX_free)
        guard X509_STORE_CTX_init(context.pointer, store.pointer, first.pointer, between.pointer) == 1 else {
            throw ErrorQueue.trouble(.internalError, "OpenSSL could not begin to read the revocation lists")
        }
        let parameters = X509_STORE_CTX_get0_param(context.pointer)
        X509_VERIFY_PARAM_set_time(parameters, time)
        X509_VERIFY_PARAM_set_flags(
            parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL))
        X509_STORE_CTX_set_verify_cb(context.pointer, Self.judge)
        guard X509_verify_cert(context.pointer) != 1 else { return }
        let words = String(cString: X509_verify_cert_error_string(Int(X509_STORE_CTX_get_error(context.pointer))))
        let depth = Int(X509_STORE_CTX_get_error_depth(context.pointer))
        let name = chain.indices.contains(depth) ? chain[depth].name : first.name
        throw SigningTrouble(
            .noRevocationData, "whether the certificate of \(name) was revoked is unknown: \(Printable.text(words))")
    }

    /// Lets pass what has been judged already, and better: dates, and whether a listed certificate counts as revoked. The
    /// trusted certificate needs no list.
    private static var judge: X509_STORE_CTX_verify_cb {
        { isGood, context in
            guard isGood == 0, let context else { return isGood }
            switch X509_STORE_CTX_get_error(context) {
            case X509_V_ERR_CERT_REVOKED, X509_V_ERR_CRL_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED,
                X509_V_ERR_CERT_NOT_YET_VALID:
                return 1
            case X509_V_ERR_UNABLE_TO_GET_CRL, X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, X509_V_ERR_DIFFERENT_CRL_SCOPE,
                X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_KEYUSAGE_NO_CRL_SIGN, X509_V_ERR_CRL_SIGNATURE_FAILURE:
                let last = unbroken_sk_X509_num(X509_STORE_CTX_get0_chain(context)) - 1
                return X509_STORE_CTX_get_error_depth(context) == last ? 1 : 0
            default: return 0
            }
        }
    }
}
