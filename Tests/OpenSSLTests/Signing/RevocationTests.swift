import Foundation
import OpenSSL
@testable import SigningSupport
import Support
import Testing

@Suite("Revocation") struct RevocationTests {
    static let authority = TestAuthority.shared
    static let content = SignerTests.content
    static let july = 1_782_864_000  // 2026-07-01

    /// The trouble with a signature of Ada's that is judged at a time; `nil` if it is good.
    static func trouble(
        _ lists: [RevocationList], at time: Int = july, of name: String = "ada", _ key: String = "rsa"
    ) throws -> SigningTrouble? {
        let cms = try authority.signer(name, key: key).sign(content, as: .cades, at: time)
        let check = try authority.check(lists: lists)
        do throws(SigningTrouble) { _ = try check.check(cms: cms, content: [content[...]], at: time) } catch {
            return error
        }
        return nil
    }

    static func read(_ lists: [[UInt8]]) throws -> [RevocationList] {
        try RevocationList.all(in: Array(lists.joined()))
    }

    @Test func `does not touch who is on no list`() throws {
        let lists = try Self.authority.lists([.init(name: "zoe", date: "20260101000000Z")])
        #expect(try Self.trouble(lists) == nil)
        #expect(lists.map(\.issuer) == ["CN=Root,O=Sample Bank", "CN=Middle,O=Sample Bank"])
        #expect(lists[0].thisUpdate == 1_767_225_600)
        #expect(lists[0].nextUpdate == 2_335_219_200)  // date -u -d 2044-01-01 +%s
    }

