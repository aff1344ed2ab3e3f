internal import COpenSSL

extension SignedMessage {
    /// Which of ESS's attributes may bind the certificate to the signature: version 2 (RFC 5035) with a digest that is
    /// accepted, or also version 1 (RFC 2634) with SHA-1, which time stamps were made with for long (RFC 3161, section
    /// 2.4.2) and where only a second preimage would help a forger.
    enum Binding { case version2, anyVersion }

    /// Verifies that the signer signed its certificate's digest too, so that none with the same key and another name or
    /// purpose can take its place (RFC 5035, section 5.4.1).
    ///
    /// - Parameters:
    ///   - chain: the certificates from the signer's to the one that is trusted.
    ///   - binding: which attributes may do it.
    ///   - others: more certificates that may be named behind the signer's; some name their chain up to the root,
    ///     though one below it is trusted.
    func mustName(
        _ chain: [Certificate], _ binding: Binding, among others: [Certificate]
    ) throws(SigningTrouble) {
        defer { ErrorQueue.clear() }
        let second = try signed(NID_id_smime_aa_signingCertificateV2)
        let first = try signed(NID_id_smime_aa_signingCertificate)
        let wrong = SigningTrouble(.badSignature, "the \(name.rawValue) names another certificate than it came with")
        let stack = try CertificateStack.make(chain + certificates + others)
        switch (second.count, first.count, binding) {
        case (1, _, _):
            guard let value = second.first, Self.hasAcceptedDigests(value) else { throw wrong }
            let parsed = try Owned(decoding: value, ESS_SIGNING_CERT_V2_free, or: wrong) {
                d2i_ESS_SIGNING_CERT_V2(nil, $0, $1)
            }
            guard OSSL_ESS_check_signing_certs(nil, parsed.pointer, stack.pointer, 1) == 1 else { throw wrong }
        case (0, 1, .anyVersion):
            let parsed = try Owned(decoding: first[0], ESS_SIGNING_CERT_free, or: wrong) {
                d2i_ESS_SIGNING_CERT(nil, $0, $1)
            }
            guard OSSL_ESS_check_signing_certs(parsed.pointer, nil, stack.pointer, 1) == 1 else { throw wrong }
        case (0, _, _):
            throw SigningTrouble(.badSignature, "the \(name.rawValue) does not name its certificate (RFC 5035)")
        default: throw wrong
        }
    }

    /// Whether all certificates are named by digests of SHA-2: `ESSCertIDv2 ::= SEQUENCE { hashAlgorithm DEFAULT
    /// sha256, certHash, … }` (RFC 5035, section 4).
    private static func hasAcceptedDigests(_ value: [UInt8]) -> Bool {
        guard let names = DERElement(startOf: value[...])?.children?.first?.children, !names.isEmpty else {
            return false
        }
        return names.allSatisfy { name in
            guard let first = name.children?.first else { return false }
            guard first.tag == 0x30 else { return true }
            // 2.16.840.1.101.3.4.2.1 to .3 are SHA-256, SHA-384 and SHA-512.
            guard let algorithm = first.children?.first?.content, algorithm.count == 9 else { return false }
            return algorithm.starts(with: [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02])
                && algorithm.last.map { (1...3).contains($0) } == true
        }
    }
}
