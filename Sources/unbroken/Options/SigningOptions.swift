import ArgumentParser
import AuditChain
import Evidence
import Foundation
import OpenSSL

/// By what something is signed.
struct SigningOptions: ParsableArguments {
    @Option(
        name: .customLong("sign-key"),
        help: ArgumentHelp(
            "Sign with this private key: PEM or DER (PKCS#8), or PKCS#12; RSA of 2048 bits or more, ECDSA P-256 or P-384.",
            valueName: "file"))
    var key: String?

    @Option(
        name: .customLong("sign-cert"),
        help: ArgumentHelp(
            "The key's certificate, perhaps followed by those of the authorities above it; a PKCS#12 file brings it.",
            valueName: "file"))
    var certificate: String?

    @Option(
        name: .customLong("chain-certs"),
        help: ArgumentHelp("Certificates of the authorities above.", valueName: "file"))
    var chain: String?

    @Option(
        name: .customLong("sign-key-passphrase"),
        help: ArgumentHelp(
            "Where the key's passphrase is: env:NAME or file:PATH; left out: it is asked for on a terminal.",
            valueName: "source"))
    var passphrase: String?

    @Option(
        help: ArgumentHelp(
            "Have the signature stamped by this time-stamping authority (RFC 3161), so that it can be checked when the certificates have expired: \(AuthorityAddress.help).",
            valueName: "url"))
    var timestamp: String?

    @Flag(help: "Sign although the certificate is not valid today.")
    var allowExpired = false

    @Flag(help: "Don't sign: every page says so.")
    var unsigned = false

    func validate() throws {
        if unsigned, key != nil || timestamp != nil {
            throw ValidationError("--unsigned and a key or a time stamp exclude each other")
        }
        try AuthorityAddress.validate(timestamp)
        if let passphrase, !passphrase.hasPrefix("env:"), !passphrase.hasPrefix("file:") {
            throw ValidationError("--sign-key-passphrase wants env:NAME or file:PATH, never the passphrase itself")
        }
    }

    /// Whatever is handed out is signed, unless somebody says that it is not to be.
    func demandKey() throws {
        if !unsigned, key == nil { throw ValidationError("name a key with --sign-key, or say --unsigned") }
    }

    /// Whether anything was said of a signature.
    var isAsked: Bool {
        unsigned || allowExpired || key != nil || certificate != nil || chain != nil || passphrase != nil
            || timestamp != nil
    }

    /// What signs; `nil` where nothing is to be signed.
    func signer(at now: Int) throws(Obstacle) -> EvidenceSigner? {
        guard let key else { return nil }
        let source = passphrase
        return try EvidenceSigner(
            key: key, certificate: certificate, chain: chain,
            passphrase: { () throws(SigningTrouble) in try Self.passphrase(from: source, of: key) },
            authority: try timestamp.map { url throws(Obstacle) in try AuthorityAddress.url(url) },
            allowsExpired: allowExpired, now: now)
    }

    private static func passphrase(from source: String?, of key: String) throws(SigningTrouble) -> [UInt8]? {
        guard let source else { return Terminal.secret(prompt: "Passphrase of \(key): ") }
        guard let bytes = SecretSource.read(source) else {
            let place = source.drop { $0 != ":" }.dropFirst()
            throw SigningTrouble(
                .passphraseNeeded,
                source.hasPrefix("env:")
                    ? "there is no \(place) in the environment, where the key's passphrase should be"
                    : "\(place), where the key's passphrase should be, can't be read")
        }
        return bytes
    }
}
