internal import COpenSSL

extension KeyFile {
    /// Reads PKCS#12 (RFC 7292).
    static func pkcs12(_ bytes: [UInt8], _ passphrase: Passphrase) throws(SigningTrouble) -> KeyFile {
        let damaged = SigningTrouble(.unreadableKey, "the PKCS#12 file is damaged")
        let file = try Owned(decoding: bytes, PKCS12_free, or: damaged) { d2i_PKCS12(nil, $0, $1) }
        var key: OpaquePointer?
        var certificate: OpaquePointer?
        var others: OpaquePointer?
        // A file without a passphrase has the empty one, which exporters write in two ways.
        let isOpen = PKCS12_verify_mac(file.pointer, nil, 0) == 1 || PKCS12_verify_mac(file.pointer, "", 0) == 1
        ErrorQueue.clear()
        let isRead: Bool
        if isOpen {
            isRead = PKCS12_parse(file.pointer, "", &key, &certificate, &others) == 1
        } else {
            isRead =
                passphrase.lend { secret in
                    var text = [CChar](secret.map { CChar(bitPattern: $0) } + [0])
                    defer { text.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) } }
                    return PKCS12_parse(file.pointer, text, &key, &certificate, &others) == 1
                } ?? false
        }
        let chain = others
        defer {
            X509_free(certificate)
            unbroken_sk_X509_pop_free(chain)
        }
        guard isRead else { throw trouble(passphrase) }
        guard let key else { throw SigningTrouble(.unreadableKey, "the PKCS#12 file holds no private key") }
        var content = KeyFile(key: try Owned(key, EVP_PKEY_free))
        if let certificate { content.certificate = try Certificate(sharing: certificate) }
        content.chain = try CertificateStack.read(chain)
        ErrorQueue.clear()
        return content
    }
}
