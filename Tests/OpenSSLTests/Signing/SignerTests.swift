import Foundation
import OpenSSL
@testable import SigningSupport
import Support
import Testing

@Suite("A signer") struct SignerTests {
    static let authority = TestAuthority.shared
    static let content = Array("The log is unbroken.\r\nAll of it.\n".utf8)
    static let time = 1_767_225_600  // 2026-01-01

    static let signers = [("ada", "rsa"), ("zoe", "p256"), ("grace", "p384")]

    /// What `openssl cms -verify` says of a signature, and its exit status.
    static func openssl(_ cms: [UInt8], _ content: [UInt8], _ options: [String] = []) throws -> Shell.Result {
        let stem = authority.path("signature-\(UUID().uuidString)")
        try Data(cms).write(to: URL(fileURLWithPath: stem + ".p7s"))
        try Data(content).write(to: URL(fileURLWithPath: stem))
        return try Shell.outcome(
            of: [
                "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", stem + ".p7s", "-content",
                stem,
                "-CAfile", authority.path("root.pem"), "-purpose", "any", "-out", "/dev/null",
            ] + options)
    }

    /// A signature's structure as `openssl asn1parse` prints it.
    static func structure(_ cms: [UInt8]) throws -> String {
        String(decoding: try authority.openssl(["asn1parse", "-inform", "DER"], input: cms), as: UTF8.self)
    }

    @Test(arguments: signers, SignatureStyle.allCases)
    func `makes signatures that openssl accepts`(_ who: (String, String), _ style: SignatureStyle) throws {
        let cms = try Self.authority.signer(who.0, key: who.1).sign(Self.content, as: style, at: Self.time)
        let verdict = try Self.openssl(cms, Self.content)
        #expect(
            verdict.errorText.contains("Verification successful")
                || verdict.errorText.contains("CAdES Verification successful"))
        #expect(verdict.status == 0)
        #expect(try Self.openssl(cms, Self.content + [0]).status != 0)
        let structure = try Self.structure(cms)
        #expect(structure.contains("id-smime-aa-signingCertificateV2"))
        #expect(structure.contains(who.1 == "p384" ? ":sha384" : ":sha256"))
        #expect(!structure.contains("S/MIME Capabilities"))
    }

    @Test func `tells the given time in CAdES and none in PAdES`() throws {
        let signer = try Self.authority.signer("ada", key: "rsa")
        let cades = try Self.structure(signer.sign(Self.content, as: .cades, at: Self.time))
        #expect(cades.contains("signingTime"))
        #expect(cades.contains("UTCTIME           :260101000000Z"))
        #expect(!(try Self.structure(signer.sign(Self.content, as: .pades, at: Self.time)).contains("signingTime")))
        let late = try Self.structure(signer.sign(Self.content, as: .cades, at: 2_600_000_000))
        #expect(late.contains("GENERALIZEDTIME   :20520522141320Z"))  // date -u -d @2600000000
    }

    @Test func `sends the certificates of its chain along, each once and no root`() throws {
        let authority = Self.authority
        let ada = try authority.certificate("ada")
        let middle = try authority.certificate("middle")
        let signer = try Signer(
            key: authority.key("rsa"), certificate: ada, chain: [ada, middle, middle, authority.certificate("root")])
        let cms = try signer.sign(Self.content, as: .cades, at: Self.time)
        let names = try authority.openssl(["pkcs7", "-inform", "DER", "-print_certs", "-noout"], input: cms)
        let subjects = String(decoding: names, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("subject=") }
        #expect(subjects.count == 2)
        // The root alone lets openssl find its way.
        #expect(try Self.openssl(cms, Self.content).status == 0)
    }

    @Test(arguments: SignatureStyle.allCases) func `signs pieces as their whole`(_ style: SignatureStyle) throws {
        let signer = try Self.authority.signer("ada", key: "rsa")
        let pieces = [Self.content[..<5], [], Self.content[5..<20], Self.content[20...]]
        let cms = try signer.sign(pieces, as: style, at: Self.time)
        // RSA's signatures (PKCS#1 v1.5) are the same each time.
        #expect(try cms == signer.sign(Self.content, as: style, at: Self.time))
        #expect(try Self.openssl(cms, Self.content).status == 0)
    }

    @Test func `signs nothing, and forty megabytes`() throws {
        let signer = try Self.authority.signer("zoe", key: "p256")
        #expect(try Self.openssl(signer.sign([UInt8](), as: .pades, at: Self.time), []).status == 0)
        let much = [UInt8](repeating: 0x41, count: 40_000_000)
        #expect(try Self.openssl(signer.sign(much, as: .pades, at: Self.time), much).status == 0)
    }

    @Test func `refuses a certificate of another key`() throws {
        let authority = Self.authority
        let ada = try authority.certificate("ada")
        #expect(
            throws: SigningTrouble(
                .keyDoesNotFit,
                "the key (ECDSA P-256) is not that of the certificate of Ada Lovelace (serial \(ada.serial)), "
                    + "which is for another key (RSA 2048)")
        ) { try Signer(key: authority.key("p256"), certificate: ada, chain: []) }
        let other = try SigningKey(authority.bytes("middle.key")) { nil }
        let trouble = #expect(throws: SigningTrouble.self) {
            try Signer(key: other, certificate: authority.certificate("zoe"), chain: [])
        }
        #expect(trouble?.kind == .keyDoesNotFit)
    }

    @Test func `refuses a certificate that is not for documents`() throws {
        let trouble = #expect(throws: SigningTrouble.self) { try Self.authority.signer("server", key: "p256") }
        #expect(trouble?.kind == .wrongPurpose)
    }
}
