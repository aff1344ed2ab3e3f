import Foundation
import OpenSSL
@testable import SigningSupport
import Support
import Testing

/// Each changed byte either does no harm or is told; nothing ends the process.
@Suite("A file with a changed byte") struct NoiseTests {
    static let authority = TestAuthority.shared

    /// How many of some changes, the same in each run, are told.
    static func told(_ bytes: [UInt8], _ count: Int, _ read: ([UInt8]) throws -> Void) -> Int {
        var dice = Dice(seed: 17)
        var told = 0
        for _ in 0..<count {
            var changed = bytes
            changed[Int.random(in: bytes.indices, using: &dice)] ^= UInt8.random(in: 1...255, using: &dice)
            do { try read(changed) } catch {
                #expect((error as? SigningTrouble)?.sentence.isEmpty == false)
                told += 1
            }
        }
        return told
    }

    @Test func `that holds a key or a certificate is read or told`() throws {
        let authority = Self.authority
        let container = try authority.openssl([
            "pkcs12", "-export", "-inkey", authority.path("p256.key"), "-in", authority.path("zoe.pem"), "-passout",
            "pass:secret",
        ])
        // What PKCS#12 encloses is under a MAC, all but its outer shape.
        let open = { (bytes: [UInt8]) in _ = try SigningKey(bytes) { Array("secret".utf8) } }
        #expect(Self.told(container, 100, open) == 100)
        for format in [SigningKeyTests.Format.pkcs8, .der, .encrypted, .encryptedDER] {
            #expect(try Self.told(format.bytes("p256"), 100, open) > 0)
        }
        for name in ["ada", "zoe"] {
            let certificate = try authority.certificate(name)
            _ = Self.told(certificate.der, 300) { bytes in
                for one in try Certificate.all(in: bytes) { try one.mustBeAbleToSign() }
            }
        }
    }

    @Test func `that holds a revocation list never makes a revoked certificate good`() throws {
        let authority = Self.authority
        let cms = try authority.signer("zoe", key: "p256").sign(SignerTests.content, as: .cades, at: 0)
        let root = try RevocationList.all(in: authority.revocationList(by: "root"))
        let pem = try authority.revocationList(by: "middle", [.init(name: "zoe", date: "20260101000000Z")])
        let der = try authority.openssl(["crl", "-outform", "DER"], input: pem)
        let told = Self.told(der, 200) { [authority] bytes in
            let check = try authority.check(lists: root + RevocationList.all(in: bytes))
            _ = try check.check(cms: cms, content: [SignerTests.content[...]])
        }
        #expect(told == 200)
    }

    @Test func `that is an authority's answer is no time stamp for the request`() throws {
        let request = try TimeStampRequest(sha256: TestAuthority.sha256(SignerTests.content))
        let answer = try Self.authority.answer(to: request.der)
        // Only a status that says "granted, with changes" in place of "granted" does no harm.
        let told = Self.told(answer, 300) { bytes in
            let token = try request.token(from: bytes)
            _ = try Self.authority.check().check(timeStamp: token, over: [SignerTests.content[...]])
        }
        #expect(told >= 299)
    }
}
