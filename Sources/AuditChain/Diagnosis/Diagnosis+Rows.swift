extension Diagnosis {
    /// Step 1: rows that share a place in the order stand in the order of their links, or, where none is stored, of trials.
    mutating func settleTies(_ elements: [ChainElement]) {
        nodes.reserveCapacity(elements.count)
        var index = 0
        while index < elements.count {
            guard case .row(let first) = elements[index] else {
                append(elements[index])
                index += 1
                continue
            }
            var group = [first]
            while index + group.count < elements.count, case .row(let next) = elements[index + group.count],
                next.place == first.place
            {
                group.append(next)
            }
            index += group.count
            if group.count == 1 { append(.row(first)) } else { appendGroup(group) }
        }
    }

    private mutating func appendGroup(_ group: [ChainRow]) {
        var rest = group
        var position = group[0].position
        var names = namesAtEnd()
        while !rest.isEmpty {
            let tip = hash(before: nodes.count)
            var row = rest.remove(at: indexOfNext(among: rest, behind: tip, names: names))
            if !facts.storesLink { row.recomputed = recomputed(row, link: tip) }
            row.position = position
            position += 1
            names = self.names(of: row, behind: tip, names: names)
            append(.row(row))
        }
    }

    /// Of rows of one place, the one that links to the hash before them, else to another name of the row before, else the
    /// first that links to none of the others.
    private func indexOfNext(among rows: [ChainRow], behind tip: HashValue?, names: [HashValue?]) -> Int {
        func follows(_ row: ChainRow, _ name: HashValue?) -> Bool {
            if facts.storesLink { return row.link == name }
            return row.hash != nil && recomputed(row, link: name) == row.hash
        }
        guard rows.count > 1 else { return 0 }
        for name in [tip] + names {
            if let next = rows.firstIndex(where: { follows($0, name) }) { return next }
        }
        let others = rows.map { self.names(of: $0, behind: tip, names: names) }
        return rows.indices.first { index in
            !rows.indices.contains { $0 != index && others[$0].contains { follows(rows[index], $0) } }
        } ?? 0
    }

    /// What a successor of the last row so far may link to.
    private func namesAtEnd() -> [HashValue?] {
        var start = nodes.count
        while start > 0, nodes.count - start < Self.nameLimit, nodes[start - 1].row?.contentHolds == false {
            start -= 1
        }
        var names = start == 0 ? [facts.genesis] : [nodes[start - 1].hash]
        for index in start..<nodes.count {
            guard let row = nodes[index].row else { continue }
            names = self.names(of: row, behind: hash(before: index), names: names)
        }
        return names
    }

    /// What a successor may link to, as in step 4, while places are still being settled.
    private func names(of row: ChainRow, behind tip: HashValue?, names: [HashValue?]) -> [HashValue?] {
        let value = facts.storesLink ? row.recomputed : recomputed(row, link: tip)
        if let hash = row.hash, row.isDisputed || hash == value { return [hash] }
        let others = names.prefix(Self.nameLimit).map { recomputed(row, link: $0) }
        if let hash = row.hash, !facts.storesLink, others.contains(hash) { return [hash] }
        var found: [HashValue?] = []
        for case .some(let name) in [row.hash, value] + others where !found.contains(name) { found.append(name) }
        return found
    }

    private mutating func append(_ element: ChainElement) {
        var node = Node(element: element)
        switch element {
        case .row(var row):
            // Where a tie was settled anew, the row behind it has another hash before it.
            if !facts.storesLink, row.id != nil, let last = nodes.last?.row, last.hash != nil {
                row.recomputed = recomputed(row, link: last.hash)
                node.element = .row(row)
            }
            node.isUnsealed = row.hash == nil
            node.contentHolds = row.contentHolds
            if let hash = row.hash {
                node.names = [hash]
                node.hasOwnHash = true
            }
        case .run(let run):
            node.weight = run.count
            node.isUnsealed = run.kind == .unsealed
            node.contentHolds = run.kind == .sound
            if let hash = run.lastHash {
                node.names = [hash]
                node.hasOwnHash = true
            }
        }
        nodes.append(node)
    }

    /// Step 2: where nearly every row fails, or every row from one to the end, it is the formula that does not fit.
    mutating func judgeFormula() {
        var concerned: [Int] = []
        if facts.entryMismatches {
            concerned = nodes.indices.filter { nodes[$0].hash != nil && !nodes[$0].contentHolds && isLinked($0) }
        } else {
            var rows = 0
            for index in nodes.indices.reversed() where nodes[index].hash != nil {
                guard !nodes[index].contentHolds, isLinked(index) else { break }
                concerned.append(index)
                rows += nodes[index].weight
            }
            guard rows >= 20 else { return }
            concerned.reverse()
        }
        guard let first = concerned.first else { return }
        for index in concerned {
            nodes[index].isMismatch = true
            nodes[index].contentHolds = true
        }
        drafts.append(
            Draft(
                kind: .formulaMismatch, nodes: concerned, alternatives: [.alteredContent], canMerge: false, shown: first
            ))
    }

    /// Step 3: rows without a hash, and hashes that are none.
    mutating func judgeHashes() {
        let soundModel = nodes.first { $0.contentHolds && $0.hash != nil && !$0.isMismatch }?.hash
        for index in nodes.indices {
            if nodes[index].isUnsealed {
                drafts.append(Draft(kind: .unsealedRow, nodes: [index], shown: index))
                continue
            }
            guard !nodes[index].contentHolds, let row = nodes[index].row, let hash = row.hash,
                let model = row.recomputed ?? soundModel, !hash.hasShape(of: model)
            else { continue }
            nodes[index].isMalformed = true
            drafts.append(Draft(kind: .malformedHash, nodes: [index], shown: index))
        }
    }

    /// How many names a row has at the most; each failing row before it adds one.
    private static var nameLimit: Int { 12 }

    /// Step 4: what a successor may link to.
    mutating func giveNames() {
        for index in nodes.indices {
            if nodes[index].isUnsealed || nodes[index].isMalformed {
                nodes[index].names = []
                nodes[index].hasOwnHash = false
            }
            if nodes[index].isBroken, let row = nodes[index].row {
                var candidates = [row.recomputed]
                if row.id != nil {
                    let before = index > 0 ? nodes[index - 1].names : [facts.genesis].compactMap { $0 }
                    candidates += before.prefix(Self.nameLimit).map { recomputed(row, link: $0) }
                }
                for case .some(let name) in candidates where !nodes[index].names.contains(name) {
                    nodes[index].names.append(name)
                }
            }
            for name in nodes[index].names { byName[name, default: []].append(index) }
        }
    }
}
