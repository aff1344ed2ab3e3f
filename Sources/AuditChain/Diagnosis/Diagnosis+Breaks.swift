extension Diagnosis {
    /// Step 14, and what each break shows.
    func breaks() -> [Break] {
        var sorted = drafts.sorted { left, right in
            (left.nodes.first ?? 0, left.nodes.last ?? 0, left.kind.rawValue)
                < (right.nodes.first ?? 0, right.nodes.last ?? 0, right.kind.rawValue)
        }
        var merged: [Draft] = []
        var lastOfKind: [Break.Kind: Int] = [:]
        for draft in sorted {
            if draft.canMerge, let index = lastOfKind[draft.kind], let end = merged[index].nodes.last,
                merged[index].canMerge, draft.nodes.first == end + 1
            {
                merged[index].nodes += draft.nodes
                merged[index].alternatives.formUnion(draft.alternatives)
            } else {
                lastOfKind[draft.kind] = merged.count
                merged.append(draft)
            }
        }
        sorted = merged
        return sorted.map(shown)
    }

    private func shown(_ draft: Draft) -> Break {
        let rows = draft.nodes.compactMap { nodes[$0].row }
        let first = rows.first?.order ?? []
        let last = rows.last?.order ?? []
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
            if draft.kind == .missingRows { result.rows = draft.missing }
            if facts.storesLink {
                result.expectedHash = before?.spelling
                result.foundHash = shown?.link?.spelling
            } else {
                result.expectedHash = shown?.recomputed?.spelling
                result.foundHash = shown?.hash?.spelling
            }
        }
        result.evidence = evidence(draft)
        return result
    }

    private func evidence(_ draft: Draft) -> Break.Evidence {
        var evidence = Break.Evidence()
        let subject = draft.kind == .rewrittenRow ? draft.nodes.first : draft.shown
        if let row = subject.flatMap({ nodes[$0].row }) {
            evidence.xmin = row.xmin.map { String($0) }
            evidence.ctid = row.ctid
            evidence.time = row.timeText
        }
        evidence.gap = draft.gap
        if let first = draft.nodes.first, first > 0 { evidence.before = nodes[first - 1].row?.order }
        if let last = draft.nodes.last, last + 1 < nodes.count { evidence.after = nodes[last + 1].row?.order }
        let predecessor = nodes[draft.shown].predecessor
        if !nodes[draft.shown].isAssumed, predecessor != Node.root, predecessor != draft.shown - 1 {
            evidence.linksTo = nodes[predecessor].row?.order
        }
        return evidence
    }
}
