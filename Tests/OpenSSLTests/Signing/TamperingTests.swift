import Foundation
import OpenSSL
@testable import SigningSupport
import Support
import Testing

@Suite("A signature that was tampered with") struct TamperingTests {
    static let authority = TestAuthority.shared
    static let content = SignerTests.content

    static func facts(_ check: SignatureCheck, _ cms: [UInt8], _ content: [UInt8] = content) -> SignatureFacts? {
        try? check.check(cms: cms, content: [content[...]])
    }

    @Test func `is bad after each change of the content`() throws {
        let authority = Self.authority
        let check = try authority.check()
        let much = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let cms = try authority.signer("zoe", key: "p256").sign(much, as: .pades, at: 0)
        #expect(Self.facts(check, cms, much) != nil)
        var dice = Dice(seed: 7)
        for _ in 0..<200 {
            var changed = much
            changed[Int.random(in: much.indices, using: &dice)] ^= 1 << UInt8.random(in: 0..<8, using: &dice)
            #expect(SignatureCheckTests.trouble(check, cms, changed)?.kind == .badSignature)
        }
    }

    /// The attributes that are not signed, and the certificates, are covered too: a stamp is signed by itself, and so are
    /// the certificates of the chain.
    @Test(arguments: [("ada", "rsa", UInt64(11)), ("zoe", "p256", 12), ("grace", "p384", 13)], SignatureStyle.allCases)
    func `is bad after each change of any byte`(_ who: (String, String, UInt64), _ style: SignatureStyle) throws {
        let authority = Self.authority
        let check = try authority.check()
        let cms = try authority.stamped(
            authority.signer(who.0, key: who.1).sign(Self.content, as: style, at: SignerTests.time))
        #expect(Self.facts(check, cms) != nil)
        var dice = Dice(seed: who.2)
        for _ in 0..<200 {
            let place = Int.random(in: cms.indices, using: &dice)
            var changed = cms
            changed[place] ^= UInt8.random(in: 1...255, using: &dice)
            #expect(Self.facts(check, changed) == nil, "byte \(place): \(cms[place]) to \(changed[place])")
        }
    }

    /// Only certificates that came along and are not needed may be changed: nobody signs that they are there.
    @Test func `may have other certificates beside it`() throws {
        let authority = Self.authority
        let bundle = try authority.bytes("middle.pem") + authority.bytes("stranger.pem")
        try authority.write("bundle.pem", String(decoding: bundle, as: UTF8.self))
        let more = try SignatureCheckTests.byOpenSSL(
            "ada", key: "rsa", ["-cades", "-certfile", authority.path("bundle.pem")])
        #expect(try Self.facts(authority.check(), more)?.chain.count == 3)
    }

    @Test func `that is cut off anywhere is damaged`() throws {
        let authority = Self.authority
        let check = try authority.check()
        let cms = try authority.stamped(authority.signer("zoe", key: "p256").sign(Self.content, as: .cades, at: 0))
        for length in 0..<cms.count {
            #expect(SignatureCheckTests.trouble(check, Array(cms.prefix(length)))?.kind == .damaged)
        }
    }

    @Test func `that is noise is damaged`() throws {
        let check = try Self.authority.check()
        var dice = Dice(seed: 3)
        for length in 0..<500 {
            let noise = (0..<length).map { _ in UInt8.random(in: 0...255, using: &dice) }
            #expect(SignatureCheckTests.trouble(check, noise)?.kind == .damaged)
        }
    }
}