    @Test func `counts from its day on`() throws {
        let ada = try Self.authority.certificate("ada")
        let lists = try Self.authority.lists([.init(name: "ada", date: "20260701000000Z", reason: "keyCompromise")])
        #expect(try Self.trouble(lists, at: Self.july - 1) == nil)
        #expect(
            try Self.trouble(lists)
                == SigningTrouble(
                    .revoked,
                    "the certificate of Ada Lovelace (serial \(ada.serial)) was revoked at 2026-07-01 00:00:00 UTC; "
                        + "it had to be good at 2026-07-01 00:00:00 UTC"))
    }

    @Test func `counts from when the key is said to have been lost`() throws {
        let lists = try Self.authority.lists([
            .init(name: "ada", date: "20270101000000Z", reason: "keyTime,20260601000000Z")
        ])
        #expect(try Self.trouble(lists)?.kind == .revoked)
        #expect(try Self.trouble(lists, at: Self.july - 31 * 86_400) == nil)
    }

    @Test func `of the authority between counts too`() throws {
        let authority = Self.authority
        let lists = try Self.read([
            authority.revocationList(by: "root", [.init(name: "middle", date: "20260101000000Z")]),
            authority.revocationList(by: "middle"),
        ])
        let trouble = try Self.trouble(lists)
        #expect(trouble?.kind == .revoked)
        #expect(trouble?.sentence.contains("Middle") == true)
    }

    @Test func `that a newer list tells counts before an older list that does not`() throws {
        let authority = Self.authority
        let lists = try Self.read([
            authority.revocationList(by: "root"), authority.revocationList(by: "middle", until: "20270101000000Z"),
            authority.revocationList(
                by: "middle", [.init(name: "ada", date: "20260601000000Z")], from: "20261001000000Z"),
        ])
        #expect(try Self.trouble(lists)?.kind == .revoked)
        #expect(try Self.trouble(lists.reversed())?.kind == .revoked)
        #expect(try Self.trouble(lists, at: Self.july - 60 * 86_400) == nil)
    }

    @Test func `is unknown without a list for each certificate`() throws {
        let authority = Self.authority
        let middle = try authority.revocationList(by: "middle")
        let missing = try Self.trouble(Self.read([middle]))
        #expect(missing?.kind == .noRevocationData)
        #expect(missing?.sentence.contains("there is no revocation list of CN=Root,O=Sample Bank") == true)
        #expect(try Self.trouble(Self.read([authority.revocationList(by: "stranger")]))?.kind == .noRevocationData)
    }

    @Test(arguments: [
        (
            "stale", "20260101000000Z", "20260601000000Z", nil, "sha256",
            "was to be replaced before 2026-07-01 00:00:00 UTC"
        ),
        (
            "yet to come", "20400101000000Z", "20440101000000Z", nil, "sha256",
            "there is no revocation list of CN=Middle"
        ),
        ("for authorities only", "20260101000000Z", "20440101000000Z", "crl_for_authorities", "sha256", "CRL scope"),
        (
            "signed with SHA-1", "20260101000000Z", "20440101000000Z", nil, "sha1",
            "there is no revocation list of CN=Middle"
        ),
    ])
    func `is unknown from a list that cannot tell`(
        _ how: String, _ from: String, _ until: String, _ extensions: String?, _ digest: String, _ words: String
    ) throws {
        let authority = Self.authority
        let lists = try Self.read([
            authority.revocationList(by: "root"),
            authority.revocationList(by: "middle", from: from, until: until, extensions: extensions, digest: digest),
        ])
        let trouble = try Self.trouble(lists)
        #expect(trouble?.kind == .noRevocationData, "\(how): \(trouble?.sentence ?? "")")
        #expect(trouble?.sentence.contains(words) == true, "\(how): \(trouble?.sentence ?? "")")
    }

    @Test func `is known from a list for users and one for authorities`() throws {
        let authority = Self.authority
        let lists = try Self.read([
            authority.revocationList(by: "root", extensions: "crl_for_authorities"),
            authority.revocationList(by: "middle", extensions: "crl_for_users"),
        ])
        #expect(try Self.trouble(lists) == nil)
    }

    @Test func `is unknown from a list that was made after the certificate expired, unless it keeps such`() throws {
        let authority = Self.authority
        let cms = try authority.openssl(
            [
                "cms", "-sign", "-binary", "-outform", "DER", "-cades", "-signer", authority.path("expired.pem"),
                "-inkey", authority.path("rsa.key"), "-certfile", authority.path("middle.pem"),
            ], input: Self.content)
        let then = 1_560_000_000  // 2019-06-08
        func trouble(_ lists: [[UInt8]]) throws -> SigningTrouble? {
            let check = try authority.check(lists: Self.read(lists))
            do throws(SigningTrouble) { _ = try check.check(cms: cms, content: [Self.content[...]], at: then) } catch {
                return error
            }
            return nil
        }
        let root = try authority.revocationList(by: "root")
        let late = try trouble([root, authority.revocationList(by: "middle")])
        #expect(late?.kind == .noRevocationData)
        #expect(late?.sentence.contains("need not tell of it any more") == true)
        #expect(try trouble([root, authority.revocationList(by: "middle", extensions: "crl_with_expired")]) == nil)
        #expect(try trouble([root, authority.revocationList(by: "middle", from: "20190101000000Z")]) == nil)
    }

    @Test(
        arguments: [
            (nil, .revoked), ("keyCompromise", .revoked), ("superseded", nil), ("cessationOfOperation", nil),
        ] as [(String?, SigningTrouble.Kind?)])
    func `of a time-stamping authority spares older stamps only if its key was not lost`(
        _ reason: String?, _ kind: SigningTrouble.Kind?
    ) throws {
        let authority = Self.authority
        let token = try authority.token(over: Self.content)
        let lists = try authority.lists([.init(name: "tsa", date: "20440101000000Z", reason: reason)])
        func trouble(_ vouched: Int?) throws -> SigningTrouble.Kind? {
            let check = try authority.check(lists: lists)
            do throws(SigningTrouble) {
                _ = try check.check(timeStamp: token, over: [Self.content[...]], at: vouched)
            } catch { return error.kind }
            return nil
        }
        #expect(try trouble(nil) == kind)
        // A later stamp proves that this one was there before.
        #expect(try trouble(Int(Date().timeIntervalSince1970) + 86_400) == nil)
    }

    @Test func `is read from DER, and what is no list is told`() throws {
        let pem = try Self.authority.revocationList(by: "root")
        let der = try Self.authority.openssl(["crl", "-outform", "DER"], input: pem)
        #expect(try RevocationList.all(in: der).first?.issuer == "CN=Root,O=Sample Bank")
        for bytes in [[], Array("hello".utf8), try Self.authority.bytes("ada.pem"), Array(pem.dropLast(40)), der + [0]]
        {
            let trouble = #expect(throws: SigningTrouble.self) { try RevocationList.all(in: bytes) }
            #expect(trouble?.kind == .noRevocationData)
        }
    }
}
