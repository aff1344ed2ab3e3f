import AuditChain
import OpenSSL

extension SigningTrouble {
    /// The obstacle that this is to a command that signs.
    func obstacle(hint: String? = nil) -> Obstacle {
        let advice: String? =
            switch kind {
            case .passphraseNeeded:
                "give it with --sign-key-passphrase env:NAME or file:PATH, or run the command on a terminal, which asks"
            case .wrongPassphrase: "see whether the variable or the file holds the passphrase of this key"
            case .keyDoesNotFit: "name the certificate that was made for this key"
            case .expired, .notYetValid: "sign with a certificate that is valid today, or say --allow-expired"
            case .wrongPurpose: "have a certificate made for signing documents"
            case .unreachable, .timeStampRefused, .timeStampMismatch:
                "see whether the time-stamping authority is up, name another, or leave --timestamp out"
            default: hint
            }
        return Obstacle(obstacleKind, sentence, hint: advice)
    }

    private var obstacleKind: Obstacle.Kind {
        switch kind {
        case .wrongPassphrase, .passphraseNeeded: .permission
        case .unreachable, .timeStampRefused, .timeStampMismatch: .unreachable
        case .internalError: .internalError
        default: .configuration
        }
    }

    /// The obstacle that this is to a command that checks.
    func refusal(of name: String) -> Obstacle {
        let advice: String? =
            switch kind {
            case .untrusted: "name the certificate of the authority that the signer's comes from: --trust CA.pem"
            case .noRevocationData: "name a revocation list of each authority: --crl FILE"
            default: nil
            }
        return Obstacle(kind == .internalError ? .internalError : .damagedFile, "\(name): \(sentence)", hint: advice)
    }
}

extension TimeStampAuthority {
    /// A time stamp over bytes. Whatever is amiss with the answer, nothing was had from the authority.
    func token(over bytes: [UInt8]) throws(SigningTrouble) -> [UInt8] {
        do throws(SigningTrouble) { return try stamp(HashAlgorithm.sha256.digest(of: bytes)) } catch {
            throw SigningTrouble(.unreachable, error.sentence)
        }
    }
}
