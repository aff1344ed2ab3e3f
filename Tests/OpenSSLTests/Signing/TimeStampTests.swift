import Foundation
import OpenSSL
@testable import SigningSupport
import Support
import Testing

@Suite("A time stamp") struct TimeStampTests {
    static let authority = TestAuthority.shared
    static let content = Array("stamped".utf8)

    static func trouble(_ request: TimeStampRequest, _ answer: [UInt8]) -> SigningTrouble? {
        #expect(throws: SigningTrouble.self) { try request.token(from: answer) }
    }

    /// A request by `openssl ts -query`, over the same content unless said otherwise.
    static func query(_ options: [String], content: [UInt8] = content) throws -> [UInt8] {
        try authority.openssl(["ts", "-query", "-data", "/dev/stdin", "-cert"] + options, input: content)
    }

    @Test func `is asked for as openssl asks`() throws {
        let request = try TimeStampRequest(sha256: TestAuthority.sha256(Self.content), nonce: 0x0123_4567_89AB_CDEF)
        let text = try Self.authority.openssl(["ts", "-query", "-in", "/dev/stdin", "-text"], input: request.der)
        let lines = String(decoding: text, as: UTF8.self)
        for line in ["Version: 1", "Hash Algorithm: sha256", "Nonce: 0x0123456789ABCDEF", "Certificate required: yes"] {
            #expect(lines.contains(line))
        }
    }

    @Test func `that answers the request is one that openssl accepts`() throws {
        let authority = Self.authority
        let token = try authority.token(over: Self.content)
        let path = authority.path("token-\(UUID().uuidString)")
        try Data(token).write(to: URL(fileURLWithPath: path))
        let verdict = try authority.openssl(
            [
                "ts", "-verify", "-in", path, "-token_in", "-data", "/dev/stdin", "-CAfile", authority.path("root.pem"),
                "-untrusted", authority.path("middle.pem"),
            ], input: Self.content)
        #expect(String(decoding: verdict, as: UTF8.self).contains("Verification: OK"))
        let facts = try authority.check().check(timeStamp: token, over: [Self.content[...]])
        #expect(try facts.authority == authority.certificate("tsa"))
        #expect(facts.policy == "1.2.3.4.1")
        #expect(facts.serial == "1001")
        #expect(abs(facts.time - Int(Date().timeIntervalSince1970)) < 60)
        #expect(facts.chain.map(\.commonName) == ["Clock", "Middle", "Root"])
    }

