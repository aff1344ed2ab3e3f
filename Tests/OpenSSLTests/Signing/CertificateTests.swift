import OpenSSL
@testable import SigningSupport
import Support
import Testing

@Suite("A certificate") struct CertificateTests {
    static let authority = TestAuthority.shared

    /// One line of `openssl x509`, without what stands before '='.
    static func line(_ name: String, _ options: [String]) throws -> String {
        let output = try authority.openssl(["x509", "-noout", "-in", authority.path("\(name).pem")] + options)
        let text = String(decoding: output, as: UTF8.self)
        return String(text.dropFirst(text.prefix { $0 != "=" }.count + 1).prefix { $0 != "\n" })
    }

    @Test(arguments: ["root", "middle", "ada", "zoe", "grace"])
    func `tells names, serial number and digest as openssl does`(_ name: String) throws {
        let certificate = try Self.authority.certificate(name)
        let asInRFC = ["-nameopt", "RFC2253,-esc_msb"]
        #expect(try certificate.subject == Self.line(name, ["-subject"] + asInRFC))
        #expect(try certificate.issuer == Self.line(name, ["-issuer"] + asInRFC))
        #expect(try certificate.serial == Self.line(name, ["-serial"]))
        let digest = try Self.line(name, ["-fingerprint", "-sha256"]).filter { $0 != ":" }
        #expect(certificate.sha256 == digest.lowercased())
        #expect(
            try certificate.der
                == Self.authority.openssl(["x509", "-in", Self.authority.path("\(name).pem"), "-outform", "DER"]))
        #expect(certificate.isSelfSigned == (name == "root"))
    }

    @Test func `tells common name and organisation with their letters`() throws {
        let zoe = try Self.authority.certificate("zoe")
        #expect(zoe.commonName == "Zoë Ångström + \"Söner\"")
        #expect(zoe.organisation == "Exempel, Bank")
        #expect(try Self.authority.certificate("weak").organisation == nil)
    }

    @Test func `tells when it is valid and what its key is`() throws {
        let expired = try Self.authority.certificate("expired")
        #expect(expired.notBefore == 1_514_764_800)  // date -u -d '2018-01-01' +%s
        #expect(expired.notAfter == 1_577_836_800)  // date -u -d '2020-01-01' +%s
        #expect(expired.keyDescription == "RSA 2048")
        #expect(try Self.authority.certificate("zoe").keyDescription == "ECDSA P-256")
        #expect(try Self.authority.certificate("grace").keyDescription == "ECDSA P-384")
    }

    @Test func `outside its time says when that was`() throws {
        let expired = try Self.authority.certificate("expired")
        try expired.mustBeValid(at: 1_577_836_800)
        #expect(
            throws: SigningTrouble(
                .expired,
                "the certificate of Expired (serial \(expired.serial)) expired at 2020-01-01 00:00:00 UTC, "
                    + "before 2020-01-01 00:00:01 UTC")
        ) { try expired.mustBeValid(at: 1_577_836_801) }
        let early = try Self.authority.certificate("early")
        #expect(
            throws: SigningTrouble(
                .notYetValid,
                "the certificate of Early (serial \(early.serial)) is valid from 2041-01-01 00:00:00 UTC only, "
                    + "after 2026-01-01 00:00:00 UTC")
        ) { try early.mustBeValid(at: 1_767_225_600) }
    }

    @Test(arguments: ["ada", "plain", "client", "mail", "document", "adobe", "microsoft", "any", "mixed"])
    func `that is for documents may sign them`(_ name: String) throws {
        try Self.authority.certificate(name).mustBeAbleToSign()
    }

    @Test(arguments: [
        ("authority", "is an authority's"), ("root", "is an authority's"),
        ("cipher", "allows neither digital signatures"),
        ("server", "is only for serverAuth"), ("code", "is only for codeSigning"), ("tsa", "is only for timeStamping"),
    ])
    func `that is for something else may not`(_ name: String, _ words: String) throws {
        let certificate = try Self.authority.certificate(name)
        let trouble = #expect(throws: SigningTrouble.self) { try certificate.mustBeAbleToSign() }
        #expect(trouble?.kind == .wrongPurpose)
        #expect(trouble?.sentence.contains(words) == true)
    }

    @Test func `is read from DER, and from a bundle with a key in between`() throws {
        let authority = Self.authority
        let bundle = try authority.bytes("ada.pem") + authority.bytes("rsa.key") + authority.bytes("middle.pem")
        let ada = try authority.certificate("ada")
        #expect(try Certificate.all(in: bundle) == [ada, authority.certificate("middle")])
        #expect(try Certificate.all(in: ada.der) == [ada])
    }

    @Test func `that is none is told`() throws {
        let authority = Self.authority
        let good = try authority.bytes("ada.pem")
        var damaged = good
        damaged[good.count / 2] = UInt8(ascii: "!")
        for bytes in [[], Array("hello".utf8), try authority.bytes("rsa.key"), good + damaged, damaged] {
            let trouble = #expect(throws: SigningTrouble.self) { try Certificate.all(in: bytes) }
            #expect(trouble?.kind == .unreadableCertificate)
        }
        let second = #expect(throws: SigningTrouble.self) { try Certificate.all(in: good + damaged) }
        #expect(second?.sentence.hasPrefix("certificate number 2 cannot be read") == true)
    }

    @Test func `cut off anywhere, or with bytes behind it, is none`() throws {
        let der = try Self.authority.certificate("zoe").der
        for length in 0..<der.count {
            #expect(throws: SigningTrouble.self) { try Certificate.all(in: Array(der.prefix(length))) }
        }
        #expect(throws: SigningTrouble.self) { try Certificate.all(in: der + [0]) }
    }
}
