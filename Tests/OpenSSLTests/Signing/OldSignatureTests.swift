import Foundation
import OpenSSL
@testable import SigningSupport
import Support
import Testing

/// Signatures and stamps by certificates that were valid until 2020 and 2021; the stamps are made with `faketime`.
@Suite("A signature of years ago") struct OldSignatureTests {
    static let authority = TestAuthority.shared
    static let content = SignerTests.content
    static let june = 1_560_340_800  // 2019-06-12 12:00:00
    static let clock = "2019-06-12 12:00:00"

    static func signature(_ style: SignatureStyle = .pades) throws -> [UInt8] {
        try authority.signer("expired", key: "rsa").sign(content, as: style, at: june)
    }

    @Test func `still holds when signer and authority have expired since`() throws {
        let authority = Self.authority
        let stamped = try authority.stamped(Self.signature(), by: "old-tsa", clock: Self.clock)
        let facts = try authority.check().check(cms: stamped, content: [Self.content[...]])
        #expect(facts.judgedAt == Self.june)
        #expect(facts.timeStamp?.time == Self.june)
        #expect(facts.timeStamp?.authority.commonName == "Old Clock")
        #expect(facts.signer.commonName == "Expired")
    }

    @Test func `does not hold without a stamp, nor with one from after it expired`() throws {
        let authority = Self.authority
        let check = try authority.check()
        #expect(try SignatureCheckTests.trouble(check, Self.signature())?.kind == .expired)
        let late = try authority.stamped(Self.signature(), by: "old-tsa", clock: "2020-06-12 12:00:00")
        let trouble = SignatureCheckTests.trouble(check, late)
        #expect(trouble?.kind == .expired)
        #expect(
            trouble?.sentence.hasSuffix("expired at 2020-01-01 00:00:00 UTC, before 2020-06-12 12:00:00 UTC") == true)
        let early = try authority.stamped(Self.signature(), by: "tsa")
        #expect(SignatureCheckTests.trouble(check, early)?.kind == .expired)
    }

    @Test func `is judged at the earliest of its stamps`() throws {
        let authority = Self.authority
        let once = try authority.stamped(Self.signature(), by: "old-tsa", clock: Self.clock)
        let twice = try authority.stamped(once)
        let facts = try authority.check().check(cms: twice, content: [Self.content[...]])
        #expect(facts.judgedAt == Self.june)
    }

    @Test func `that was stamped anew in time holds by both stamps`() throws {
        let authority = Self.authority
        let stamped = try authority.stamped(Self.signature(), by: "old-tsa", clock: Self.clock)
        let check = try authority.check()
        let inTime = 1_600_000_000  // 2020-09-13, when the old authority was still valid
        #expect(try check.check(cms: stamped, content: [Self.content[...]], at: inTime).judgedAt == Self.june)
        let tooLate = 1_640_000_000  // 2021-12-20
        let trouble = #expect(throws: SigningTrouble.self) {
            try check.check(cms: stamped, content: [Self.content[...]], at: tooLate)
        }
        #expect(trouble?.kind == .expired)
        #expect(trouble?.sentence.contains("Old Clock") == true)
        let before = #expect(throws: SigningTrouble.self) {
            try check.check(cms: stamped, content: [Self.content[...]], at: Self.june - 86_400)
        }
        #expect(before?.kind == .notYetValid)
    }

    @Test func `is not made good by a stamp of a time before the authority was valid`() throws {
        let authority = Self.authority
        let request = try TimeStampRequest(
            sha256: TestAuthority.sha256(TimeStamp.signatureValue(of: Self.signature())))
        let token = try request.token(
            from: authority.answer(to: request.der, by: "old-tsa", clock: "2017-06-12 12:00:00"))
        let cms = try TimeStamp.stamped(Self.signature(), by: token)
        let trouble = try SignatureCheckTests.trouble(authority.check(), cms)
        #expect(trouble?.kind == .notYetValid)
        #expect(trouble?.sentence.contains("Old Clock") == true)
    }
}
