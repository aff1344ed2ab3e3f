internal import COpenSSL

/// The digests that a formula can name.
public enum DigestAlgorithm: String, Sendable, Hashable, CaseIterable {
    case md5, sha1, sha224, sha256, sha384, sha512

    /// How many bytes a digest has.
    public var byteCount: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha224: 28
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    var method: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha224: EVP_sha224()
        case .sha256: EVP_sha256()
        case .sha384: EVP_sha384()
        case .sha512: EVP_sha512()
        }
    }
}

/// The version of the OpenSSL library that runs, such as `OpenSSL 3.0.17 1 Jul 2025`.
public var openSSLVersion: String { OpenSSL_version(OPENSSL_VERSION).map { String(cString: $0) } ?? "unknown" }
