import AuditChain
import OpenSSL

/// A chain as a walk sees it: rows that hold, with digests as bytea.
struct SampleChain {
    /// What the first row names.
    let genesis: HashIdentity
    let rows: [ObservedRow]

    init(count: Int) {
        let hashes = (0...count).map { HashIdentity(Self.digest($0).span) }
        genesis = hashes[0]
        rows = (1...count).map {
            ObservedRow(hash: hashes[$0], link: hashes[$0 - 1], storesLink: true, contentHolds: true)
        }
    }

    /// The SHA-256 of a number.
    static func digest(_ number: Int) -> [UInt8] {
        var hasher = OpenSSL.Hasher(.sha256)
        return hasher.hash(wire(Int64(number)).span) { digest in digest.indices.map { digest[$0] } }
    }

    /// Cut into runs of so many rows, each walked alone.
    func segments(of length: Int) -> [ChainSegment] {
        stride(from: 0, to: rows.count, by: length).map { start in
            var segment = start == 0 ? ChainSegment(genesis: genesis) : ChainSegment()
            for row in rows[start..<min(start + length, rows.count)] { segment.accept(row) }
            segment.flush()
            return segment
        }
    }
}
