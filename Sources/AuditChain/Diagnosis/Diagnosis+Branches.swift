extension Diagnosis {
    /// Transactions at most this far apart, and times at most this far, are taken for concurrent.
    static var nearTransactions: Int64 { 100 }
    /// Microseconds.
    static var nearTime: Int64 { 10_000_000 }
    /// Of so many rows out of order one break is made, and a single transaction may excuse them.
    static var fewRows: Int { 8 }

    /// Step 8: each branch off the line, with all that descends from it, is one break.
    mutating func nameBranches() {
        for parent in [Node.root] + line {
            let sibling = heir(of: parent)
            for first in children[parent + 1] where first != sibling {
                var branch = [first]
                var at = 0
                while at < branch.count {
                    branch += children[branch[at] + 1]
                    at += 1
                }
                // What a step has named so far is not named again. A row of its own content's failure behind the first is
                // left to step 10, unless nothing in the branch holds: then all of it was forged.
                let unnamed = branch.filter { !nodes[$0].isNamed }.sorted()
                let holds = unnamed.contains { nodes[$0].contentHolds }
                let rows = unnamed.filter { !holds || nodes[$0].contentHolds || $0 == first }
                guard let head = rows.first else { continue }
                for index in rows { nodes[index].isInBranch = true }
                var draft = Draft(kind: .insertedRow, nodes: rows, shown: head)
                name(&draft, head: head, sibling: sibling)
                drafts.append(draft)
            }
        }
    }

    private func name(_ draft: inout Draft, head: Int, sibling: Int?) {
        let row = nodes[head].row
        let other = sibling.flatMap { nodes[$0].row }
        let near = if let row, let other { Self.nearness(row, other) } else { Set<Bool>() }
        let isCopy =
            nodes[head].hash.map { (byName[$0] ?? []).count { nodes[$0].hash == nodes[head].hash } > 1 } ?? false
        if isCopy || nodes[head].isAssumed {
            if near.contains(true), isCopy { draft.alternatives = [.forkedChain] }
            return
        }
        switch (near.contains(true), near.contains(false)) {
        case (true, false): draft.kind = .forkedChain
        case (false, false):
            draft.kind = .forkedChain
            draft.alternatives = [.insertedRow]
        case (true, true): draft.alternatives = [.forkedChain]
        case (false, true): break
        }
    }

    /// Whether two rows lie near each other, by what is known of both, their times and their transactions.
    static func nearness(_ one: ChainRow, _ other: ChainRow) -> Set<Bool> {
        var near: Set<Bool> = []
        if let left = one.time, let right = other.time { near.insert(distance(left, right) <= nearTime) }
        if let left = one.xmin, let right = other.xmin { near.insert(abs(distance(left, right)) <= nearTransactions) }
        return near
    }

    static func distance(_ left: Int64, _ right: Int64) -> Int64 {
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        return overflow || difference == .min ? .max : abs(difference)
    }

    /// How far one transaction is ahead of another; their numbers go in a circle of 32 bits.
    static func distance(_ left: UInt32, _ right: UInt32) -> Int64 {
        Int64(Int32(bitPattern: left &- right))
    }
}
