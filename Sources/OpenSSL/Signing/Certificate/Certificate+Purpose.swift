internal import COpenSSL

extension Certificate {
    /// Extended key usages of which one must be there, if any is: the emailProtection and clientAuth of natural persons
    /// (RFC 5280, section 4.2.1.12), documentSigning (RFC 9336), Adobe's and Microsoft's document signing.
    static let signingUsages: Set<String> = [
        "2.5.29.37.0", "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.36", "1.2.840.113583.1.1.5",
        "1.3.6.1.4.1.311.10.3.12",
    ]

    /// Throws `wrongPurpose` unless documents may be signed with it: no authority's certificate, and a key usage and an
    /// extended key usage, where there are such, that allow it.
    public func mustBeAbleToSign() throws(SigningTrouble) {
        let flags = X509_get_extension_flags(pointer)
        guard flags & UInt32(EXFLAG_INVALID) == 0 else {
            ErrorQueue.clear()
            throw SigningTrouble(
                .unreadableCertificate, "the certificate of \(name) has extensions that cannot be read")
        }
        guard flags & UInt32(EXFLAG_CA) == 0 else {
            throw SigningTrouble(
                .wrongPurpose, "the certificate of \(name) is an authority's, which signs certificates, not documents")
        }
        // Without the extension the flags are all set.
        let usage = X509_get_key_usage(pointer)
        guard usage & UInt32(KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION) != 0 else {
            throw SigningTrouble(
                .wrongPurpose,
                "the key usage of the certificate of \(name) allows neither digital signatures nor non-repudiation")
        }
        let extended = extendedUsages
        // A server's certificate often is a client's too, and no person's for that.
        let isServers = extended.contains { $0.dotted == "1.3.6.1.5.5.7.3.1" }
        let fitting = extended.filter {
            Self.signingUsages.contains($0.dotted) && !(isServers && $0.dotted == "1.3.6.1.5.5.7.3.2")
        }
        guard extended.isEmpty || !fitting.isEmpty else {
            throw SigningTrouble(
                .wrongPurpose,
                "the certificate of \(name) is only for \(extended.map(\.name).joined(separator: ", ")), "
                    + "not for signing documents")
        }
    }

    /// Throws `expired` or `notYetValid` unless it is valid at a time, in seconds since 1970.
    public func mustBeValid(at time: Int) throws(SigningTrouble) {
        guard time >= notBefore else {
            throw SigningTrouble(
                .notYetValid,
                "the certificate of \(name) is valid from \(Moment.text(notBefore)) only, after \(Moment.text(time))")
        }
        guard time <= notAfter else {
            throw SigningTrouble(
                .expired, "the certificate of \(name) expired at \(Moment.text(notAfter)), before \(Moment.text(time))")
        }
    }

    /// Throws `wrongPurpose` where an authority's certificate names what those below it may be used for, and that is something
    /// else. OpenSSL does not ask that of the purposes that it is asked for here.
    func mustBeAbleToVouch(for use: ChainSearch.Use) throws(SigningTrouble) {
        let extended = extendedUsages
        let fitting: Set<String> =
            switch use {
            case .signing: Self.signingUsages
            case .timeStamping: ["2.5.29.37.0", "1.3.6.1.5.5.7.3.8"]
            }
        guard extended.isEmpty || extended.contains(where: { fitting.contains($0.dotted) }) else {
            throw SigningTrouble(
                .wrongPurpose,
                "the authority \(name) may vouch only for \(extended.map(\.name).joined(separator: ", ")), "
                    + (use == .signing ? "not for signing documents" : "not for time stamping"))
        }
    }

    private var extendedUsages: [(dotted: String, name: String)] {
        guard let found = X509_get_ext_d2i(pointer, NID_ext_key_usage, nil, nil) else { return [] }
        let stack = OpaquePointer(found)
        defer { unbroken_sk_ASN1_OBJECT_pop_free(stack) }
        return (0..<max(0, unbroken_sk_ASN1_OBJECT_num(stack))).map {
            let object = unbroken_sk_ASN1_OBJECT_value(stack, $0)
            return (ObjectIdentifier.dotted(object), ObjectIdentifier.name(object))
        }
    }
}
