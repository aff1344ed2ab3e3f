import OpenSSL
@testable import SigningSupport
import Support
import Synchronization
import Testing

@Suite("A signing key") struct SigningKeyTests {
    static let authority = TestAuthority.shared
    static let secret = "öffne dich"

    /// How files with keys are made from `KEY.key`, and whether they are encrypted.
    enum Format: String, CaseIterable {
        case pkcs8, traditional, der, traditionalDER, encrypted, encryptedTraditional, encryptedDER, oldEncrypted

        var isEncrypted: Bool {
            switch self {
            case .pkcs8, .traditional, .der, .traditionalDER: false
            case .encrypted, .encryptedTraditional, .encryptedDER, .oldEncrypted: true
            }
        }

        var command: [String] {
            switch self {
            case .pkcs8: ["pkey"]
            case .traditional: ["pkey", "-traditional"]
            case .der: ["pkcs8", "-topk8", "-nocrypt", "-outform", "DER"]
            case .traditionalDER: ["pkey", "-traditional", "-outform", "DER"]
            case .encrypted: ["pkcs8", "-topk8", "-passout", "pass:\(secret)"]
            case .encryptedTraditional: ["pkey", "-traditional", "-aes256", "-passout", "pass:\(secret)"]
            case .encryptedDER: ["pkcs8", "-topk8", "-outform", "DER", "-passout", "pass:\(secret)"]
            case .oldEncrypted: ["pkcs8", "-topk8", "-v2", "des3", "-passout", "pass:\(secret)"]
            }
        }

        func bytes(_ key: String) throws -> [UInt8] {
            try authority.openssl(command + ["-in", authority.path("\(key).key")])
        }
    }

    /// The key, and how often the passphrase was asked for.
    static func read(_ bytes: [UInt8], _ passphrase: String?) throws -> (key: SigningKey, asked: Int) {
        let asked = Counter()
        let key = try SigningKey(bytes) {
            asked.add()
            return passphrase.map { Array($0.utf8) }
        }
        return (key, asked.count)
    }

    final class Counter: Sendable {
        private let number = Mutex(0)
        var count: Int { number.withLock { $0 } }
        func add() { number.withLock { $0 += 1 } }
    }

    static func kind(_ bytes: [UInt8], _ passphrase: String?) -> SigningTrouble.Kind? {
        do { _ = try read(bytes, passphrase) } catch { return (error as? SigningTrouble)?.kind }
        return nil
    }

    @Test(arguments: Format.allCases, ["rsa", "p256", "p384"])
    func `is read in each format, and its passphrase asked for once where there is one`(
        _ format: Format, _ name: String
    ) throws {
        let bytes = try format.bytes(name)
        let (key, asked) = try Self.read(bytes, Self.secret)
        #expect(key.description == ["rsa": "RSA 2048", "p256": "ECDSA P-256", "p384": "ECDSA P-384"][name])
        #expect(asked == (format.isEncrypted ? 1 : 0))
        #expect(key.certificate == nil)
        let subject = try #require(["rsa": "ada", "p256": "zoe", "p384": "grace"][name])
        _ = try Signer(key: key, certificate: Self.authority.certificate(subject), chain: [])
    }

    @Test(arguments: Format.allCases.filter(\.isEncrypted))
    func `that is encrypted opens with its passphrase only`(_ format: Format) throws {
        let bytes = try format.bytes("p256")
        for wrong in ["", "wrong", Self.secret + " ", String(repeating: "x", count: 5000)] {
            #expect(Self.kind(bytes, wrong) == .wrongPassphrase)
        }
        #expect(Self.kind(bytes, nil) == .passphraseNeeded)
    }

    @Test func `throws what asking for the passphrase throws`() throws {
        let bytes = try Format.encrypted.bytes("p256")
        let own = SigningTrouble(.passphraseNeeded, "the terminal went away")
        #expect(throws: own) { try SigningKey(bytes) { () throws(SigningTrouble) in throw own } }
    }

    @Test(arguments: [true, false]) func `from PKCS#12 brings its certificates`(_ isEncrypted: Bool) throws {
        let authority = Self.authority
        let bytes = try authority.openssl([
            "pkcs12", "-export", "-inkey", authority.path("rsa.key"), "-in", authority.path("ada.pem"), "-certfile",
            authority.path("middle.pem"), "-passout", "pass:\(isEncrypted ? Self.secret : "")",
        ])
        let (key, asked) = try Self.read(bytes, Self.secret)
        #expect(asked == (isEncrypted ? 1 : 0))
        #expect(try key.certificate == authority.certificate("ada"))
        #expect(try key.chain == [authority.certificate("middle")])
        guard isEncrypted else { return }
        #expect(Self.kind(bytes, "wrong") == .wrongPassphrase)
        #expect(Self.kind(bytes, "") == .wrongPassphrase)
        #expect(Self.kind(bytes, nil) == .passphraseNeeded)
    }

    @Test func `from a PKCS#12 that OpenSSL 3 cannot decrypt says so`() throws {
        let authority = Self.authority
        let bytes = try authority.openssl([
            "pkcs12", "-export", "-legacy", "-inkey", authority.path("rsa.key"), "-in", authority.path("ada.pem"),
            "-passout", "pass:\(Self.secret)",
        ])
        let trouble = #expect(throws: SigningTrouble.self) { try Self.read(bytes, Self.secret) }
        #expect(trouble?.kind == .unreadableKey)
        #expect(trouble?.sentence.contains("OpenSSL 3 does not support") == true)
    }

    @Test func `that a PKCS#12 lacks is told`() throws {
        let authority = Self.authority
        let bytes = try authority.openssl([
            "pkcs12", "-export", "-nokeys", "-in", authority.path("ada.pem"), "-passout", "pass:\(Self.secret)",
        ])
        #expect(Self.kind(bytes, Self.secret) == .unreadableKey)
    }

    @Test(arguments: [("weak", "RSA 1024"), ("p521", "ECDSA P-521"), ("ed25519", "ED25519")])
    func `that is too weak or of another type is not taken`(_ name: String, _ what: String) throws {
        #expect(
            throws: SigningTrouble(
                .unsuitableKey,
                "the key is \(what); signing takes RSA of 2048 bits or more, ECDSA P-256 or ECDSA P-384")
        ) { try Self.authority.key(name) }
    }

    @Test func `with the curve's parameters before it is read as openssl writes it`() throws {
        let bytes = try Self.authority.openssl(["ecparam", "-name", "prime256v1", "-genkey"])
        #expect(String(decoding: bytes, as: UTF8.self).contains("BEGIN EC PARAMETERS"))
        #expect(try Self.read(bytes, nil).key.description == "ECDSA P-256")
    }

    @Test func `that is none is told`() throws {
        for bytes in [[], Array("hello".utf8), try Self.authority.bytes("ada.pem"), [0x30, 0], [0x30, 3, 2, 1, 0]] {
            #expect(Self.kind(bytes, nil) == .unreadableKey)
        }
    }

    @Test(arguments: [Format.der, .encryptedDER, .encrypted]) func `cut off anywhere is none`(_ format: Format) throws {
        let bytes = try format.bytes("p256")
        // A PEM's end is its last line; the line break behind it is not needed.
        for length in 0..<bytes.count - 1 { #expect(Self.kind(Array(bytes.prefix(length)), "wrong") != nil) }
    }
}
