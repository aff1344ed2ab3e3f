internal import COpenSSL

/// Signs with a key and its certificate.
public struct Signer: Sendable {
    /// What signs.
    public let key: SigningKey
    /// The key's certificate.
    public let certificate: Certificate
    /// What certificates go along, so that others find the way to one that they trust. No root is among them: nobody
    /// trusts one that came with the signature.
    public let chain: [Certificate]

    /// - Parameters:
    ///   - key: what signs.
    ///   - certificate: the key's.
    ///   - chain: those of the authorities above; the root may be there or not.
    /// - Throws: `keyDoesNotFit`, or `wrongPurpose` where the certificate is not for documents.
    public init(key: SigningKey, certificate: Certificate, chain: [Certificate]) throws(SigningTrouble) {
        guard X509_check_private_key(certificate.pointer, key.pointer) == 1 else {
            ErrorQueue.clear()
            throw SigningTrouble(
                .keyDoesNotFit,
                "the key (\(key.description)) is not that of the certificate of \(certificate.name), "
                    + "which is for another key (\(certificate.keyDescription))")
        }
        try certificate.mustBeAbleToSign()
        self.key = key
        self.certificate = certificate
        var seen: Set<Certificate> = [certificate]
        self.chain = chain.filter { !$0.isSelfSigned && seen.insert($0).inserted }
    }

    /// Signs content: a CMS SignedData (RFC 5652) in DER beside it, with the signing certificate's digest among what is
    /// signed (RFC 5035).
    ///
    /// Whether the certificate is valid at that time is not looked at; `Certificate.mustBeValid(at:)` does.
    ///
    /// - Parameters:
    ///   - content: the bytes, in pieces: those of a PDF before and after the signature.
    ///   - style: what the signature is for.
    ///   - time: the signing time in seconds since 1970.
    public func sign(
        _ content: [ArraySlice<UInt8>], as style: SignatureStyle, at time: Int
    ) throws(SigningTrouble) -> [UInt8] {
        let flags = UInt32(CMS_PARTIAL | CMS_DETACHED | CMS_BINARY | CMS_NOSMIMECAP | CMS_CADES)
        let stack = try CertificateStack.make(chain)
        let cms = try Owned(CMS_sign(nil, nil, stack.pointer, nil, flags), CMS_ContentInfo_free)
        guard
            let info = CMS_add1_signer(
                cms.pointer, certificate.pointer, key.pointer, key.hash.implementation, flags)
        else { throw ErrorQueue.trouble(.internalError, "OpenSSL could not begin a signature") }
        if style == .cades { try tellTime(time, info) }
        let digests = try Owned(CMS_dataInit(cms.pointer, nil), BIO_free_all)
        for piece in content { try digests.write(piece) }
        _ = unbroken_BIO_flush(digests.pointer)
        guard CMS_dataFinal(cms.pointer, digests.pointer) == 1 else {
            throw ErrorQueue.trouble(.internalError, "OpenSSL could not sign")
        }
        if style == .pades { try signWithoutTime(info) }
        let der = try Encoding.bytes { i2d_CMS_ContentInfo(cms.pointer, $0) }
        try SignedMessage(der, called: .signature).verify(content, holding: NID_pkcs7_data)
        return der
    }

    /// Signs content that is in one piece.
    public func sign(_ content: [UInt8], as style: SignatureStyle, at time: Int) throws(SigningTrouble) -> [UInt8] {
        try sign([content[...]], as: style, at: time)
    }

    /// Sets the signing time (RFC 5652, section 11.3); left alone, OpenSSL would set the clock's.
    private func tellTime(_ seconds: Int, _ info: OpaquePointer) throws(SigningTrouble) {
        let time = try Owned(ASN1_TIME_set(nil, seconds), ASN1_TIME_free)
        guard
            CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, ASN1_STRING_type(time.pointer), time.pointer, -1)
                == 1
        else { throw ErrorQueue.trouble(.internalError, "OpenSSL could not set the signing time") }
    }
}
