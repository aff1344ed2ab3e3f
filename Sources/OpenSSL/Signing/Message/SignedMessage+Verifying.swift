internal import COpenSSL

extension SignedMessage {
    /// Who signed, and how.
    struct Signature {
        var signer: Certificate
        var hash: HashAlgorithm
    }

    /// Verifies that the signature is one of the signer's key over the content. Whether the signer is trusted is
    /// another question.
    ///
    /// - Parameters:
    ///   - content: what was signed, in pieces.
    ///   - type: the number of its type, which is signed too (RFC 5652, section 11.1).
    ///   - extra: certificates among which the signer's may be, if the message does not hold it.
    @discardableResult
    func verify(
        _ content: [ArraySlice<UInt8>], holding type: Int32, extra: [Certificate] = []
    ) throws(SigningTrouble) -> Signature {
        defer { ErrorQueue.clear() }
        let signer = try signer(extra)
        let hash = try acceptedHash()
        guard CMS_signed_get_attr_count(info) > 0 else {
            throw SigningTrouble(.badSignature, "the \(name.rawValue) does not name its certificate")
        }
        guard CMS_SignerInfo_verify(info) == 1 else {
            throw SigningTrouble(.badSignature, "the \(name.rawValue) was not made by the key of \(signer.name)")
        }
        guard OBJ_obj2nid(CMS_get0_eContentType(pointer)) == type,
            try signed(NID_pkcs9_contentType) == [try Encoding.bytes { i2d_ASN1_OBJECT(OBJ_nid2obj(type), $0) }]
        else { throw SigningTrouble(.badSignature, "the \(name.rawValue) is over content of another type") }
        // A BIO of our own in place of the content: else OpenSSL would read what the message itself holds.
        let digests = try digestsOver(BIO_new(BIO_s_null()))
        for piece in content { try digests.write(piece) }
        _ = unbroken_BIO_flush(digests.pointer)
        guard CMS_SignerInfo_verify_content(info, digests.pointer) == 1 else {
            throw SigningTrouble(.badSignature, "the content is not what \(signer.name) signed: it was changed")
        }
        return Signature(signer: signer, hash: hash)
    }

    private func signer(_ extra: [Certificate]) throws(SigningTrouble) -> Certificate {
        let stack = try CertificateStack.make(extra)
        CMS_set1_signers_certs(pointer, stack.pointer, 0)
        var signer: OpaquePointer?
        CMS_SignerInfo_get0_algs(info, nil, &signer, nil, nil)
        guard let signer, try isNamedExactly(signer) else {
            throw SigningTrouble(.untrusted, "the certificate that the \(name.rawValue) was made with is not there")
        }
        return try Certificate(sharing: signer)
    }

    /// Whether the issuer's name is the certificate's to the byte; OpenSSL takes `MIDDLE` for `Middle`.
    private func isNamedExactly(_ certificate: OpaquePointer) throws(SigningTrouble) -> Bool {
        var issuer: OpaquePointer?
        CMS_SignerInfo_get0_signer_id(info, nil, &issuer, nil)
        guard let issuer else { return true }  // named by the key's identifier
        return try Encoding.bytes { i2d_X509_NAME(issuer, $0) }
            == Encoding.bytes { i2d_X509_NAME(X509_get_issuer_name(certificate), $0) }
    }

    /// The hash function that was signed with, unless it is too weak.
    private func acceptedHash() throws(SigningTrouble) -> HashAlgorithm {
        var digest: UnsafeMutablePointer<X509_ALGOR>?
        var signature: UnsafeMutablePointer<X509_ALGOR>?
        CMS_SignerInfo_get0_algs(info, nil, nil, &digest, &signature)
        guard let digest, let signature else {
            throw SigningTrouble(.damaged, "the \(name.rawValue) does not tell its algorithm")
        }
        // 'sha1WithRSAEncryption' names a hash function too; 'rsaEncryption' names none, nor does RSASSA-PSS here.
        let algorithm = OBJ_obj2nid(signature.pointee.algorithm)
        var second = NID_undef
        guard OBJ_find_sigid_algs(algorithm, &second, nil) == 1 || algorithm == NID_rsaEncryption else {
            let name = ObjectIdentifier.name(signature.pointee.algorithm)
            throw SigningTrouble(.badSignature, "the \(self.name.rawValue) is of a type that is not known: \(name)")
        }
        let first = OBJ_obj2nid(digest.pointee.algorithm)
        guard let hash = HashAlgorithm(acceptedNumber: first), second == NID_undef || second == first else {
            let name = ObjectIdentifier.name(digest.pointee.algorithm)
            throw SigningTrouble(
                .badSignature,
                "the \(self.name.rawValue) was made with \(name), which is not accepted (SHA-256 to SHA-512 are)")
        }
        return hash
    }

    /// What computes digests of all that is written to it, and then hands it on; takes over what it hands it on to.
    private func digestsOver(_ sink: OpaquePointer?) throws(SigningTrouble) -> Owned<OpaquePointer> {
        guard let sink, let digests = CMS_dataInit(pointer, sink) else {
            BIO_free(sink)
            throw ErrorQueue.trouble(.internalError, "OpenSSL could not begin to read the content")
        }
        return try Owned(digests, BIO_free_all)
    }
}