    @Test func `that answers another request is refused`() throws {
        let request = try TimeStampRequest(sha256: TestAuthority.sha256(Self.content), nonce: 5)
        let authority = Self.authority
        let other = try authority.answer(to: TimeStampRequest(sha256: TestAuthority.sha256([1]), nonce: 5).der)
        #expect(
            Self.trouble(request, other)
                == SigningTrouble(.timeStampMismatch, "the authority stamped another digest than it was asked to"))
        let late = try authority.answer(to: TimeStampRequest(sha256: request.digest, nonce: 6).der)
        #expect(
            Self.trouble(request, late)
                == SigningTrouble(
                    .timeStampMismatch, "the authority's answer is to another request: its nonce is 6, not 5"))
        let without = try authority.answer(to: Self.query(["-sha256", "-no_nonce"]))
        #expect(
            Self.trouble(request, without)
                == SigningTrouble(
                    .timeStampMismatch, "the authority's answer is to another request: its nonce is missing"))
        let longer = try authority.answer(to: Self.query(["-sha384"]))
        #expect(Self.trouble(request, longer)?.kind == .timeStampMismatch)
    }

    @Test func `that is refused tells the authority's words`() throws {
        let answer = try Self.authority.answer(to: Self.query(["-sha512"]))
        let request = try TimeStampRequest(sha256: TestAuthority.sha256(Self.content))
        #expect(
            Self.trouble(request, answer)
                == SigningTrouble(
                    .timeStampRefused,
                    "the time-stamping authority refused (rejection, it does not know the hash function: "
                        + "Message digest algorithm is not supported.)"))
    }

    @Test func `lets openssl accept the signature that it is added to`() throws {
        let authority = Self.authority
        let cms = try authority.signer("ada", key: "rsa").sign(Self.content, as: .pades, at: 0)
        let stamped = try authority.stamped(cms)
        #expect(try SignerTests.openssl(stamped, Self.content).status == 0)
        #expect(try SignerTests.structure(stamped).contains("id-smime-aa-timeStampToken"))
        #expect(try TimeStamp.signatureValue(of: stamped) == TimeStamp.signatureValue(of: cms))
    }

    @Test func `is not added to a signature that it is not for`() throws {
        let authority = Self.authority
        let cms = try authority.signer("ada", key: "rsa").sign(Self.content, as: .pades, at: 0)
        let token = try authority.token(over: Self.content)
        let trouble = #expect(throws: SigningTrouble.self) { try TimeStamp.stamped(cms, by: token) }
        #expect(trouble?.kind == .timeStampMismatch)
    }

    @Test func `cut off anywhere, or followed by bytes, is damaged`() throws {
        let authority = Self.authority
        let request = try TimeStampRequest(sha256: TestAuthority.sha256(Self.content))
        let answer = try authority.answer(to: request.der)
        for length in 0..<answer.count {
            #expect(Self.trouble(request, Array(answer.prefix(length)))?.kind == .damaged)
        }
        #expect(Self.trouble(request, answer + [0])?.kind == .damaged)
        #expect(Self.trouble(request, Array("<html>".utf8))?.kind == .damaged)
        let token = try request.token(from: answer)
        let check = try authority.check()
        for bytes in [Array(token.dropLast()), token + [0], [], answer, try authority.certificate("ada").der] {
            let trouble = #expect(throws: SigningTrouble.self) {
                try check.check(timeStamp: bytes, over: [Self.content[...]])
            }
            #expect(trouble?.kind == .damaged)
        }
    }

    @Test func `whose authority names its certificate by SHA-1, as RFC 3161 has it, is good if it is trusted`() throws {
        let token = try Self.authority.token(over: Self.content, section: "old_clock")
        _ = try Self.authority.check().check(timeStamp: token, over: [Self.content[...]])
        #expect(try Self.kind(token, trust: "stranger") == .untrusted)
    }

    @Test func `that names the whole chain is good whichever of it is trusted`() throws {
        let token = try Self.authority.token(over: Self.content, section: "whole_clock")
        for trusted in ["root", "middle", "tsa"] { #expect(try Self.kind(token, trust: trusted) == nil) }
    }

    /// The statement of a good stamp, signed by somebody else with `openssl cms`.
    static func signed(
        by name: String, below issuer: String = "middle", key: String, _ options: [String]
    ) throws -> [UInt8] {
        let statement = try authority.openssl(
            ["cms", "-verify", "-noverify", "-inform", "DER"], input: authority.token(over: content))
        return try authority.openssl(
            [
                "cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-outform", "DER", "-econtent_type",
                "1.2.840.113549.1.9.16.1.4", "-signer", authority.path("\(name).pem"), "-inkey",
                authority.path("\(key).key"), "-certfile", authority.path("\(issuer).pem"),
            ] + options, input: statement)
    }

    static func kind(_ token: [UInt8], trust: String = "root") throws -> SigningTrouble.Kind? {
        let check = try authority.check(trust: [trust])
        do throws(SigningTrouble) { _ = try check.check(timeStamp: token, over: [content[...]]) } catch {
            return error.kind
        }
        return nil
    }

    @Test func `is good only of an authority whose certificate is for stamping alone and which it names`() throws {
        #expect(try Self.kind(Self.signed(by: "tsa", key: "tsa", ["-cades"])) == nil)
        #expect(try Self.kind(Self.signed(by: "loose-tsa", key: "tsa", ["-cades"])) == .wrongPurpose)
        #expect(try Self.kind(Self.signed(by: "ada", key: "rsa", ["-cades"])) == .wrongPurpose)
        // What vouches for it may do so for servers alone.
        let token = try Self.signed(by: "web-tsa", below: "web", key: "tsa", ["-cades"])
        #expect(try Self.kind(token) == .wrongPurpose)
        #expect(try Self.kind(Self.signed(by: "tsa", key: "tsa", [])) == .badSignature)
        #expect(try Self.kind(Self.signed(by: "tsa", key: "tsa", ["-cades", "-md", "sha1"])) == .badSignature)
    }
}
