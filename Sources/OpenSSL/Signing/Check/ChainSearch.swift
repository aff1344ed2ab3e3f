internal import COpenSSL

/// Searches the chain from a certificate to one that is trusted (RFC 5280, section 6), at any time.
struct ChainSearch {
    /// What the first certificate of the chain is used for.
    enum Use {
        /// Whether it may sign documents, `Certificate.mustBeAbleToSign` says; OpenSSL has no purpose for that.
        case signing
        /// An extended key usage that is critical and the only one (RFC 3161, section 2.3).
        case timeStamping

        var purpose: Int32 {
            switch self {
            case .signing: X509_PURPOSE_ANY
            case .timeStamping: X509_PURPOSE_TIMESTAMP_SIGN
            }
        }
    }

    let check: SignatureCheck
    /// Certificates that came along with the signature.
    let others: [Certificate]
    let use: Use
    /// OpenSSL's level for 112 bits of security: no SHA-1, no RSA below 2048 bits.
    static let securityLevel: Int32 = 2

    /// The chain from the certificate to the trusted one, both among it, all good at the time.
    func chain(of certificate: Certificate, at time: Int) throws(SigningTrouble) -> [Certificate] {
        defer { ErrorQueue.clear() }
        let store = try Owned(X509_STORE_new(), X509_STORE_free)
        for anchor in check.trust {
            guard X509_STORE_add_cert(store.pointer, anchor.pointer) == 1 else {
                throw ErrorQueue.trouble(.internalError, "OpenSSL could not trust \(anchor.name)")
            }
        }
        let between = try CertificateStack.make(others + check.extra)
        let context = try Owned(X509_STORE_CTX_new(), X509_STORE_CTX_free)
        guard X509_STORE_CTX_init(context.pointer, store.pointer, certificate.pointer, between.pointer) == 1 else {
            throw ErrorQueue.trouble(.internalError, "OpenSSL could not begin to search the chain")
        }
        let parameters = X509_STORE_CTX_get0_param(context.pointer)
        X509_VERIFY_PARAM_set_time(parameters, time)
        X509_VERIFY_PARAM_set_auth_level(parameters, Self.securityLevel)
        X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
        guard X509_STORE_CTX_set_purpose(context.pointer, use.purpose) == 1 else {
            throw ErrorQueue.trouble(.internalError, "OpenSSL does not know what the certificate is to be used for")
        }
        guard X509_verify_cert(context.pointer) == 1 else {
            throw try trouble(context.pointer, of: certificate, at: time)
        }
        let chain = try CertificateStack.read(X509_STORE_CTX_get0_chain(context.pointer))
        // OpenSSL goes on beyond a trusted certificate where it knows its issuer.
        guard let anchor = chain.firstIndex(where: { check.trust.contains($0) }) else {
            throw SigningTrouble(.untrusted, "the certificate of \(certificate.name) leads to none that is trusted")
        }
        for authority in chain[..<anchor].dropFirst() { try authority.mustBeAbleToVouch(for: use) }
        return Array(chain[...anchor])
    }

    private func trouble(
        _ context: OpaquePointer, of first: Certificate, at time: Int
    ) throws(SigningTrouble) -> SigningTrouble {
        let culprit = try X509_STORE_CTX_get_current_cert(context).map { pointer throws(SigningTrouble) in
            try Certificate(sharing: pointer)
        }
        let certificate = culprit ?? first
        let words = String(cString: X509_verify_cert_error_string(Int(X509_STORE_CTX_get_error(context))))
        switch X509_STORE_CTX_get_error(context) {
        case X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID:
            try certificate.mustBeValid(at: time)
            return SigningTrouble(.expired, "the certificate of \(certificate.name) is out of its time: \(words)")
        case X509_V_ERR_INVALID_PURPOSE:
            return SigningTrouble(
                .wrongPurpose,
                use == .timeStamping
                    ? "the certificate of \(certificate.name) is not for time stamping only (RFC 3161, section 2.3)"
                    : "the certificate of \(certificate.name) must not be used for this")
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL:
            return SigningTrouble(
                .unsuitableKey, "the key of \(certificate.name) is too weak: \(certificate.keyDescription)")
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            return SigningTrouble(
                .untrusted,
                "the certificate of \(certificate.name) leads to none that is trusted: that of its issuer, "
                    + "\(Printable.text(certificate.issuer)), is missing")
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            return SigningTrouble(
                .untrusted, "the certificate of \(certificate.name) is self-signed and not among those that are trusted"
            )
        default: return SigningTrouble(.untrusted, "the certificate of \(certificate.name) is not trusted: \(words)")
        }
    }
}
