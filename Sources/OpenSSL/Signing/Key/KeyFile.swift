internal import COpenSSL

/// What was found in a file with a key.
struct KeyFile: ~Copyable {
    let key: Owned<OpaquePointer>
    var certificate: Certificate?
    var chain: [Certificate] = []

    init(key: consuming Owned<OpaquePointer>) { self.key = key }

    static func read(_ bytes: [UInt8], _ passphrase: Passphrase) throws(SigningTrouble) -> KeyFile {
        guard !PEM.isIn(bytes) else {
            let memory = try Owned.memory(bytes)
            let key = PEM_read_bio_PrivateKey(memory.pointer, nil, Passphrase.callback, passphrase.context)
            return KeyFile(key: try owned(key, passphrase))
        }
        let nothing = SigningTrouble(.unreadableKey, "this is no private key: neither PEM nor DER nor PKCS#12")
        switch shape(of: bytes) {
        case .pkcs12: return try pkcs12(bytes, passphrase)
        case .encrypted:
            let memory = try Owned.memory(bytes)
            let key = d2i_PKCS8PrivateKey_bio(memory.pointer, nil, Passphrase.callback, passphrase.context)
            return KeyFile(key: try owned(key, passphrase))
        case .plain:
            return KeyFile(
                key: try Owned(decoding: bytes, EVP_PKEY_free, or: nothing) { d2i_AutoPrivateKey(nil, $0, $1) })
        case nil: throw nothing
        }
    }

    private enum Shape { case pkcs12, encrypted, plain }

    /// What DER holds, by its first two elements: PKCS#12 begins with version 3 and a ContentInfo (RFC 7292, section 4),
    /// an encrypted PKCS#8 with an algorithm (RFC 5958, section 3), the others with versions 0 and 1.
    private static func shape(of bytes: [UInt8]) -> Shape? {
        guard let outer = DERElement(startOf: bytes[...]), outer.tag == 0x30,
            let first = DERElement(startOf: outer.content)
        else { return nil }
        return switch (first.tag, Array(first.content)) {
        case (0x30, _): .encrypted
        case (0x02, [3]): .pkcs12
        case (0x02, _): .plain
        default: nil
        }
    }

    private static func owned(
        _ key: OpaquePointer?, _ passphrase: Passphrase
    ) throws(SigningTrouble) -> Owned<OpaquePointer> {
        guard let key else { throw trouble(passphrase) }
        ErrorQueue.clear()
        return try Owned(key, EVP_PKEY_free)
    }

    /// Why a key was not read.
    static func trouble(_ passphrase: Passphrase) -> SigningTrouble {
        let errors = ErrorQueue.drain()
        if let trouble = passphrase.trouble { return trouble }
        let isUnsupported = errors.contains {
            $0.library == ERR_LIB_EVP
                && ($0.reason == ERR_R_UNSUPPORTED || $0.reason == EVP_R_UNSUPPORTED_ALGORITHM)
        }
        if isUnsupported {
            return SigningTrouble(
                .unreadableKey, "the key is of a kind, or encrypted in a way, that OpenSSL 3 does not support")
        }
        guard passphrase.wasUsed else {
            return SigningTrouble(
                .unreadableKey, "there is no private key that can be read: \(errors.first?.words ?? "empty")")
        }
        return SigningTrouble(.wrongPassphrase, "the passphrase does not open the key")
    }
}
