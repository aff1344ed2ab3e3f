extension Diagnosis {
    /// How far trials reach, in rows.
    private static var reach: Int { 64 }
    /// How far they reach where the link names the row before, as every row's does whose content alone was altered.
    private static var nearReach: Int { 8 }

    /// Steps 5 and 6: which row each row was sealed behind.
    mutating func findPredecessors() {
        for index in nodes.indices {
            guard let found = triedPredecessor(of: index) else { continue }
            nodes[index].predecessor = found.row
            nodes[index].usedLink = found.name
            if facts.storesLink {
                nodes[index].isAlteredLink = true
                drafts.append(Draft(kind: .alteredLink, nodes: [index], shown: index))
            } else {
                // With the hash that it was sealed behind, its content holds.
                nodes[index].contentHolds = true
            }
        }
        soundLinks = Set(
            nodes.indices.compactMap { index in
                guard !nodes[index].isBroken else { return nil }
                return nodes[index].row.map(\.link) ?? hash(before: index)
            })
        for index in nodes.indices where nodes[index].predecessor == Node.unknown {
            nodes[index].usedLink = facts.storesLink ? nodes[index].row?.link : storedHash(before: index)
            nodes[index].predecessor = namedPredecessor(of: index) ?? Node.unknown
        }
        cutCircles()
        let pointsForward = nodes.indices.contains { nodes[$0].predecessor > $0 }
        for index in nodes.indices where nodes[index].predecessor == Node.unknown {
            nodes[index].predecessor = assumedPredecessor(of: index, mayCycle: pointsForward)
            nodes[index].isAssumed = true
            if facts.storesLink, let link = nodes[index].row?.link {
                nodes[index].elsewhere = witness.rowElsewhere(withHash: link)
            }
        }
    }

    /// Rows whose predecessors lead back to themselves are nobody's successors; only a formula without the link allows it.
    private mutating func cutCircles() {
        var settled = Array(repeating: false, count: nodes.count)
        for start in nodes.indices where !settled[start] {
            var path: [Int] = []
            var isOnPath = Set<Int>()
            var at = start
            while at >= 0, !settled[at], isOnPath.insert(at).inserted {
                path.append(at)
                at = nodes[at].predecessor
            }
            if at >= 0, isOnPath.contains(at), let begin = path.firstIndex(of: at), let least = path[begin...].min() {
                nodes[least].predecessor = Node.unknown
            }
            for index in path { settled[index] = true }
        }
    }

    /// Step 5: the formula with another row's name in place of the link.
    private func triedPredecessor(of index: Int) -> (row: Int, name: HashValue?)? {
        let node = nodes[index]
        guard !node.contentHolds, !node.isUnsealed, !node.isMalformed, let row = node.row, row.id != nil,
            let hash = row.hash
        else { return nil }
        // Beyond breaks.md: a link that names the row before may have been set upon that row, which was forged between the two.
        // Only rows further before tell.
        let looksAhead = !facts.storesLink || !linkNamesOneBefore(index, row: row)
        func holds(_ name: HashValue?) -> Bool { recomputed(row, link: name) == hash }
        let start = (row: Node.root, name: facts.genesis)
        if index == 0, holds(facts.genesis) { return start }
        var (before, after) = (index - 1, index + 1)
        let reach = looksAhead ? Self.reach : Self.nearReach
        var (left, right) = (0, looksAhead ? 0 : reach)
        while (before >= 0 && left < reach) || (after < nodes.count && right < reach) {
            // The nearer side next, the earlier one first.
            if before >= 0, left < reach, left <= right || after >= nodes.count || right >= reach {
                if let name = nodes[before].names.first(where: { holds($0) }) { return (before, name) }
                left += nodes[before].weight
                before -= 1
                if before < 0, left < reach, holds(facts.genesis) { return start }
            } else {
                if let name = nodes[after].hash, holds(name) { return (after, name) }
                right += nodes[after].weight
                after += 1
            }
        }
        return nil
    }

    /// Whether the stored link names the row before, or, behind an unsealed or malformed row, the one before that.
    private func linkNamesOneBefore(_ index: Int, row: ChainRow) -> Bool {
        guard index > 0 else { return row.link == facts.genesis }
        guard let link = row.link else { return false }
        if nodes[index - 1].names.contains(link) { return true }
        guard nodes[index - 1].isUnsealed || nodes[index - 1].isMalformed else { return false }
        return index > 1 ? nodes[index - 2].names.contains(link) : row.link == facts.genesis
    }

    /// Step 6: the row that has the link for a name.
    private func namedPredecessor(of index: Int) -> Int? {
        let node = nodes[index]
        guard node.row != nil else { return index - 1 }
        // No link is stored: a row that holds was sealed behind the hash before it, whichever row that is.
        guard facts.storesLink || (node.contentHolds && !node.isUnsealed) else { return nil }
        if node.usedLink == facts.genesis, !node.isBroken || index <= 1 { return Node.root }
        guard let link = node.usedLink else { return nil }
        // Of several: the one that has it as its hash, is sound, stands behind its own predecessor, comes first.
        func rank(_ candidate: Int) -> Int {
            let other = nodes[candidate]
            return (other.hash == link ? 4 : 0) + (other.isBroken ? 0 : 2)
                + (standsBehindItsPredecessor(candidate) ? 1 : 0)
        }
        var best: Int?
        for candidate in byName[link] ?? [] where candidate != index {
            if node.isBroken, !(index - 2..<index).contains(candidate), !wasMoved(index, from: candidate, link: link) {
                continue
            }
            if let current = best, rank(current) >= rank(candidate) { continue }
            best = candidate
        }
        return best
    }

    /// A broken row's link counts also, however far, for a row that has it as its hash and that no sound row links to, if a
    /// sound row links to the broken one. (Beyond breaks.md: else rows whose order values were exchanged, where
    /// those are hashed, lose their predecessors, and the sound rows behind them would be called inserted.)
    private func wasMoved(_ index: Int, from candidate: Int, link: HashValue) -> Bool {
        nodes[candidate].hash == link && !soundLinks.contains(link)
            && nodes[index].names.contains(where: soundLinks.contains)
    }

    private func standsBehindItsPredecessor(_ index: Int) -> Bool {
        guard let row = nodes[index].row else { return true }
        if nodes[index].predecessor != Node.unknown, nodes[index].isAlteredLink || !facts.storesLink {
            return nodes[index].predecessor == index - 1
        }
        guard facts.storesLink else {
            return nodes[index].contentHolds && (sealedNode(before: index) ?? Node.root) == index - 1
        }
        guard index > 0 else { return row.link == facts.genesis }
        guard let link = row.link else { return false }
        return nodes[index - 1].names.contains(link)
    }

    /// Step 6, else: the nearest row before that does not descend from this one; if possible one near its own predecessor.
    /// Beyond breaks.md: if possible not one that hangs beside others, else a forged row in a sealed one's place would have the
    /// rows before it called inserted.
    private func assumedPredecessor(of index: Int, mayCycle: Bool) -> Int {
        var nearest: Int?
        var beside: Int?
        var candidate = index - 1
        while candidate >= 0 {
            defer { candidate -= 1 }
            if mayCycle, descends(candidate, from: index) { continue }
            nearest = nearest ?? candidate
            let own = nodes[candidate].predecessor
            guard own != Node.unknown else { continue }
            let ownPosition = own == Node.root ? -1 : nodes[own].position + nodes[own].weight - 1
            guard abs(nodes[candidate].position - ownPosition) <= 8 else { continue }
            guard hangsBeside(candidate) else { return candidate }
            beside = beside ?? candidate
        }
        return beside ?? nearest ?? Node.root
    }

    /// Whether another row was sealed behind a row's predecessor before it, at another time and by another transaction.
    private func hangsBeside(_ index: Int) -> Bool {
        let predecessor = nodes[index].predecessor
        guard !nodes[index].isAssumed, predecessor < index, let row = nodes[index].row else { return false }
        return nodes[(predecessor + 1)..<index].contains { other in
            other.predecessor == predecessor && !other.isAssumed
                && other.row.map { Self.nearness(row, $0) == [false] } ?? false
        }
    }

    /// The hash that stands before a node in the order, be it a digest or not.
    private func storedHash(before index: Int) -> HashValue? {
        guard let node = nodes[..<index].last(where: { $0.storedHash != nil }) else { return facts.genesis }
        return node.storedHash
    }

    /// Whether a row stands somewhere behind another in the lines found so far.
    private func descends(_ candidate: Int, from index: Int) -> Bool {
        var at = candidate
        var steps = 0
        while at >= 0, steps <= nodes.count {
            if at == index { return true }
            at = nodes[at].predecessor
            steps += 1
        }
        return false
    }

    /// Step 7: the line follows the longest descent from the genesis.
    mutating func drawLine() {
        var children: [[Int]] = Array(repeating: [], count: nodes.count + 1)
        for index in nodes.indices { children[nodes[index].predecessor + 1].append(index) }
        var order: [Int] = []
        var stack = children[0]
        while let next = stack.popLast() {
            order.append(next)
            stack += children[next + 1]
        }
        descent = Array(repeating: 0, count: nodes.count)
        for index in order.reversed() {
            descent[index] = nodes[index].countedWeight + (children[index + 1].map { descent[$0] }.max() ?? 0)
        }
        self.children = children
        var at = Node.root
        while let next = heir(of: at) {
            nodes[next].isOnLine = true
            line.append(next)
            at = next
        }
    }

    /// The row in which the line through a row goes on.
    func heir(of index: Int) -> Int? {
        children[index + 1].max { left, right in
            // Beyond breaks.md: what was moved here from another chain, be it long, does not cast out what was sealed here.
            if nodes[left].isFromElsewhere != nodes[right].isFromElsewhere { return nodes[left].isFromElsewhere }
            if descent[left] != descent[right] { return descent[left] < descent[right] }
            if nodes[left].isAssumed != nodes[right].isAssumed { return nodes[left].isAssumed }
            // Beyond breaks.md: a row before its predecessor comes last, else a copy of the tip, placed anywhere before,
            // would be the line, and the tip itself inserted.
            if (left < index) != (right < index) { return left < index }
            return left > right
        }
    }
}
