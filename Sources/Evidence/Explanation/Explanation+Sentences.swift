import AuditChain
import Verification

extension Explanation {
    /// Whether the formula gives the stored hash, in a few words.
    var outcome: String {
        if stored == nil { return "the row has no hash: it was never sealed, or its hash was removed." }
        if recomputed == nil { return "the formula gives NULL, which is no row's hash." }
        guard contentHolds else { return "the formula does not give the stored hash." }
        return link.holds
            ? "the formula gives the stored hash."
            : "the formula gives the stored hash, but the link is not \(link.expectation)."
    }

    /// What a row that fails may have gone through, a sentence each; none for a row that holds.
    var mismatch: [String] {
        guard let stored, let recomputed, !contentHolds else { return [] }
        var sentences: [String] = []
        if stored.lowercased() == recomputed.lowercased() {
            return ["The two differ in upper and lower case only: the hash is not spelled as the formula spells it."]
        }
        if stored.count != recomputed.count {
            sentences.append(
                "The stored hash has \(Printable.count(stored.count, "character")), the recomputed one "
                    + "\(recomputed.count.grouped): it was cut or overwritten, or another formula gave it.")
        }
        switch trial {
        case .holds:
            sentences.append(
                "With \(link.expectation) in place of the link the formula gives the stored hash: the content holds, "
                    + "only the link was changed.")
        case .fails:
            sentences.append(
                "With \(link.expectation) in place of the link the formula does not give the stored hash either: the "
                    + "content or the hash was changed, the row was sealed behind another one, or unbroken.yml says "
                    + "another formula than the trigger's.")
        case .notPossible:
            sentences.append(
                "With \(link.expectation) in place of the link the formula was not tried: the server renders the part "
                    + "with the link.")
        case .notNeeded where link.isStored && link.holds:
            sentences.append(
                "The link is \(link.expectation): so it is the content or the hash that was "
                    + "changed, or unbroken.yml says another formula, or other settings, than the trigger's.")
        case .notNeeded where !link.isStored && link.preceding != nil:
            sentences.append(
                "The table stores no link: either this row was changed, or the hash of the row before it, or rows "
                    + "between the two were removed.")
        case .notNeeded:
            sentences.append(
                "The content, the link or the hash was changed, or unbroken.yml says another formula than the trigger's."
            )
        }
        return sentences
    }
}

extension Explanation.Link {
    /// What the link should be.
    fileprivate var expectation: String {
        preceding == nil ? "the genesis" : "the hash of the row before"
    }

    /// What the link is, a sentence each.
    var sentences: [String] {
        guard let preceding else {
            let reason =
                isBehindUnsealed
                ? "no row before this one in its chain has a hash" : "this is the first row of its chain"
            if holds { return ["the genesis, as \(reason)"] }
            return [naming, "It should be the genesis, \(Explanation.spelled(genesis)), as \(reason)."]
        }
        let row = preceding.place.words
        let nearness = isBehindUnsealed ? "the nearest row before it that has a hash" : "the row before it"
        guard isStored else { return ["the hash of row \(row), \(nearness), as the table stores no link"] }
        if holds { return ["the hash of row \(row), \(nearness)"] }
        return [naming, "It should be \(Explanation.spelled(preceding.hash)), the hash of row \(row), \(nearness)."]
    }

    /// What a link names that is not what it should be.
    private var naming: String {
        guard value != nil else { return "no link at all" }
        let genesis = value == self.genesis ? "the genesis, which only the first row of a chain links to; " : ""
        guard let named else { return genesis + "the hash of no row" }
        return namedCount == 1
            ? genesis + "the hash of row \(named.words)"
            : genesis + "the hash of \(namedCount.grouped) rows, the first of them \(named.words)"
    }
}

extension Explanation {
    /// A hash as one word, so that it can be copied, and so that none is taken for NULL that is not.
    static func spelled(_ hash: String?) -> String {
        guard let hash else { return "NULL" }
        let safe = Printable.safe(hash).replacing(" ", with: "\u{A0}")
        return safe.isEmpty || safe == "NULL" ? "'" + safe + "'" : safe
    }
}

extension Explanation.Place {
    var words: String { Evidence.Place.named(columns, values) }
}
