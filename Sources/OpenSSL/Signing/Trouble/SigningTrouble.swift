/// Why nothing could be signed or stamped, or why a signature or a time stamp does not hold.
public struct SigningTrouble: Error, Sendable, Hashable {
    /// What kind of trouble it is.
    public enum Kind: Sendable, Hashable, CaseIterable {
        /// The passphrase does not open the key.
        case wrongPassphrase
        /// The key is encrypted, and nobody gave a passphrase.
        case passphraseNeeded
        /// The bytes hold no private key that can be read.
        case unreadableKey
        /// The bytes hold no certificate that can be read.
        case unreadableCertificate
        /// The key is not the certificate's.
        case keyDoesNotFit
        /// The key is of a type or length that is not accepted.
        case unsuitableKey
        /// A certificate had expired at the time that counts.
        case expired
        /// A certificate was not yet valid at the time that counts, or a stamp tells a time to come.
        case notYetValid
        /// A certificate must not be used for this.
        case wrongPurpose
        /// No chain of good certificates leads to one that is trusted.
        case untrusted
        /// A certificate had been revoked at the time that counts.
        case revoked
        /// Revocation lists were given, but none that tells of this certificate.
        case noRevocationData
        /// The signature was not made by this key over this content.
        case badSignature
        /// The bytes are not what they should be, or are followed by others.
        case damaged
        /// The time-stamping authority refused.
        case timeStampRefused
        /// The time stamp is for something else.
        case timeStampMismatch
        /// The time-stamping authority gave no answer.
        case unreachable
        /// OpenSSL failed where it should not.
        case internalError
    }

    /// What kind of trouble it is.
    public var kind: Kind
    /// What is wrong, for people: names and dates, no final stop, never a passphrase.
    public var sentence: String

    /// Trouble in these words.
    public init(_ kind: Kind, _ sentence: String) {
        self.kind = kind
        self.sentence = sentence
    }
}
