internal import COpenSSL

extension Signer {
    /// Takes the signing time out of what is signed, and signs the rest again.
    ///
    /// OpenSSL's CMS always signs the time; a signature in a PDF must not hold it (ETSI EN 319 142-1, section 6.3).
    func signWithoutTime(_ info: OpaquePointer) throws(SigningTrouble) {
        let place = CMS_signed_get_attr_by_NID(info, NID_pkcs9_signingTime, -1)
        if place >= 0 { X509_ATTRIBUTE_free(CMS_signed_delete_attr(info, place)) }
        let signature = try signature(over: try signedAttributes(of: info))
        guard ASN1_STRING_set(CMS_SignerInfo_get0_signature(info), signature, Int32(signature.count)) == 1 else {
            throw ErrorQueue.trouble(.internalError, "OpenSSL could not keep the signature")
        }
    }

    /// What the signature is over: the attributes as a SET OF in DER, sorted by their bytes (RFC 5652, section 5.4;
    /// X.690, section 11.6).
    private func signedAttributes(of info: OpaquePointer) throws(SigningTrouble) -> [UInt8] {
        var attributes: [[UInt8]] = []
        for index in 0..<max(0, CMS_signed_get_attr_count(info)) {
            let attribute = CMS_signed_get_attr(info, index)
            attributes.append(try Encoding.bytes { i2d_X509_ATTRIBUTE(attribute, $0) })
        }
        attributes.sort { $0.lexicographicallyPrecedes($1) }
        return DERElement.bytes(tag: 0x31, Array(attributes.joined()))
    }

    private func signature(over bytes: [UInt8]) throws(SigningTrouble) -> [UInt8] {
        let failed = "OpenSSL could not sign"
        let context = try Owned(EVP_MD_CTX_new(), EVP_MD_CTX_free)
        var length = 0
        guard EVP_DigestSignInit(context.pointer, nil, key.hash.implementation, nil, key.pointer) == 1,
            EVP_DigestSign(context.pointer, nil, &length, bytes, bytes.count) == 1
        else { throw ErrorQueue.trouble(.internalError, failed) }
        var signature = [UInt8](repeating: 0, count: length)
        guard EVP_DigestSign(context.pointer, &signature, &length, bytes, bytes.count) == 1 else {
            throw ErrorQueue.trouble(.internalError, failed)
        }
        return Array(signature.prefix(length))
    }
}
