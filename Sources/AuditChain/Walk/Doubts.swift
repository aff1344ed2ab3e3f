/// Where a first look found that something does not hold, and which hashes a second look has to find rows for.
public struct Doubts: Sendable {
    /// A run of rows about which the same thing is in doubt.
    public struct Stretch: Sendable, Hashable {
        /// Positions in the chain, from 0, counting every row.
        public var rows: ClosedRange<Int>
        /// What is in doubt.
        public var kind: Kind
    }

    /// What is in doubt; the order is the order of how much has to be read again.
    public enum Kind: UInt8, Sendable, Hashable {
        /// No hash.
        case unsealed
        /// The link holds, the content does not.
        case content
        /// The link does not hold.
        case link
    }

    /// In ascending order, not touching where the kind is the same.
    public private(set) var stretches: [Stretch] = []
    /// Hashes and links of the rows in doubt.
    public private(set) var hashes: [HashIdentity] = []
    /// How many hashes were not kept because there were too many.
    public private(set) var hashesOmitted = 0

    /// More hashes than this are not kept: where so much is broken, rows are judged by their neighbours alone.
    static let hashLimit = 40_000

    /// Whether nothing is in doubt.
    public var isEmpty: Bool { stretches.isEmpty }

    mutating func note(_ position: Int, _ kind: Kind) {
        if let last = stretches.last, last.kind == kind, last.rows.upperBound == position - 1 {
            stretches[stretches.count - 1].rows = last.rows.lowerBound...position
        } else {
            stretches.append(Stretch(rows: position...position, kind: kind))
        }
    }

    mutating func wonder(about hash: HashIdentity) {
        if hashes.count < Self.hashLimit { hashes.append(hash) } else { hashesOmitted += 1 }
    }

    mutating func merge(_ next: Doubts, behind offset: Int) {
        for stretch in next.stretches {
            let rows = stretch.rows.lowerBound + offset...stretch.rows.upperBound + offset
            if let last = stretches.last, last.kind == stretch.kind, last.rows.upperBound == rows.lowerBound - 1 {
                stretches[stretches.count - 1].rows = last.rows.lowerBound...rows.upperBound
            } else {
                stretches.append(Stretch(rows: rows, kind: stretch.kind))
            }
        }
        for hash in next.hashes { wonder(about: hash) }
        hashesOmitted += next.hashesOmitted
    }

    /// The first row of a run turned out to be linked wrongly: its doubt becomes one of the link.
    mutating func escalate(first position: Int) {
        guard let index = stretches.firstIndex(where: { $0.rows.contains(position) }) else {
            stretches.insert(Stretch(rows: position...position, kind: .link), at: 0)
            stretches.sort { $0.rows.lowerBound < $1.rows.lowerBound }
            return
        }
        let stretch = stretches[index]
        guard stretch.kind != .link else { return }
        var parts = [Stretch(rows: position...position, kind: .link)]
        if stretch.rows.upperBound > position {
            parts.append(Stretch(rows: position + 1...stretch.rows.upperBound, kind: stretch.kind))
        }
        stretches.replaceSubrange(index...index, with: parts)
    }
}
