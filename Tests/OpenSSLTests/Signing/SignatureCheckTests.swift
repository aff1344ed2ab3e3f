import Foundation
import OpenSSL
@testable import SigningSupport
import Support
import Testing

@Suite("A signature") struct SignatureCheckTests {
    static let authority = TestAuthority.shared
    static let content = SignerTests.content
    static let time = SignerTests.time

    /// By `openssl cms -sign`.
    static func byOpenSSL(_ name: String, key: String, _ options: [String]) throws -> [UInt8] {
        try authority.openssl(
            [
                "cms", "-sign", "-binary", "-outform", "DER", "-signer", authority.path("\(name).pem"), "-inkey",
                authority.path("\(key).key"), "-certfile", authority.path("middle.pem"),
            ] + options, input: content)
    }

    static func trouble(
        _ check: SignatureCheck, _ cms: [UInt8], _ content: [UInt8] = content
    ) -> SigningTrouble? {
        #expect(throws: SigningTrouble.self) { try check.check(cms: cms, content: [content[...]]) }
    }

    @Test(arguments: SignerTests.signers, SignatureStyle.allCases)
    func `that is good tells who signed and how`(_ who: (String, String), _ style: SignatureStyle) throws {
        let authority = Self.authority
        let cms = try authority.signer(who.0, key: who.1).sign(Self.content, as: style, at: Self.time)
        let check = try authority.check()
        let facts = try check.check(cms: cms, content: [Self.content[..<7], Self.content[7...]])
        #expect(try facts.signer == authority.certificate(who.0))
        #expect(try facts.chain == [facts.signer, authority.certificate("middle"), authority.certificate("root")])
        #expect(facts.claimedAt == (style == .cades ? Self.time : nil))
        #expect(facts.timeStamp == nil)
        #expect(facts.judgedAt == check.now)
        #expect(facts.hash == (who.1 == "p384" ? .sha384 : .sha256))
        #expect(try check.check(cms: cms, content: [Self.content[...]], at: Self.time).judgedAt == Self.time)
    }

    @Test func `of openssl's own is as good`() throws {
        let cms = try Self.byOpenSSL("ada", key: "rsa", ["-cades", "-md", "sha512"])
        let facts = try Self.authority.check().check(cms: cms, content: [Self.content[...]])
        #expect(facts.hash == .sha512)
        #expect(facts.signer.commonName == "Ada Lovelace")
        let padded = try Self.byOpenSSL("ada", key: "rsa", ["-cades", "-keyopt", "rsa_padding_mode:pss"])
        #expect(try Self.authority.check().check(cms: padded, content: [Self.content[...]]).hash == .sha256)
    }

    @Test func `with a time stamp is judged at its time`() throws {
        let authority = Self.authority
        let cms = try authority.signer("ada", key: "rsa").sign(Self.content, as: .pades, at: Self.time)
        let stamped = try authority.stamped(cms)
        let facts = try authority.check().check(cms: stamped, content: [Self.content[...]])
        let stamp = try #require(facts.timeStamp)
        #expect(facts.judgedAt == stamp.time)
        #expect(try stamp.authority == authority.certificate("tsa"))
        let early = try authority.check(now: stamp.time - 3600)
        #expect(Self.trouble(early, stamped)?.kind == .notYetValid)
    }

