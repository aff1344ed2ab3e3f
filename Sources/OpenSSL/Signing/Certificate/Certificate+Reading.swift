internal import COpenSSL

extension Certificate {
    /// The certificates in a PEM bundle, in its order, or the one that the bytes are in DER.
    ///
    /// What else a PEM bundle holds, a key for one, is passed over. None at all is `unreadableCertificate`.
    public static func all(in bytes: [UInt8]) throws(SigningTrouble) -> [Certificate] {
        guard PEM.isIn(bytes) else {
            let unreadable = SigningTrouble(.unreadableCertificate, "this is no certificate, neither PEM nor DER")
            let handle = try Owned(decoding: bytes, X509_free, or: unreadable) { d2i_X509(nil, $0, $1) }
            return [try Certificate(adopting: handle)]
        }
        let memory = try Owned.memory(bytes)
        var found: [Certificate] = []
        while let pointer = PEM_read_bio_X509(memory.pointer, nil, PEM.noPassphrase, nil) {
            found.append(try Certificate(adopting: try Owned(pointer, X509_free)))
        }
        let errors = ErrorQueue.drain()
        guard errors.last?.library == ERR_LIB_PEM, errors.last?.reason == PEM_R_NO_START_LINE else {
            throw SigningTrouble(
                .unreadableCertificate,
                "certificate number \(found.count + 1) cannot be read: \(errors.first?.words ?? "damaged PEM")")
        }
        guard !found.isEmpty else { throw SigningTrouble(.unreadableCertificate, "there is no certificate in the PEM") }
        return found
    }
}

/// PEM (RFC 7468).
enum PEM {
    /// Whether something in PEM is among the bytes.
    static func isIn(_ bytes: [UInt8]) -> Bool { bytes.contains(Array("-----BEGIN ".utf8)) }

    /// Gives no passphrase. Without it OpenSSL asks on the terminal.
    static var noPassphrase: Passphrase.Callback { { _, _, _, _ in -1 } }
}
