internal import COpenSSL

/// Time stamps on signatures: attributes that are not signed, over the signature's own bytes (RFC 3161, appendix A).
public enum TimeStamp {
    /// The bytes that a time stamp on a signature is for.
    public static func signatureValue(of cms: [UInt8]) throws(SigningTrouble) -> [UInt8] {
        try SignedMessage(cms, called: .signature).signatureValue
    }

    /// The signature with a time stamp added; `timeStampMismatch` if the stamp is for something else.
    ///
    /// - Parameters:
    ///   - cms: the signature in DER.
    ///   - token: the stamp in DER, as `TimeStampAuthority.stamp` gives it.
    public static func stamped(_ cms: [UInt8], by token: [UInt8]) throws(SigningTrouble) -> [UInt8] {
        let message = try SignedMessage(cms, called: .signature)
        try TimeStampToken(token).mustBeOver([message.signatureValue[...]])
        guard
            CMS_unsigned_add1_attr_by_NID(
                message.info, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, token, Int32(token.count)) == 1
        else { throw ErrorQueue.trouble(.internalError, "OpenSSL could not add the time stamp") }
        return try message.der
    }
}
