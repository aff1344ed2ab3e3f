internal import COpenSSL

/// The parts of a CMS SignedData that nobody signs, but that have one right value only. OpenSSL passes over them; here
/// they must be right, so that a signature cannot be changed and still be good.
struct MessageShape {
    /// `SignedData ::= SEQUENCE { version, digestAlgorithms, encapContentInfo, certificates?, crls?, signerInfos }`
    /// (RFC 5652, section 5.1).
    private let signedData: [DERElement]
    /// `SignerInfo ::= SEQUENCE { version, sid, digestAlgorithm, signedAttrs?, signatureAlgorithm, signature,
    /// unsignedAttrs? }` (section 5.3).
    private let signerInfo: [DERElement]

    /// The shape of a SignedData with one signer; `nil` if it is none.
    init?(_ message: DERElement) {
        guard let signedData = message.children?.last?.children?.first?.children, signedData.count >= 4,
            let signerInfo = signedData.last?.children?.first?.children, signerInfo.count >= 5
        else { return nil }
        self.signedData = signedData
        self.signerInfo = signerInfo
    }

    /// Whether versions, digest functions and parameters are those that belong there.
    var isRight: Bool {
        // 1 where all is as it was in PKCS#7: the content is data, and the signer named by issuer and serial number.
        let namesIssuer = signerInfo[1].tag == 0x30
        let data: [UInt8] = [0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01]
        let isData = signedData[2].content.starts(with: data)
        guard signedData[0].isInteger(isData && namesIssuer ? 1 : 3), signerInfo[0].isInteger(namesIssuer ? 1 : 3),
            let digests = signedData[1].children, digests.count == 1,
            let digest = digests[0].algorithm, let used = signerInfo[2].algorithm, digest == used
        else { return false }
        let signature = signerInfo[signerInfo[3].tag == 0xA0 ? 4 : 3]
        return signature.algorithm != nil || signature.isPSS
    }
}

extension DERElement {
    fileprivate func isInteger(_ number: UInt8) -> Bool { tag == 0x02 && content.elementsEqual([number]) }

    /// The object identifier of an algorithm whose parameters are NULL or left out, as those of hash functions and of
    /// most signatures must be (RFC 5754, sections 2 and 3); else `nil`.
    fileprivate var algorithm: ArraySlice<UInt8>? {
        guard let parts = children, let name = parts.first, name.tag == 0x06,
            parts.count == 1 || (parts.count == 2 && parts[1].whole.elementsEqual([0x05, 0x00]))
        else { return nil }
        return name.content
    }

    /// RSASSA-PSS (RFC 4055, section 3.1) has parameters that OpenSSL reads.
    fileprivate var isPSS: Bool {
        children?.first?.content.elementsEqual([0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A]) == true
    }
}
