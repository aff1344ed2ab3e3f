import AuditChain
import Support
import Testing

@Suite("A hash's identity") struct HashIdentityTests {
    private static func identity(_ text: String) -> HashIdentity { identity(Array(text.utf8)) }
    private static func identity(_ bytes: [UInt8]) -> HashIdentity { HashIdentity(bytes.span) }

    /// Bytes of every form that hash columns are known to have, of every length, and of some that none has.
    private static func samples(_ dice: inout Dice) -> [[UInt8]] {
        var samples: [[UInt8]] = [[]]
        let prefixes = ["", ":", "sha256:", "SHA256:", "x:", "sha512t:", "toolong8:", "a:b:", "0:", "\0:", "\u{0}a:"]
        let alphabets = ["0123456789abcdef", "0123456789ABCDEF", "0123456789", "0123456789abcdefABCDEF", "abcXYZ+/=0"]
        for count in [
            1, 2, 7, 8, 16, 28, 31, 32, 33, 40, 48, 56, 63, 64, 65, 66, 71, 72, 96, 127, 128, 129, 130, 135, 136, 300,
        ] {
            samples.append((0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) })
            samples.append(Array(repeating: 0, count: count))
            for alphabet in alphabets {
                let letters = Array(alphabet.utf8)
                let body = (0..<count).map { _ in letters[Int.random(in: 0..<letters.count, using: &dice)] }
                for prefix in prefixes { samples.append(Array(prefix.utf8) + body) }
            }
        }
        return samples
    }

    @Test func `gives the column's bytes back`() {
        var dice = Dice(seed: 1)
        for _ in 0..<20 {
            for sample in Self.samples(&dice) { #expect(Self.identity(sample).bytes == sample) }
        }
    }

    @Test func `is equal exactly where the bytes are`() {
        var dice = Dice(seed: 2)
        for sample in Self.samples(&dice) {
            let identity = Self.identity(sample)
            #expect(identity == Self.identity(sample))
            #expect(identity.hashValue == Self.identity(sample).hashValue)
            guard !sample.isEmpty else { continue }
            for change in [UInt8(1), 0x20, 0x80] {
                var other = sample
                other[Int.random(in: 0..<other.count, using: &dice)] ^= change
                #expect(identity != Self.identity(other), "\(sample) \(other)")
            }
            for other in [sample + [0], sample + [0x30], [0] + sample, [0x30] + sample, Array(sample.dropLast())] {
                #expect(identity != Self.identity(other), "\(sample) \(other)")
            }
        }
    }

    @Test func `tells spellings of one digest apart`() {
        let lower = String(repeating: "ab", count: 32)
        let raw = Array(repeating: UInt8(0xAB), count: 32)
        let all = [
            Self.identity(lower), Self.identity(lower.uppercased()), Self.identity("sha256:" + lower),
            Self.identity("SHA256:" + lower), Self.identity(raw), Self.identity("\\x" + lower),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test func `of digits alone does not depend on what it is compared with`() {
        let digits = String(repeating: "12", count: 32)
        #expect(Self.identity(digits) == Self.identity(digits))
        #expect(Self.identity(digits).bytes == Array(digits.utf8))
    }
}
