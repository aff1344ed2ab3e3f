extension Diagnosis {
    /// Step 9: stretches of the order that hold the same rows as the line does, but otherwise arranged.
    mutating func nameReordering() {
        let ordered = line.sorted()
        guard ordered != line else { return }
        var rank = [Int: Int](minimumCapacity: line.count)
        for (place, index) in line.enumerated() { rank[index] = place }
        var start = 0
        var highest = 0
        for (place, index) in ordered.enumerated() {
            highest = max(highest, rank[index] ?? place)
            guard highest == place else { continue }
            if place > start {
                let sides = (start > 0 ? ordered[start - 1] : nil, place + 1 < ordered.count ? ordered[place + 1] : nil)
                nameStretch(Array(ordered[start...place]), between: sides, rank: rank)
            }
            start = place + 1
        }
    }

    private mutating func nameStretch(_ stretch: [Int], between sides: (Int?, Int?), rank: [Int: Int]) {
        if isDrift(stretch, between: [sides.0, sides.1].compactMap { $0 }, rank: rank) {
            if let first = nodes[stretch[0]].row, let last = nodes[stretch[stretch.count - 1]].row {
                drifts.append((first.order, last.order))
            }
            return
        }
        if stretch.reduce(0, { $0 + nodes[$1].weight }) <= Self.fewRows {
            draftReordering(stretch)
            return
        }
        let staying = longestRising(stretch.map { (rank[$0] ?? 0, nodes[$0].weight) })
        var moved: [Int] = []
        for (place, index) in stretch.enumerated() {
            if !staying[place] {
                moved.append(index)
            } else if !moved.isEmpty {
                draftReordering(moved)
                moved = []
            }
        }
        if !moved.isEmpty { draftReordering(moved) }
    }

    private mutating func draftReordering(_ rows: [Int]) {
        for index in rows { nodes[index].isReordered = true }
        // The row shown is the first whose link does not name the row before it.
        let shown = rows.first { !isLinked($0) } ?? rows[0]
        var draft = Draft(kind: .reorderedRows, nodes: rows, canMerge: false, shown: shown)
        // Where the order is part of what is hashed, moved rows fail by that alone; else their content was changed too.
        if rows.contains(where: { !nodes[$0].contentHolds && !nodes[$0].isNamed }) {
            draft.alternatives = [.alteredContent]
        }
        drafts.append(draft)
    }

    /// Whether rows were written at one moment, so that their order says nothing.
    private func isDrift(_ stretch: [Int], between neighbours: [Int], rank: [Int: Int]) -> Bool {
        guard (stretch + neighbours).allSatisfy({ !nodes[$0].isBroken }) else { return false }
        let rows = stretch.compactMap { nodes[$0].row }
        guard rows.count == stretch.count else { return false }
        let times = rows.compactMap(\.time)
        let xmins = rows.compactMap(\.xmin)
        // Where nothing is known of when, nothing excuses the order.
        guard !times.isEmpty || !xmins.isEmpty else { return false }
        if let least = times.min(), let most = times.max(), Self.distance(most, least) > Self.nearTime { return false }
        // Of so many rows the transactions must lie further apart, unless one wrote them all anew: that tells nothing.
        if times.isEmpty, rows.count > Int(Self.nearTransactions) + 1 { return false }
        // Of many rows that one transaction wrote otherwise than their links have them, it tells no more than who moved them.
        if times.isEmpty, rows.count > Self.fewRows, !followsLinksWithinTransactions(stretch, rank) { return false }
        guard let base = xmins.first else { return true }
        let steps = xmins.map { Self.distance($0, base) }
        guard let least = steps.min(), let most = steps.max(), most - least <= Self.nearTransactions else {
            return false
        }
        // A side that is missing or unknown bounds nothing.
        func step(_ index: Int?) -> Int64? { index.flatMap { nodes[$0].row?.xmin }.map { Self.distance($0, base) } }
        var below = step(neighbours.first { $0 < stretch[0] })
        var above = step(neighbours.first { $0 > stretch[0] })
        if let low = below, let high = above { (below, above) = (min(low, high), max(low, high)) }
        return below.map { least >= $0 - Self.nearTransactions } ?? true
            && above.map { most <= $0 + Self.nearTransactions } ?? true
    }

    /// Whether the rows that each transaction wrote follow each other as their links do.
    private func followsLinksWithinTransactions(_ stretch: [Int], _ rank: [Int: Int]) -> Bool {
        var last: [UInt32: Int] = [:]
        for index in stretch {
            guard let xmin = nodes[index].row?.xmin, let rank = rank[index] else { continue }
            if let before = last[xmin], rank < before { return false }
            last[xmin] = rank
        }
        return true
    }

    /// Marks a longest rising run, counted in rows. O(n log n).
    private func longestRising(_ items: [(rank: Int, weight: Int)]) -> [Bool] {
        let sortedRanks = items.map(\.rank).sorted()
        var position: [Int: Int] = [:]
        for (place, rank) in sortedRanks.enumerated() { position[rank] = place + 1 }
        // A Fenwick tree of the best total, and where it ends, over ranks.
        var best = Array(repeating: (total: 0, end: -1), count: items.count + 1)
        var before = Array(repeating: -1, count: items.count)
        var last = (total: 0, end: -1)
        for (index, item) in items.enumerated() {
            let place = position[item.rank] ?? 1
            var found = (total: 0, end: -1)
            var at = place - 1
            while at > 0 {
                if best[at].total > found.total { found = best[at] }
                at -= at & -at
            }
            before[index] = found.end
            let total = found.total + item.weight
            if total > last.total { last = (total, index) }
            at = place
            while at <= items.count {
                if best[at].total < total { best[at] = (total, index) }
                at += at & -at
            }
        }
        var staying = Array(repeating: false, count: items.count)
        var at = last.end
        while at >= 0 {
            staying[at] = true
            at = before[at]
        }
        return staying
    }
}
