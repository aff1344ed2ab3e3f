internal import COpenSSL

/// An address on the web, taken apart.
struct WebAddress {
    /// The address as sentences may show it: without name and password, query and fragment, which may be secret too.
    let text: String
    let isSecure: Bool
    let host: String
    let port: String
    /// Path and query.
    let path: String
    /// What proves who asks (RFC 7617), where the address has name and password.
    let authorization: String?

    init(_ url: String) throws(SigningTrouble) {
        text = Self.withoutSecrets(url)
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            throw SigningTrouble(.unreachable, "\(text) begins with neither http:// nor https://")
        }
        // A blank or a line break would end the request's line, or begin another.
        guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw SigningTrouble(.unreachable, "\(text) holds what an address must not; write it as %20 and the like")
        }
        var isSecure: Int32 = 0
        var user: UnsafeMutablePointer<CChar>?
        var host: UnsafeMutablePointer<CChar>?
        var port: UnsafeMutablePointer<CChar>?
        var path: UnsafeMutablePointer<CChar>?
        var query: UnsafeMutablePointer<CChar>?
        let isRead = OSSL_HTTP_parse_url(url, &isSecure, &user, &host, &port, nil, &path, &query, nil) == 1
        let parts = [user, host, port, path, query]
        defer { parts.forEach { unbroken_OPENSSL_free($0) } }
        guard isRead, let host, let port, let path, host.pointee != 0 else {
            ErrorQueue.clear()
            throw SigningTrouble(.unreachable, "\(text) is no address on the web")
        }
        self.isSecure = isSecure != 0
        self.host = String(cString: host)
        self.port = String(cString: port)
        let question = query.map { String(cString: $0) } ?? ""
        self.path = String(cString: path) + (question.isEmpty ? "" : "?" + question)
        let name = user.map { String(cString: $0) } ?? ""
        authorization = name.isEmpty ? nil : "Basic " + Self.base64(Self.decoded(name))
    }

    private static func withoutSecrets(_ url: String) -> String {
        var text = Printable.text(url)
        // A password may hold what parts a URL where it was not escaped, so all before the last @ goes.
        if let at = text.lastIndex(of: "@") {
            let start = text.firstRange(of: "://").map(\.upperBound) ?? text.startIndex
            if start <= at { text.removeSubrange(start...at) } else { text.removeSubrange(...at) }
        }
        return String(text.prefix { $0 != "?" && $0 != "#" })
    }

    /// Name and password without percent-encoding (RFC 3986, section 2.1).
    private static func decoded(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Substring(text)
        while let first = rest.first {
            if first == "%", let byte = UInt8(rest.dropFirst().prefix(2), radix: 16), rest.count >= 3 {
                bytes.append(byte)
                rest = rest.dropFirst(3)
            } else {
                bytes += Array(String(first).utf8)
                rest = rest.dropFirst()
            }
        }
        return bytes
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        let count = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
        return String(decoding: text.prefix(Int(count)), as: UTF8.self)
    }
}
