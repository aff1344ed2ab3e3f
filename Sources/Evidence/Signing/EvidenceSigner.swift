public import AuditChain
import Foundation
public import OpenSSL

/// Signs what the tool hands out, with a time stamp if an authority is named.
public struct EvidenceSigner: Sendable {
    private let signer: Signer
    private let authority: TimeStampAuthority?

    /// Whether the certificate was out of its time when signing began, which was allowed; as a sentence.
    public let validityNote: String?

    /// - Parameters:
    ///   - key: the private key's file.
    ///   - certificate: its certificate's file, which may hold those of the authorities above too; `nil`: the key's file
    ///     brings it.
    ///   - chain: a file with certificates of the authorities above.
    ///   - passphrase: asked only where the key is encrypted.
    ///   - authority: the URL of a time-stamping authority.
    ///   - allowsExpired: whether a certificate that is not valid at `now` is taken.
    ///   - now: seconds since 1970.
    public init(
        key: String, certificate: String?, chain: String?, passphrase: @escaping () throws(SigningTrouble) -> [UInt8]?,
        authority: String?, allowsExpired: Bool, now: Int
    ) throws(Obstacle) {
        let keyBytes = try Self.read(key, "key")
        let certificateBytes = try certificate.map { path throws(Obstacle) in try Self.read(path, "certificate") }
        let chainBytes = try chain.map { path throws(Obstacle) in try Self.read(path, "certificates") }
        let keyHint = "name a private key in PEM or DER (PKCS#8) or PKCS#12; a certificate goes to --sign-cert"
        let signingKey = try Self.from(key, hint: keyHint) { () throws(SigningTrouble) in
            try SigningKey(keyBytes, passphrase: passphrase)
        }
        var certificates = try Self.certificates(certificate, certificateBytes)
        let above = try Self.certificates(chain, chainBytes)
        if certificates.isEmpty { certificates = [signingKey.certificate].compactMap(\.self) }
        do throws(SigningTrouble) {
            let key = signingKey
            guard let own = certificates.first else {
                throw SigningTrouble(
                    .unreadableCertificate, "the key's file brings no certificate: name it with --sign-cert")
            }
            signer = try Signer(key: key, certificate: own, chain: certificates.dropFirst() + above + key.chain)
            do throws(SigningTrouble) {
                try own.mustBeValid(at: now)
                validityNote = nil
            } catch {
                guard allowsExpired else { throw error }
                validityNote = error.sentence
            }
        } catch {
            throw error.obstacle()
        }
        self.authority = authority.map { TimeStampAuthority(url: $0) }
    }

    private static func certificates(_ path: String?, _ bytes: [UInt8]?) throws(Obstacle) -> [Certificate] {
        guard let path, let bytes else { return [] }
        return try from(path, hint: "name a file of certificates, PEM or DER") { () throws(SigningTrouble) in
            try Certificate.all(in: bytes)
        }
    }

    /// What is amiss with a file is told with its name.
    private static func from<Value>(
        _ path: String, hint: String, _ read: () throws(SigningTrouble) -> Value
    ) throws(Obstacle) -> Value {
        do throws(SigningTrouble) { return try read() } catch {
            var obstacle = error.obstacle(hint: hint)
            obstacle.sentence = "\(path): \(obstacle.sentence)"
            throw obstacle
        }
    }

    /// Who signs: the certificate's common name, else its whole subject.
    public var name: String { signer.certificate.commonName ?? signer.certificate.subject }

    /// A detached signature in DER, with its time stamp.
    public func sign(
        _ content: [ArraySlice<UInt8>], as style: SignatureStyle, at time: Int
    ) throws(Obstacle) -> [UInt8] {
        do throws(SigningTrouble) {
            let signature = try signer.sign(content, as: style, at: time)
            guard let authority else { return signature }
            let value = try TimeStamp.signatureValue(of: signature)
            return try TimeStamp.stamped(signature, by: try authority.token(over: value))
        } catch {
            throw error.obstacle()
        }
    }

    static func read(_ path: String, _ what: String) throws(Obstacle) -> [UInt8] {
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            return [UInt8](try file.read(upToCount: 1 << 24) ?? Data())
        } catch {
            throw Obstacle(
                .permission, "the \(what) \(path) can't be read",
                hint: "name a file that is there and that you may read")
        }
    }
}
