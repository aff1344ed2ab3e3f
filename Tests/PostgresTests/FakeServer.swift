import Foundation
import Support

/// A listener on loopback that greets as PostgreSQL does and then says what it was told to: a hostile server.
final class FakeServer: Sendable {
    let port: Int
    private let listener: Int32

    /// - Parameters:
    ///   - greeting: what answers the client's first message; `nil`: PostgreSQL's own way of letting somebody in.
    ///   - answer: what answers the first query, before the connection ends.
    init(greeting: [UInt8]? = nil, answer: [UInt8]) throws {
        let (listener, port) = try Self.listen()
        self.listener = listener
        self.port = port
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                Self.serve(client, greeting: greeting ?? Self.welcome, answer: answer)
                close(client)
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    var conninfo: String { "host=127.0.0.1 port=\(port) dbname=x user=x sslmode=disable gssencmode=disable" }

    /// A message of the protocol, version 3.
    static func message(_ type: Character, _ body: [UInt8]) -> [UInt8] {
        [type.asciiValue ?? 0] + withUnsafeBytes(of: Int32(body.count + 4).bigEndian, Array.init) + body
    }

    static let welcome =
        message("R", [0, 0, 0, 0]) + message("S", Array("server_version\u{0}15.0\u{0}".utf8))
        + message("S", Array("client_encoding\u{0}UTF8\u{0}".utf8)) + message("K", [0, 0, 0, 1, 0, 0, 0, 2])
        + message("Z", [UInt8(ascii: "I")])

    /// A COPY in binary with this many fields, up to its first data.
    static func copy(fields: UInt8) -> [UInt8] {
        message("1", []) + message("2", [])
            + message("H", [1, 0, fields] + Array(repeating: [0, 1], count: Int(fields)).flatMap { $0 })
    }

    static func freePort() throws -> Int {
        let (listener, port) = try listen()
        close(listener)
        return port
    }

    private static func listen() throws -> (Int32, Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && Glibc.listen(listener, 8) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isBound else { throw PrivateServer.Trouble("no free port") }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func serve(_ client: Int32, greeting: [UInt8], answer: [UInt8]) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        for bytes in [greeting, answer] {
            guard recv(client, &buffer, buffer.count, 0) > 0 else { return }
            _ = send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }
}
