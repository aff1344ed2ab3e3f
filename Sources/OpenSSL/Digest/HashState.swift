internal import COpenSSL

/// A running computation of OpenSSL's low-level functions, which allocate nothing a hash where EVP does (style.md,
/// section 5). Their contexts are plain memory and may be copied.
struct HashState: ~Copyable {
    let algorithm: HashAlgorithm
    private let memory: UnsafeMutableRawPointer

    init(_ algorithm: HashAlgorithm) {
        self.algorithm = algorithm
        memory = .allocate(byteCount: algorithm.stateLength, alignment: 16)
        restart()
    }

    deinit { memory.deallocate() }

    func restart() {
        switch algorithm {
        case .md5: MD5_Init(memory.assumingMemoryBound(to: MD5_CTX.self))
        case .sha1: SHA1_Init(memory.assumingMemoryBound(to: SHA_CTX.self))
        case .sha224: SHA224_Init(memory.assumingMemoryBound(to: SHA256_CTX.self))
        case .sha256: SHA256_Init(memory.assumingMemoryBound(to: SHA256_CTX.self))
        case .sha384: SHA384_Init(memory.assumingMemoryBound(to: SHA512_CTX.self))
        case .sha512: SHA512_Init(memory.assumingMemoryBound(to: SHA512_CTX.self))
        }
    }

    /// Goes on from where another computation of the same algorithm stands.
    func restart(from other: borrowing HashState) {
        precondition(algorithm == other.algorithm)
        memory.copyMemory(from: other.memory, byteCount: algorithm.stateLength)
    }

    func update(_ bytes: Span<UInt8>) {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress, buffer.count > 0 else { return }
            switch algorithm {
            case .md5: MD5_Update(memory.assumingMemoryBound(to: MD5_CTX.self), start, buffer.count)
            case .sha1: SHA1_Update(memory.assumingMemoryBound(to: SHA_CTX.self), start, buffer.count)
            case .sha224: SHA224_Update(memory.assumingMemoryBound(to: SHA256_CTX.self), start, buffer.count)
            case .sha256: SHA256_Update(memory.assumingMemoryBound(to: SHA256_CTX.self), start, buffer.count)
            case .sha384: SHA384_Update(memory.assumingMemoryBound(to: SHA512_CTX.self), start, buffer.count)
            case .sha512: SHA512_Update(memory.assumingMemoryBound(to: SHA512_CTX.self), start, buffer.count)
            }
        }
    }

    /// Writes the digest; the state must be restarted before its next use.
    func finish(into digest: inout InlineArray<64, UInt8>) {
        var span = digest.mutableSpan
        span.withUnsafeMutableBytes { buffer in
            guard let out = buffer.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
            switch algorithm {
            case .md5: MD5_Final(out, memory.assumingMemoryBound(to: MD5_CTX.self))
            case .sha1: SHA1_Final(out, memory.assumingMemoryBound(to: SHA_CTX.self))
            case .sha224: SHA224_Final(out, memory.assumingMemoryBound(to: SHA256_CTX.self))
            case .sha256: SHA256_Final(out, memory.assumingMemoryBound(to: SHA256_CTX.self))
            case .sha384: SHA384_Final(out, memory.assumingMemoryBound(to: SHA512_CTX.self))
            case .sha512: SHA512_Final(out, memory.assumingMemoryBound(to: SHA512_CTX.self))
            }
        }
    }
}
