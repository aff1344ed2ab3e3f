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
            "Have the signature stamped by this time-stamping authority (RFC 3161), so that it can be checked when the certificates have expired.",
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
        if !unsigned, key == nil {
            throw ValidationError("name a key with --sign-key, or say --unsigned")
        }
        if let passphrase, !passphrase.hasPrefix("env:"), !passphrase.hasPrefix("file:") {
            throw ValidationError("--sign-key-passphrase wants env:NAME or file:PATH, never the passphrase itself")
        }
    }

    /// What signs; `nil` where nothing is to be signed.
    func signer(at now: Int) throws(Obstacle) -> EvidenceSigner? {
        guard let key else { return nil }
        let source = passphrase
        return try EvidenceSigner(
            key: key, certificate: certificate, chain: chain,
            passphrase: { () throws(SigningTrouble) in try Self.passphrase(from: source, of: key) },
            authority: timestamp, allowsExpired: allowExpired, now: now)
    }

    private static func passphrase(from source: String?, of key: String) throws(SigningTrouble) -> [UInt8]? {
        guard let source else { return Terminal.secret(prompt: "Passphrase of \(key): ") }
        if source.hasPrefix("env:") {
            let name = String(source.dropFirst(4))
            guard let value = ProcessInfo.processInfo.environment[name] else {
                throw SigningTrouble(
                    .passphraseNeeded, "there is no \(name) in the environment, where the key's passphrase should be")
            }
            return Array(value.utf8)
        }
        let path = String(source.dropFirst(5))
        guard let data = FileManager.default.contents(atPath: path), data.count <= 65_536 else {
            throw SigningTrouble(.passphraseNeeded, "\(path), where the key's passphrase should be, can't be read")
        }
        var bytes = [UInt8](data)
        // An editor ends the line; that is no part of it.
        if bytes.last == 10 { bytes.removeLast() }
        if bytes.last == 13 { bytes.removeLast() }
        return bytes
    }
}
