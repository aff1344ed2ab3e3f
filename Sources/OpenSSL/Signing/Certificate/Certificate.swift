internal import COpenSSL

/// A certificate (RFC 5280).
///
/// OpenSSL does not change it after it has been read, but for what it remembers under a lock of its own: several threads
/// may use it at a time.
public final class Certificate: @unchecked Sendable {
    /// The subject's distinguished name as RFC 2253 writes it, with letters beyond ASCII as they are.
    public let subject: String
    /// The issuer's distinguished name, written likewise.
    public let issuer: String
    /// The subject's last common name.
    public let commonName: String?
    /// The subject's last organisation.
    public let organisation: String?
    /// The serial number as upper-case hex.
    public let serial: String
    /// Since when it is valid, in seconds since 1970.
    public let notBefore: Int
    /// Until when it is valid, in seconds since 1970.
    public let notAfter: Int
    /// SHA-256 of its DER as lower-case hex.
    public let sha256: String
    /// Itself.
    public let der: [UInt8]
    /// The key's type and size, such as `RSA 3072` or `ECDSA P-256`.
    public let keyDescription: String
    /// Whether its own key signed it.
    public let isSelfSigned: Bool

    private let handle: Owned<OpaquePointer>
    var pointer: OpaquePointer { handle.pointer }

    /// Takes over an `X509`.
    init(adopting handle: consuming Owned<OpaquePointer>) throws(SigningTrouble) {
        let pointer = handle.pointer
        self.handle = handle
        der = try Encoding.bytes { i2d_X509(pointer, $0) }
        guard let start = Moment.seconds(of: X509_get0_notBefore(pointer)),
            let end = Moment.seconds(of: X509_get0_notAfter(pointer)), let number = X509_get0_serialNumber(pointer)
        else { throw SigningTrouble(.unreadableCertificate, "the certificate tells no time that it is valid at") }
        notBefore = start
        notAfter = end
        serial = number.hex
        subject = DistinguishedName.text(X509_get_subject_name(pointer))
        issuer = DistinguishedName.text(X509_get_issuer_name(pointer))
        commonName = DistinguishedName.last(NID_commonName, of: X509_get_subject_name(pointer))
        organisation = DistinguishedName.last(NID_organizationName, of: X509_get_subject_name(pointer))
        sha256 = HexDigest.sha256(of: der)
        keyDescription = PublicKey.description(of: X509_get0_pubkey(pointer))
        isSelfSigned = X509_self_signed(pointer, 1) == 1
        ErrorQueue.clear()
    }

    /// Another owner of an `X509` that somebody else owns too.
    convenience init(sharing pointer: OpaquePointer) throws(SigningTrouble) {
        X509_up_ref(pointer)
        try self.init(adopting: try Owned(pointer, X509_free))
    }

    /// What sentences call it: common name, organisation or the whole subject, and its serial number.
    var name: String { "\(Printable.text(commonName ?? organisation ?? subject)) (serial \(serial))" }
}

extension Certificate: Hashable {
    /// Whether both are the same bytes.
    public static func == (one: Certificate, other: Certificate) -> Bool { one.der == other.der }

    /// Takes in its digest.
    public func hash(into hasher: inout Swift.Hasher) { hasher.combine(sha256) }
}
