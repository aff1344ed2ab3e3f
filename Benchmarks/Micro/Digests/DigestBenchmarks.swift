import Benchmark
import COpenSSL
import OpenSSL

/// One SHA-256 of a whole message by OpenSSL's two interfaces, and by the room that the product hashes in.
func registerDigests() {
    for length in [64, 256, 512, 4_096] {
        let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        Benchmark("SHA-256 of \(length) bytes: SHA256 functions") { benchmark in
            var context = SHA256_CTX()
            try measure(benchmark) { digest in
                message.withUnsafeBytes { bytes in
                    SHA256_Init(&context) == 1 && SHA256_Update(&context, bytes.baseAddress, bytes.count) == 1
                        && SHA256_Final(digest, &context) == 1
                }
            }
        }
        Benchmark("SHA-256 of \(length) bytes: EVP fetched once") { benchmark in
            let fetched = try FetchedDigest()
            try measure(benchmark) { digest in message.withUnsafeBytes { fetched.hash($0, into: digest) } }
        }
        Benchmark("SHA-256 of \(length) bytes: the room OpenSSL") { benchmark in
            var hasher = OpenSSL.Hasher(.sha256)
            try measure(benchmark) { digest in
                hasher.hash(message.span) { result in
                    for index in result.indices { digest[index] = result[index] }
                    return true
                }
            }
        }
    }
}

/// Measures a thousand digests of one message.
private func measure(_ benchmark: Benchmark, _ hash: (UnsafeMutablePointer<UInt8>) -> Bool) throws {
    var digest: [UInt8] = Array(repeating: 0, count: 32)
    try digest.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        var succeeded = 0
        benchmark.startMeasurement()
        for _ in 0..<operations where hash(start) { succeeded += 1 }
        benchmark.stopMeasurement()
        guard succeeded == operations else { throw Unsound(what: "OpenSSL refused") }
    }
    blackHole(digest)
}
