extension Diagnosis {
    /// What lies between a row and the one before it in the order (breaks.md, step 12).
    struct Gap {
        /// A number between is no row's.
        var isGap = false
        /// Rows may be missing here: a gap, or nothing that would show one, or a number that `where` leaves out.
        var isRoom = false
        var numbers: ClosedRange<Int64>?
    }

    func gap(before index: Int) -> Gap {
        // Beyond breaks.md: the row that it names stands in another chain. It was taken from here, number and all.
        if nodes[index].elsewhere?.isStray == true { return Gap(isGap: true, isRoom: true) }
        guard facts.hasNumbers else { return Gap(isRoom: true) }
        let before = nodes[index].predecessor
        guard before >= 0, let lower = nodes[before].row?.number, let upper = nodes[index].row?.number else {
            return Gap()
        }
        if facts.numbersRestart, let one = nodes[before].row?.order, let other = nodes[index].row?.order,
            one.dropLast() != other.dropLast()
        {
            // How far the numbers went that ended there, nobody knows.
            return Gap(isRoom: true)
        }
        let (difference, overflow) = upper.subtractingReportingOverflow(lower)
        guard overflow || difference > 1, upper > lower else { return Gap() }
        // Beyond breaks.md: a row that is not of the line may stand in the place of one that was.
        let isTaken = before + 1 < index && nodes[before + 1..<index].contains { !$0.isOnLine }
        if facts.numbersRestart, facts.hasFilter { return Gap(isRoom: true) }
        let answer =
            facts.hasAllNumbers || facts.numbersRestart
            ? (present: max(0, nodes[index].position - nodes[before].position - 1), hasExcluded: false)
            : witness.occupancy(above: lower, below: upper)
        guard let (present, hasExcluded) = answer else { return Gap(isRoom: isTaken) }
        let missing = overflow ? nil : Int(difference) - 1 - present
        guard missing.map({ $0 > 0 }) ?? true else { return Gap(isRoom: hasExcluded || isTaken) }
        return Gap(isGap: true, isRoom: true, numbers: lower + 1...upper - 1)
    }

    /// Whether a row's content fails and no step has named it yet.
    private func isUnnamedFailure(_ index: Int) -> Bool {
        let node = nodes[index]
        return !node.contentHolds && !node.isNamed && !node.isInBranch && !node.isReordered
    }

    /// Steps 10 and 13: content that fails, by what the successors know of the row.
    mutating func nameContents() {
        let failures = nodes.indices.filter(isUnnamedFailure)
        let unlinked = Set(
            failures.filter { !facts.storesLink && nodes[$0].isAssumed && nodes[$0].isOnLine && !isHashAltered($0) })
        for index in failures {
            if unlinked.contains(index) {
                nameUnlinked(index, among: unlinked)
                continue
            }
            var draft = Draft(kind: .alteredContent, nodes: [index], shown: index)
            if isHashAltered(index) {
                draft.kind = .alteredHash
            } else if !vouchedNames(of: index).contains(where: { $0 == nodes[index].hash }), nodes[index].row != nil {
                draft.alternatives.insert(.alteredHash)
            }
            if nodes[index].isAssumed {
                draft.canMerge = draft.kind != .alteredContent || !facts.storesLink
                if nodes[index].predecessor == Node.root {
                    draft.alternatives.insert(.missingHead)
                } else {
                    draft.alternatives.insert(.rewrittenRow)
                    if gap(before: index).isRoom { draft.alternatives.insert(.missingRows) }
                }
            }
            drafts.append(draft)
        }
    }

    /// The names by which sound successors know a row.
    private func vouchedNames(of index: Int) -> [HashValue] {
        children[index + 1].filter { !nodes[$0].isAssumed && !nodes[$0].isBroken }.compactMap { child in
            nodes[child].row == nil ? nodes[index].hash : nodes[child].usedLink
        }
    }

    /// Whether successors know the row only by what its hash would have to be.
    private func isHashAltered(_ index: Int) -> Bool {
        let names = vouchedNames(of: index)
        return !names.isEmpty && !names.contains { $0 == nodes[index].hash }
    }

    /// Step 13: no link is stored and no trial told what the row was sealed behind.
    private mutating func nameUnlinked(_ index: Int, among others: Set<Int>) {
        let before = nodes[index].predecessor
        if before == Node.root {
            drafts.append(
                facts.isContinued
                    ? Draft(
                        kind: .alteredContent, nodes: [index], alternatives: [.missingRows, .rewrittenRow], shown: index
                    )
                    : Draft(
                        kind: .missingHead, nodes: [index], alternatives: [.alteredContent], canMerge: false,
                        shown: index))
            return
        }
        let gap = gap(before: index)
        let behind = heir(of: index)
        if gap.isGap, !others.contains(before), !(behind.map(others.contains) ?? false) {
            drafts.append(
                Draft(
                    kind: .missingRows, nodes: [before, index], alternatives: [.alteredContent, .rewrittenRow],
                    canMerge: false, shown: index, gap: gap.numbers))
            return
        }
        var draft = Draft(kind: .alteredContent, nodes: [index], alternatives: [.rewrittenRow], shown: index)
        if gap.isRoom { draft.alternatives.insert(.missingRows) }
        if index == line.last(where: { nodes[$0].storedHash != nil }) { draft.alternatives.insert(.alteredHash) }
        drafts.append(draft)
    }

    /// Step 11: sound rows of the line whose link names no row.
    mutating func nameAssumed() {
        for index in line where nodes[index].isAssumed && !nodes[index].isBroken && nodes[index].row != nil {
            if nodes[index].isFromElsewhere {
                drafts.append(Draft(kind: .insertedRow, nodes: [index], shown: index))
                continue
            }
            let before = nodes[index].predecessor
            if before == Node.root {
                drafts.append(
                    facts.isContinued
                        ? Draft(
                            kind: .missingRows, nodes: [index], alternatives: [.rewrittenRow], canMerge: false,
                            shown: index)
                        : Draft(kind: .missingHead, nodes: [index], canMerge: false, shown: index))
                continue
            }
            let gap = gap(before: index)
            let missing = Draft(
                kind: .missingRows, nodes: [before, index], canMerge: false, shown: index, gap: gap.numbers)
            if nodes[before].isBroken {
                if nodes[before].isAlteredLink, gap.isGap {
                    drafts.append(missing)
                } else if gap.isRoom, let draft = drafts.firstIndex(where: { $0.nodes.contains(before) }) {
                    drafts[draft].alternatives.insert(.missingRows)
                }
            } else if gap.isGap {
                drafts.append(missing)
                drafts[drafts.count - 1].alternatives = [.rewrittenRow]
            } else {
                var draft = Draft(kind: .rewrittenRow, nodes: [before], shown: index)
                if gap.isRoom { draft.alternatives = [.missingRows] }
                drafts.append(draft)
            }
        }
    }
}
