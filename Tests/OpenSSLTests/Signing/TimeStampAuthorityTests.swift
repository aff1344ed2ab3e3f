import Foundation
import OpenSSL
@testable import SigningSupport
import Support
import Testing

@Suite("A time-stamping authority") struct TimeStampAuthorityTests {
    static let authority = TestAuthority.shared
    static let digest = TestAuthority.sha256(Array("stamped".utf8))
    static let content = Array("stamped".utf8)

    static func trouble(_ url: String, trust: [Certificate] = [], timeLimit: Int = 10) -> SigningTrouble? {
        #expect(throws: SigningTrouble.self) {
            try TimeStampAuthority(url: url, trust: trust, timeLimit: timeLimit).stamp(digest)
        }
    }

    @Test func `stamps over HTTP`() throws {
        let server = try ClockServer()
        let token = try TimeStampAuthority(url: "http://127.0.0.1:\(server.port)/good").stamp(Self.digest)
        let facts = try Self.authority.check().check(timeStamp: token, over: [Self.content[...]])
        #expect(facts.authority.commonName == "Clock")
        #expect(server.lastAuthorization?.isEmpty == true)
    }

    @Test func `is shown name and password, which no sentence tells`() throws {
        let server = try ClockServer()
        let place = "127.0.0.1:\(server.port)"
        _ = try TimeStampAuthority(url: "http://ad%61:p%40ss:word@\(place)/good?key=secret").stamp(Self.digest)
        #expect(server.lastAuthorization == "Basic YWRhOnBAc3M6d29yZA==")  // printf 'ada:p@ss:word' | base64
        let trouble = Self.trouble("http://ada:secret@\(place)/error?key=secret")
        #expect(trouble?.kind == .unreachable)
        #expect(trouble?.sentence.hasPrefix("http://\(place)/error answered with an HTTP error (code=503") == true)
        #expect(trouble?.sentence.contains("secret") == false)
    }

    @Test(
        arguments: [
            ("digest", .timeStampMismatch, "the authority stamped another digest than it was asked to"),
            ("nonce", .timeStampMismatch, "the authority's answer is to another request: its nonce is "),
            (
                "refuse", .timeStampRefused,
                "the time-stamping authority refused (rejection, it does not know the hash function"
            ),
            ("der", .damaged, "the answer is no time stamp response (RFC 3161)"),
            ("garbage", .unreachable, "answered with something else than a time stamp ("),
            ("endless", .unreachable, "answered with something else than a time stamp ("),
            ("page", .unreachable, "answered with something else than a time stamp ("),
            ("error", .unreachable, "answered with an HTTP error (code=503"),
            ("moved", .unreachable, "answered with an HTTP error ("),
            ("short", .unreachable, ""),
            ("close", .unreachable, "gave no answer: "),
        ] as [(String, SigningTrouble.Kind, String)])
    func `that answers wrongly is told`(_ path: String, _ kind: SigningTrouble.Kind, _ words: String) throws {
        let server = try ClockServer()
        let url = "http://127.0.0.1:\(server.port)/\(path)"
        let trouble = Self.trouble(url, timeLimit: 5)
        #expect(trouble?.kind == kind)
        let joint = kind == .unreachable ? " " : ": "
        #expect(trouble?.sentence.hasPrefix(url + joint + words) == true, "\(trouble?.sentence ?? "")")
    }

    @Test func `that never answers is given up in time`() throws {
        let server = try ClockServer()
        let url = "http://127.0.0.1:\(server.port)/hang"
        let start = ContinuousClock.now
        #expect(
            Self.trouble(url, timeLimit: 2) == SigningTrouble(.unreachable, "\(url) gave no answer within 2 seconds"))
        #expect(ContinuousClock.now - start < .seconds(6))
    }

    @Test func `that is down is told at once`() throws {
        let port = try ClockServer().port  // nobody listens there any more
        let start = ContinuousClock.now
        #expect(
            Self.trouble("http://127.0.0.1:\(port)/good")
                == SigningTrouble(.unreachable, "http://127.0.0.1:\(port)/good gave no answer: Connection refused"))
        #expect(ContinuousClock.now - start < .seconds(3))
    }

    @Test(arguments: [
        "", "ftp://example.org/", "127.0.0.1", "http://", "https://:443/", "http://host:port/", "http://ho st/",
        "http://host/\r\nX: y",
    ])
    func `at an address that is none is told`(_ url: String) {
        #expect(Self.trouble(url, timeLimit: 2)?.kind == .unreachable)
    }

    @Test func `whose host is not known is told`() {
        let trouble = Self.trouble("http://nowhere.invalid/", timeLimit: 5)
        #expect(trouble?.kind == .unreachable)
        #expect(trouble?.sentence.hasPrefix("http://nowhere.invalid/ gave no answer: ") == true)
    }

    @Test func `stamps over TLS if it proves its name`() throws {
        let root = try Self.authority.certificate("root")
        let server = try ClockServer(certificate: "localhost")
        _ = try TimeStampAuthority(url: "https://localhost:\(server.port)/good", trust: [root]).stamp(Self.digest)
        let unknown = Self.trouble("https://localhost:\(server.port)/good")
        #expect(unknown?.kind == .unreachable)
        #expect(
            unknown?.sentence
                == "https://localhost:\(server.port)/good did not prove who it is: "
                + "unable to get local issuer certificate")
        let other = try ClockServer(certificate: "elsewhere")
        #expect(
            Self.trouble("https://localhost:\(other.port)/good", trust: [root])?.sentence
                == "https://localhost:\(other.port)/good did not prove who it is: hostname mismatch")
        #expect(
            Self.trouble("https://127.0.0.1:\(server.port)/good", trust: [root])?.sentence
                == "https://127.0.0.1:\(server.port)/good did not prove who it is: IP address mismatch")
    }
}
