extension HashAlgorithm {
    /// The digest of bytes that are in memory.
    public func digest(of bytes: [UInt8]) -> [UInt8] {
        var hasher = Hasher(self)
        var digest = Digest(repeating: 0)
        hasher.hash(bytes.span, into: &digest)
        return (0..<digestLength).map { digest[$0] }
    }
}

/// Digests as text.
public enum HexDigest {
    /// SHA-256 (FIPS 180-4) as lower-case hex.
    public static func sha256(of bytes: [UInt8]) -> String { text(of: HashAlgorithm.sha256.digest(of: bytes)) }

    /// The first bytes of a digest as lower-case hex.
    public static func text(of digest: Digest, count: Int) -> String { text(of: (0..<count).map { digest[$0] }) }

    private static func text(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
