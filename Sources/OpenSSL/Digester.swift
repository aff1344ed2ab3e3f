public import BasicContainers
internal import COpenSSL

/// Computes digests and message authentication codes, one after the other, with contexts that are reused.
///
/// The low-level functions of OpenSSL are used because they allocate nothing a hash and are the fastest for the few
/// hundred bytes that a row has.
public struct Digester: ~Copyable {
    private var sha256 = SHA256_CTX()
    private var sha512 = SHA512_CTX()
    private var sha1 = SHA_CTX()
    private var md5 = MD5_CTX()

    /// A digester that has hashed nothing.
    public init() {}

    /// Appends the digest of some bytes.
    public mutating func hash(
        _ bytes: Span<UInt8>, with algorithm: DigestAlgorithm, into result: inout UniqueArray<UInt8>
    ) {
        let count = algorithm.byteCount
        result.append(addingCount: count) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
                unsafe bytes.withUnsafeBufferPointer { input in
                    unsafe digest(input, with: algorithm, to: buffer.baseAddress)
                }
                initialized = count
            }
        }
    }

    private mutating func digest(
        _ input: UnsafeBufferPointer<UInt8>, with algorithm: DigestAlgorithm, to output: UnsafeMutablePointer<UInt8>?
    ) {
        switch algorithm {
        case .sha256:
            SHA256_Init(&sha256)
            SHA256_Update(&sha256, input.baseAddress, input.count)
            SHA256_Final(output, &sha256)
        case .sha224:
            SHA224_Init(&sha256)
            SHA224_Update(&sha256, input.baseAddress, input.count)
            SHA224_Final(output, &sha256)
        case .sha512:
            SHA512_Init(&sha512)
            SHA512_Update(&sha512, input.baseAddress, input.count)
            SHA512_Final(output, &sha512)
        case .sha384:
            SHA384_Init(&sha512)
            SHA384_Update(&sha512, input.baseAddress, input.count)
            SHA384_Final(output, &sha512)
        case .sha1:
            SHA1_Init(&sha1)
            SHA1_Update(&sha1, input.baseAddress, input.count)
            SHA1_Final(output, &sha1)
        case .md5:
            MD5_Init(&md5)
            MD5_Update(&md5, input.baseAddress, input.count)
            MD5_Final(output, &md5)
        }
    }

    /// Appends the HMAC of some bytes under a key (RFC 2104).
    public mutating func authenticate(
        _ bytes: Span<UInt8>, key: Span<UInt8>, with algorithm: DigestAlgorithm, into result: inout UniqueArray<UInt8>
    ) {
        let count = algorithm.byteCount
        result.append(addingCount: count) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
                unsafe bytes.withUnsafeBufferPointer { input in
                    unsafe key.withUnsafeBufferPointer { key in
                        var length: UInt32 = 0
                        // A key of no bytes must still have an address, or OpenSSL takes the key before it.
                        var none: UInt8 = 0
                        unsafe withUnsafePointer(to: &none) { nothing in
                            _ = unsafe HMAC(
                                algorithm.method, key.baseAddress ?? nothing, Int32(key.count), input.baseAddress,
                                input.count, buffer.baseAddress, &length)
                        }
                    }
                }
                initialized = count
            }
        }
    }
}
