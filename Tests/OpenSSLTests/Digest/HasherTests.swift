import OpenSSL
import Support
import Testing

@Suite("Digests") struct HasherTests {
    /// Lengths round the block sizes of 64 and 128 bytes.
    static let lengths = [0, 1, 3, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 1000]

    /// Digests and keyed digests by Python's hashlib and hmac, a line each.
    static func byPython(_ algorithm: HashAlgorithm) throws -> [Substring] {
        let script = """
            import hashlib, hmac
            for n in \(lengths):
                m = bytes((i * 7 + n) % 256 for i in range(n))
                print(hashlib.\(algorithm.rawValue)(m).hexdigest())
                print(hmac.new(bytes((i * 3) % 256 for i in range(n)), m, hashlib.\(algorithm.rawValue)).hexdigest())
            """
        let output = try Shell.run(["python3", "-c", script])
        return String(decoding: output, as: UTF8.self).split(separator: "\n")
    }

    static func hex(_ bytes: Digest, _ algorithm: HashAlgorithm = .sha256) -> String {
        var text = ""
        for index in 0..<algorithm.digestLength {
            let digits = String(bytes[index], radix: 16)
            text += digits.count == 1 ? "0" + digits : digits
        }
        return text
    }

    @Test(arguments: HashAlgorithm.allCases)
    func `are those of Python's hashlib, whole, in pieces and keyed`(_ algorithm: HashAlgorithm) throws {
        let expected = try Self.byPython(algorithm)
        var hasher = Hasher(algorithm)
        var out = Digest(repeating: 0)
        for (place, length) in Self.lengths.enumerated() {
            let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + length) }
            let key = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 3) }
            hasher.hash(message.span, into: &out)
            #expect(Self.hex(out, algorithm) == expected[2 * place])
            let middle = length / 3
            hasher.update(message.span.extracting(0..<middle))
            hasher.update(message.span.extracting(middle..<length))
            hasher.finish(into: &out)
            #expect(Self.hex(out, algorithm) == expected[2 * place])
            var hmac = HMAC(algorithm, key: key.span)
            for _ in 0..<2 {
                hmac.hash(message.span, into: &out)
                #expect(Self.hex(out, algorithm) == expected[2 * place + 1])
            }
            hmac.setKey([1, 2].span)
            hmac.setKey(key.span)
            hmac.hash(message.span, into: &out)
            #expect(Self.hex(out, algorithm) == expected[2 * place + 1])
        }
    }

    @Test func `of 'abc' is the one in FIPS 180-4's examples`() {
        var hasher = Hasher(.sha256)
        var out = Digest(repeating: 0)
        hasher.hash(Array("abc".utf8).span, into: &out)
        #expect(Self.hex(out) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `are computed by a library that says its version`() {
        #expect(OpenSSLVersion.text.hasPrefix("OpenSSL 3"))
    }
}
