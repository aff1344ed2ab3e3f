import AuditChain

/// The breaks of an entry: all are counted, details are kept of so many.
struct BreakList {
    /// Those with details, in the order in which they were found.
    private(set) var details: [Break] = []
    /// How many there are.
    private(set) var count = 0
    private let limit: Int
    /// Where each chain's mismatch stands among the details; `nil`: it is counted only.
    private var mismatches: [[String?]: Int?] = [:]

    init(limit: Int) { self.limit = limit }

    mutating func removeAll() { self = BreakList(limit: limit) }

    mutating func add(_ named: [Break]) {
        for one in named {
            if one.kind == .formulaMismatch, let place = mismatches[one.chain] {
                // A chain that was looked at in several passes has one mismatch all the same.
                if let place { details[place].goOn(with: one) }
                continue
            }
            count += 1
            let isKept = details.count < limit
            if one.kind == .formulaMismatch { mismatches[one.chain] = .some(isKept ? details.count : nil) }
            if isKept { details.append(one) }
        }
    }

    /// Says when the transactions committed that last wrote the rows of the breaks from this one on.
    mutating func take(commitTimes times: [UInt32: String], from start: Int) {
        for index in details.indices[start...] {
            details[index].evidence.committedAt = details[index].evidence.xmin.flatMap { UInt32($0) }.flatMap {
                times[$0]
            }
        }
    }
}

extension Break {
    /// Takes in the next part of itself.
    fileprivate mutating func goOn(with next: Break) {
        last = next.last
        rows = (rows ?? 0) + (next.rows ?? 0)
        evidence.after = next.evidence.after
        evidence.formulaTrial = next.evidence.formulaTrial.flatMap { evidence.formulaTrial?.united(with: $0) }
    }
}