    @Test func `over other content is bad`() throws {
        let authority = Self.authority
        let cms = try authority.signer("ada", key: "rsa").sign(Self.content, as: .cades, at: Self.time)
        let ada = try authority.certificate("ada")
        #expect(
            try Self.trouble(authority.check(), cms, Self.content + [0])
                == SigningTrouble(
                    .badSignature,
                    "the content is not what Ada Lovelace (serial \(ada.serial)) signed: it was changed"))
    }

    @Test(arguments: [
        ("without its certificate's name", "ada", [], "does not name its certificate"),
        ("without signed attributes", "ada", ["-noattr"], "does not name its certificate"),
        ("with SHA-1", "ada", ["-cades", "-md", "sha1"], "was made with SHA1, which is not accepted"),
        ("with MD5", "ada", ["-cades", "-md", "md5"], "was made with MD5, which is not accepted"),
        ("with content of its own", "ada", ["-cades", "-nodetach"], "is not a detached one"),
        ("over another type", "ada", ["-cades", "-econtent_type", "1.2.3.4"], "is over content of another type"),
    ])
    func `made wrongly is bad`(_ how: String, _ name: String, _ options: [String], _ words: String) throws {
        let trouble = try Self.trouble(Self.authority.check(), Self.byOpenSSL(name, key: "rsa", options))
        #expect(trouble?.kind == .badSignature, "\(how): \(trouble?.sentence ?? "")")
        #expect(trouble?.sentence.contains(words) == true, "\(how): \(trouble?.sentence ?? "")")
    }

    @Test func `with two signers is not taken`() throws {
        let authority = Self.authority
        let more = ["-cades", "-signer", authority.path("zoe.pem"), "-inkey", authority.path("p256.key")]
        let cms = try Self.byOpenSSL("ada", key: "rsa", more)
        #expect(
            try Self.trouble(authority.check(), cms)
                == SigningTrouble(.damaged, "the signature has not exactly one signer"))
    }

    @Test(
        arguments: [
            ("expired", .expired, "expired at 2020-01-01 00:00:00 UTC, before 20"),
            ("early", .notYetValid, "is valid from 2041-01-01 00:00:00 UTC only"),
            ("server", .wrongPurpose, "is only for serverAuth"),
            ("authority", .wrongPurpose, "is an authority's"),
            ("weak", .unsuitableKey, "is too weak: RSA 1024"),
            ("sha1", .untrusted, "CA signature digest algorithm too weak"),
        ] as [(String, SigningTrouble.Kind, String)])
    func `of a certificate that is no good is refused`(
        _ name: String, _ kind: SigningTrouble.Kind, _ words: String
    ) throws {
        let key = ["server": "p256", "weak": "weak"][name] ?? "rsa"
        let trouble = try Self.trouble(Self.authority.check(), Self.byOpenSSL(name, key: key, ["-cades"]))
        #expect(trouble?.kind == kind)
        #expect(trouble?.sentence.contains(words) == true, "\(trouble?.sentence ?? "")")
    }

    @Test func `is good by whom one trusts, and by nobody else`() throws {
        let authority = Self.authority
        let cms = try authority.signer("ada", key: "rsa").sign(Self.content, as: .cades, at: Self.time)
        for (trusted, length) in [("root", 3), ("middle", 2), ("ada", 1)] {
            let facts = try authority.check(trust: ["stranger", trusted]).check(cms: cms, content: [Self.content[...]])
            #expect(facts.chain.count == length)
        }
        #expect(try Self.trouble(authority.check(trust: ["stranger"]), cms)?.kind == .untrusted)
        #expect(try Self.trouble(authority.check(trust: []), cms)?.kind == .untrusted)
        #expect(try Self.trouble(authority.check(trust: ["twin"]), cms)?.kind == .untrusted)
    }

    @Test func `that came without certificates needs them from elsewhere`() throws {
        let authority = Self.authority
        let cms = try authority.openssl(
            [
                "cms", "-sign", "-binary", "-outform", "DER", "-nocerts", "-cades", "-signer",
                authority.path("ada.pem"),
                "-inkey", authority.path("rsa.key"),
            ], input: Self.content)
        var check = try authority.check()
        #expect(
            Self.trouble(check, cms)
                == SigningTrouble(.untrusted, "the certificate that the signature was made with is not there"))
        check.extra = [try authority.certificate("ada")]
        let trouble = Self.trouble(check, cms)
        #expect(trouble?.kind == .untrusted)
        #expect(trouble?.sentence.contains("that of its issuer, CN=Middle,O=Sample Bank, is missing") == true)
        check.extra.append(try authority.certificate("middle"))
        #expect(try check.check(cms: cms, content: [Self.content[...]]).signer == authority.certificate("ada"))
    }

    @Test func `whose certificate was swapped for one of the same key is bad`() throws {
        let authority = Self.authority
        let cms = try authority.signer("ada", key: "rsa").sign(Self.content, as: .cades, at: Self.time)
        // The signer is named by issuer and serial number too; a twin with the same ones stands for a forged issue.
        let ada = try authority.certificate("ada")
        let twin = try Forgery.twin(of: "ada", serial: ada.serial)
        let forged = try #require(Forgery.replacing(ada.der, by: twin.der, in: cms))
        let trouble = try Self.trouble(authority.check(), forged)
        #expect(
            trouble == SigningTrouble(.badSignature, "the signature names another certificate than it came with"))
    }

    @Test func `that bears something unsigned beside its stamps is not taken`() throws {
        let authority = Self.authority
        let stamped = try authority.stamped(
            authority.signer("ada", key: "rsa").sign(Self.content, as: .pades, at: Self.time))
        // id-smime-aa-timeStampToken, 1.2.840.113549.1.9.16.2.14, becomes id-smime-aa-ets-sigPolicyId, …15.
        let type: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x02, 0x0E]
        let place = try #require(stamped.firstRange(of: type))
        var hidden = stamped
        hidden[place.upperBound - 1] = 0x0F
        #expect(
            try Self.trouble(authority.check(), hidden)
                == SigningTrouble(.damaged, "the signature bears something unsigned that is no time stamp"))
    }

    @Test func `ends where its DER does`() throws {
        let cms = try Self.authority.signer("zoe", key: "p256").sign(Self.content, as: .pades, at: Self.time)
        let padded = cms + [UInt8](repeating: 0, count: 1000)
        #expect(SignatureCheck.derLength(of: padded[...]) == cms.count)
        #expect(SignatureCheck.derLength(of: cms.dropLast()) == nil)
        #expect(SignatureCheck.derLength(of: []) == nil)
        #expect(SignatureCheck.derLength(of: [0x30, 0x80, 0, 0]) == nil)
        #expect(
            try Self.trouble(Self.authority.check(), padded)
                == SigningTrouble(.damaged, "bytes follow the end of the signature"))
    }
}
