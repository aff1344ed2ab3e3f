internal import COpenSSL

/// A hash function that chains are made with.
public enum HashAlgorithm: String, Sendable, Hashable, CaseIterable {
    case md5, sha1, sha224, sha256, sha384, sha512

    /// How many bytes a digest has.
    public var digestLength: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha224: 28
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// How many bytes the function takes at a time, which HMAC pads its key to (RFC 2104, section 2).
    public var blockLength: Int {
        switch self {
        case .md5, .sha1, .sha224, .sha256: 64
        case .sha384, .sha512: 128
        }
    }

    /// How many bytes a running computation takes.
    var stateLength: Int {
        switch self {
        case .md5: MemoryLayout<MD5_CTX>.size
        case .sha1: MemoryLayout<SHA_CTX>.size
        case .sha224, .sha256: MemoryLayout<SHA256_CTX>.size
        case .sha384, .sha512: MemoryLayout<SHA512_CTX>.size
        }
    }
}

/// The version of the OpenSSL library that computes.
public enum OpenSSLVersion {
    /// As `openssl version` prints it, such as `OpenSSL 3.0.15 3 Sep 2024`.
    public static var text: String { String(cString: OpenSSL_version(OPENSSL_VERSION)) }
}
