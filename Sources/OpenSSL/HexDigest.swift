/// Digests as text.
public enum HexDigest {
    /// SHA-256 (FIPS 180-4) as lower-case hex.
    public static func sha256(of bytes: [UInt8]) -> String {
        var hasher = Hasher(.sha256)
        var digest = Digest(repeating: 0)
        hasher.hash(bytes.span, into: &digest)
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for index in 0..<hasher.algorithm.digestLength {
            text.append(digits[Int(digest[index] >> 4)])
            text.append(digits[Int(digest[index] & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
