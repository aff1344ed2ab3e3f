/// The digest by which a verdict names the configuration that it rests on.
enum ConfigurationDigest {
    /// SHA-256 as lower-case hex.
    static func sha256(of bytes: [UInt8]) -> String {
        ""
    }
}
