extension Diagnosis {
    /// Step 14, and what each break shows.
    func breaks() -> [Break] {
        let sorted = drafts.sorted {
            ($0.nodes.first ?? 0, $0.nodes.last ?? 0, $0.kind.rawValue)
                < ($1.nodes.first ?? 0, $1.nodes.last ?? 0, $1.kind.rawValue)
        }
        var merged: [Draft?] = []
        var owners: [Break.Kind: [Int: Int]] = [:]  // which merged draft of a kind holds a node
        for var draft in sorted {
            if draft.canMerge {
                let touched = Set(draft.nodes.flatMap { [$0 - 1, $0, $0 + 1] }.compactMap { owners[draft.kind]?[$0] })
                // A long run of such rows grows in place: to make it anew for each row would take their number squared.
                if touched.count == 1, let index = touched.first, merged[index] != nil {
                    merged[index]?.nodes += draft.nodes
                    merged[index]?.alternatives.formUnion(draft.alternatives)
                    if let shown = merged[index]?.shown { merged[index]?.shown = min(shown, draft.shown) }
                    for node in draft.nodes { owners[draft.kind, default: [:]][node] = index }
                    continue
                }
                for index in touched.sorted() {
                    guard let other = merged[index] else { continue }
                    draft.nodes = Set(other.nodes + draft.nodes).sorted()
                    draft.alternatives.formUnion(other.alternatives)
                    draft.shown = min(draft.shown, other.shown)
                    merged[index] = nil
                }
                for node in draft.nodes { owners[draft.kind, default: [:]][node] = merged.count }
            }
            merged.append(draft)
        }
        for index in merged.indices {
            if let nodes = merged[index]?.nodes { merged[index]?.nodes = Set(nodes).sorted() }
        }
        return merged.compactMap { $0 }.sorted {
            ($0.nodes.first ?? 0, $0.nodes.last ?? 0, $0.kind.rawValue)
                < ($1.nodes.first ?? 0, $1.nodes.last ?? 0, $1.kind.rawValue)
        }.map(shown)
    }

    private func shown(_ draft: Draft) -> Break {
        let first = draft.nodes.first.map { nodes[$0].firstOrder } ?? []
        let last = draft.nodes.last.map { nodes[$0].lastOrder } ?? []
        var result = Break(
            draft.kind, chain: facts.chain, first: first, last: last,
            rows: draft.nodes.reduce(0) { $0 + nodes[$1].weight },
            alternatives: Break.Kind.allCases.filter { draft.alternatives.contains($0) && $0 != draft.kind })
        let shown = nodes[draft.shown].row
        let before = hash(before: draft.shown)
        switch draft.kind {
        case .alteredContent, .alteredHash, .malformedHash, .formulaMismatch, .unsealedRow:
            result.expectedHash = shown?.recomputed?.spelling
            result.foundHash = shown?.hash?.spelling
        case .alteredLink:
            let predecessor = nodes[draft.shown].predecessor
            result.expectedHash = (predecessor == Node.root ? facts.genesis : nodes[predecessor].names.first)?.spelling
            result.foundHash = shown?.link?.spelling
        case .missingHead:
            result.rows = nil
            fallthrough
        case .rewrittenRow, .missingRows, .insertedRow, .forkedChain, .reorderedRows:
            // Numbers are drawn without being used, so that a gap bounds the count but does not give it.
            if draft.kind == .missingRows { result.rows = nil }
            if facts.storesLink {
                result.expectedHash = before?.spelling
                result.foundHash = shown?.link?.spelling
            } else {
                result.expectedHash = shown?.recomputed?.spelling
                result.foundHash = shown?.hash?.spelling
            }
        }
        result.evidence = evidence(draft)
        result.positions = positions(of: draft.kind == .missingRows ? [draft.shown] : draft.nodes)
        return result
    }

    private func positions(of nodes: [Int]) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for range in nodes.map({ self.nodes[$0].readPositions }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = ranges.last, range.lowerBound <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }

    private func evidence(_ draft: Draft) -> Break.Evidence {
        var evidence = Break.Evidence()
        let subject = draft.kind == .rewrittenRow ? draft.nodes.first : draft.shown
        if let row = subject.flatMap({ nodes[$0].row }) {
            evidence.xmin = row.xmin.map { String($0) }
            evidence.ctid = row.ctid
            evidence.time = row.timeText
        }
        if draft.kind.isOfContent {
            evidence.secondOpinion = nodes[draft.shown].row?.opinion
            evidence.trouble = nodes[draft.shown].row?.trouble
        }
        evidence.gap = draft.gap
        if let first = draft.nodes.first, first > 0 { evidence.before = nodes[first - 1].row?.order }
        if let last = draft.nodes.last, last + 1 < nodes.count { evidence.after = nodes[last + 1].row?.order }
        let shown = nodes[draft.shown]
        if !shown.isAssumed, shown.predecessor != Node.root, shown.predecessor != draft.shown - 1 {
            let order = nodes[shown.predecessor].row?.order
            if shown.isAlteredLink { evidence.sealedBehind = order } else { evidence.linksTo = order }
        }
        evidence.elsewhere = shown.elsewhere
        return evidence
    }
}
