import OpenSSL

/// The digest by which a verdict names the configuration that it rests on.
enum ConfigurationDigest {
    /// SHA-256 as lower-case hex.
    static func sha256(of bytes: [UInt8]) -> String {
        var hasher = OpenSSL.Hasher(.sha256)
        let digits = Array("0123456789abcdef".utf8)
        let text = hasher.hash(bytes.span) { digest in
            var text: [UInt8] = []
            for index in digest.indices {
                text.append(digits[Int(digest[index] >> 4)])
                text.append(digits[Int(digest[index] & 15)])
            }
            return text
        }
        return String(decoding: text, as: UTF8.self)
    }
}
