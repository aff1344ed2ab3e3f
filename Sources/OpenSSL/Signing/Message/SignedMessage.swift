internal import COpenSSL

/// A CMS SignedData (RFC 5652) with exactly one signer: a signature or a time stamp.
struct SignedMessage: ~Copyable {
    /// What sentences call it.
    enum Name: String { case signature, timeStamp = "time stamp" }

    let name: Name
    private let cms: Owned<OpaquePointer>
    /// The only signer's part; belongs to the message.
    let info: OpaquePointer
    /// The certificates that go along.
    let certificates: [Certificate]

    /// Reads DER that nothing follows; else it is `damaged`.
    init(_ der: [UInt8], called name: Name) throws(SigningTrouble) {
        let damaged = SigningTrouble(.damaged, "the \(name.rawValue) is damaged: it is no CMS SignedData in DER")
        guard let outer = DERElement(startOf: der[...]), outer.tag == 0x30 else { throw damaged }
        guard outer.whole.count == der.count else {
            throw SigningTrouble(.damaged, "bytes follow the end of the \(name.rawValue)")
        }
        let cms = try Owned(decoding: der, CMS_ContentInfo_free, or: damaged) { d2i_CMS_ContentInfo(nil, $0, $1) }
        guard OBJ_obj2nid(CMS_get0_type(cms.pointer)) == NID_pkcs7_signed else { throw damaged }
        let infos = CMS_get0_SignerInfos(cms.pointer)
        guard infos != nil, unbroken_sk_CMS_SignerInfo_num(infos) == 1,
            let info = unbroken_sk_CMS_SignerInfo_value(infos, 0)
        else { throw SigningTrouble(.damaged, "the \(name.rawValue) has not exactly one signer") }
        // BER can write the same in other ways. The order in a SET may differ: some do not sort it as DER wants it.
        let again = try Encoding.bytes { i2d_CMS_ContentInfo(cms.pointer, $0) }
        guard Self.tally(again) == Self.tally(der), MessageShape(outer)?.isRight == true else { throw damaged }
        let stack = CMS_get1_certs(cms.pointer)
        defer { unbroken_sk_X509_pop_free(stack) }
        let certificates = try CertificateStack.read(stack)
        ErrorQueue.clear()
        self.name = name
        self.info = info
        self.certificates = certificates
        self.cms = cms
    }

    /// How often each byte occurs.
    private static func tally(_ bytes: [UInt8]) -> [Int] {
        var tally = [Int](repeating: 0, count: 256)
        for byte in bytes { tally[Int(byte)] += 1 }
        return tally
    }

    /// The message, for functions of OpenSSL.
    var pointer: OpaquePointer { cms.pointer }

    /// The message in DER.
    var der: [UInt8] { get throws(SigningTrouble) { try Encoding.bytes { i2d_CMS_ContentInfo(pointer, $0) } } }

    /// The signature's own bytes, which a time stamp over it is for (RFC 3161, appendix A).
    var signatureValue: [UInt8] {
        guard let value = CMS_SignerInfo_get0_signature(info) else { return [] }
        return UnsafePointer(value).bytes
    }

    /// What the message is about; a detached signature holds nothing.
    var content: [UInt8]? {
        guard let place = CMS_get0_content(pointer), let content = place.pointee else { return nil }
        return UnsafePointer(content).bytes
    }

    /// The values, in DER, of the signed attributes of a type.
    func signed(_ type: Int32) throws(SigningTrouble) -> [[UInt8]] {
        var values: [[UInt8]] = []
        var place = CMS_signed_get_attr_by_NID(info, type, -1)
        while place >= 0 {
            values += try Self.values(of: CMS_signed_get_attr(info, place))
            place = CMS_signed_get_attr_by_NID(info, type, place)
        }
        return values
    }

    /// The values, in DER, of the attributes of a type that are not signed.
    func unsigned(_ type: Int32) throws(SigningTrouble) -> [[UInt8]] {
        var values: [[UInt8]] = []
        var place = CMS_unsigned_get_attr_by_NID(info, type, -1)
        while place >= 0 {
            values += try Self.values(of: CMS_unsigned_get_attr(info, place))
            place = CMS_unsigned_get_attr_by_NID(info, type, place)
        }
        return values
    }

    /// The types of the attributes that are not signed, one an attribute.
    var unsignedTypes: [Int32] {
        (0..<max(0, CMS_unsigned_get_attr_count(info))).map {
            OBJ_obj2nid(X509_ATTRIBUTE_get0_object(CMS_unsigned_get_attr(info, $0)))
        }
    }

    private static func values(of attribute: OpaquePointer?) throws(SigningTrouble) -> [[UInt8]] {
        var values: [[UInt8]] = []
        for index in 0..<max(0, X509_ATTRIBUTE_count(attribute)) {
            let value = X509_ATTRIBUTE_get0_type(attribute, index)
            values.append(try Encoding.bytes { i2d_ASN1_TYPE(value, $0) })
        }
        return values
    }

    /// The signing time that the signer claims, in seconds since 1970.
    var claimedTime: Int? {
        get throws(SigningTrouble) {
            guard let value = try signed(NID_pkcs9_signingTime).first else { return nil }
            let damaged = SigningTrouble(.damaged, "the signing time in the \(name.rawValue) is damaged")
            let time = try Owned(decoding: value, ASN1_TIME_free, or: damaged) { d2i_ASN1_TIME(nil, $0, $1) }
            guard let seconds = Moment.seconds(of: time.pointer) else { throw damaged }
            return seconds
        }
    }
}
