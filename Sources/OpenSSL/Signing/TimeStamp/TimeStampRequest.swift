internal import COpenSSL

/// What a time-stamping authority is asked (RFC 3161, section 2.4.1): to state that a digest exists now.
public struct TimeStampRequest: Sendable {
    /// SHA-256 of what is to be stamped.
    public let digest: [UInt8]
    /// A number that the answer must repeat, so that it cannot be an old one.
    public let nonce: UInt64
    /// The request, to be sent as `application/timestamp-query`. It asks for the authority's certificate too.
    public let der: [UInt8]

    /// - Parameters:
    ///   - digest: 32 bytes.
    ///   - nonce: by default from the system's source of random numbers.
    public init(sha256 digest: [UInt8], nonce: UInt64 = .random(in: 1...UInt64.max)) throws(SigningTrouble) {
        precondition(digest.count == HashAlgorithm.sha256.digestLength)
        self.digest = digest
        self.nonce = nonce
        let request = try Owned(TS_REQ_new(), TS_REQ_free)
        let imprint = try Owned(TS_MSG_IMPRINT_new(), TS_MSG_IMPRINT_free)
        let algorithm = try Owned(X509_ALGOR_new(), X509_ALGOR_free)
        let number = try Owned(ASN1_INTEGER_new(), ASN1_INTEGER_free)
        var bytes = digest
        guard X509_ALGOR_set0(algorithm.pointer, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nil) == 1,
            TS_MSG_IMPRINT_set_algo(imprint.pointer, algorithm.pointer) == 1,
            TS_MSG_IMPRINT_set_msg(imprint.pointer, &bytes, Int32(bytes.count)) == 1,
            ASN1_INTEGER_set_uint64(number.pointer, nonce) == 1,
            TS_REQ_set_version(request.pointer, 1) == 1,
            TS_REQ_set_msg_imprint(request.pointer, imprint.pointer) == 1,
            TS_REQ_set_nonce(request.pointer, number.pointer) == 1,
            TS_REQ_set_cert_req(request.pointer, 1) == 1
        else { throw ErrorQueue.trouble(.internalError, "OpenSSL could not write the time stamp request") }
        der = try Encoding.bytes { i2d_TS_REQ(request.pointer, $0) }
    }

    /// The time stamp in an answer, if it answers this request.
    ///
    /// Its signature is verified, but not whether its authority is trusted; `SignatureCheck` does that.
    ///
    /// - Parameter response: a TimeStampResp (RFC 3161, section 2.4.2) in DER.
    /// - Throws: `timeStampRefused` with the authority's words, `timeStampMismatch`, `damaged` or `badSignature`.
    public func token(from response: [UInt8]) throws(SigningTrouble) -> [UInt8] {
        try TimeStampResponse(response).mustBeGranted()
        guard let parts = DERElement(startOf: response[...])?.children, parts.count == 2 else {
            throw TimeStampResponse.damaged
        }
        let der = Array(parts[1].whole)
        let token = try TimeStampToken(der)
        let imprint = try token.imprint
        guard imprint.hash == .sha256, imprint.digest == digest else {
            throw SigningTrouble(.timeStampMismatch, "the authority stamped another digest than it was asked to")
        }
        guard token.nonce == nonce else {
            throw SigningTrouble(
                .timeStampMismatch,
                "the authority's answer is to another request: its nonce is "
                    + (token.nonce.map { "\($0), not \(nonce)" } ?? "missing"))
        }
        guard !token.message.certificates.isEmpty else {
            throw SigningTrouble(.timeStampMismatch, "the authority did not send its certificate, as it was asked to")
        }
        try token.verify()
        return der
    }
}
