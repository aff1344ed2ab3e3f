internal import COpenSSL

/// A private key to sign with: RSA of 2048 bits or more, or ECDSA on P-256 or P-384.
///
/// OpenSSL only reads it when it signs: several threads may use it at a time.
public final class SigningKey: @unchecked Sendable {
    /// Its certificate, where the file brought it (PKCS#12).
    public let certificate: Certificate?
    /// What other certificates the file brought.
    public let chain: [Certificate]
    /// Its type and size, such as `RSA 3072` or `ECDSA P-256`.
    public let description: String
    /// The hash function that signatures are made with.
    public let hash: HashAlgorithm

    private let handle: Owned<OpaquePointer>
    var pointer: OpaquePointer { handle.pointer }

    /// Reads a key: PEM (traditional, PKCS#8, encrypted), DER (the same) or PKCS#12.
    ///
    /// - Parameters:
    ///   - bytes: the file.
    ///   - passphrase: asked once at most, and only if the file is encrypted; `nil`: there is none. What it gives is
    ///     wiped here; a copy that is kept elsewhere is not.
    /// - Throws: `passphraseNeeded`, `wrongPassphrase`, `unreadableKey` or `unsuitableKey`, and what `passphrase`
    ///   throws.
    public init(
        _ bytes: [UInt8], passphrase: @escaping () throws(SigningTrouble) -> [UInt8]?
    ) throws(SigningTrouble) {
        let content = try KeyFile.read(bytes, Passphrase(passphrase))
        let key = content.key.pointer
        description = PublicKey.description(of: key)
        guard let hash = PublicKey.hash(for: key) else {
            throw SigningTrouble(
                .unsuitableKey,
                "the key is \(description); signing takes RSA of 2048 bits or more, ECDSA P-256 or ECDSA P-384")
        }
        self.hash = hash
        certificate = content.certificate
        chain = content.chain
        handle = content.key
    }
}
