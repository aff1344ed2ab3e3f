import COpenSSL

/// SHA-256 as OpenSSL recommends it: an algorithm fetched once and a context used again (its manual, EVP_MD_fetch and
/// EVP_DigestInit_ex2).
struct FetchedDigest: ~Copyable {
    private let algorithm: OpaquePointer
    private let context: OpaquePointer

    init() throws {
        guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else { throw Unsound(what: "OpenSSL has no SHA-256") }
        guard let context = EVP_MD_CTX_new() else {
            EVP_MD_free(algorithm)
            throw Unsound(what: "OpenSSL gives no context")
        }
        self.algorithm = algorithm
        self.context = context
    }

    deinit {
        EVP_MD_CTX_free(context)
        EVP_MD_free(algorithm)
    }

    /// Writes the digest of a message, 32 bytes; `false`: OpenSSL refused.
    func hash(_ message: UnsafeRawBufferPointer, into digest: UnsafeMutablePointer<UInt8>) -> Bool {
        EVP_DigestInit_ex2(context, algorithm, nil) == 1
            && EVP_DigestUpdate(context, message.baseAddress, message.count) == 1
            && EVP_DigestFinal_ex(context, digest, nil) == 1
    }
}
