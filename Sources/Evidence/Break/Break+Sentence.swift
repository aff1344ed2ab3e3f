public import AuditChain
public import Verification

extension Break {
    /// What happened and where, in one plain sentence; the same in text and JSON.
    public func sentence(in entry: ChainReport) -> String {
        var place = Printable.safe(entry.name)
        if !chain.isEmpty { place += ", chain " + Place.named(entry.per, chain) }
        return place + ": " + ([event(in: entry)] + causes(in: entry)).joined(separator: " ")
    }

    private func event(in entry: ChainReport) -> String {
        let first = "row " + Place.named(entry.order, first)
        let last = "row " + Place.named(entry.order, last)
        let isOne = self.first == self.last
        let subject = isOne ? first : "rows " + range(in: entry)
        switch kind {
        case .alteredContent:
            return isOne
                ? "\(subject) was changed after it was sealed."
                : "\(subject) were changed after they were sealed."
        case .alteredHash:
            return isOne
                ? "the hash of \(subject) was changed; its content is as it was sealed."
                : "the hashes of \(subject) were changed; their content is as it was sealed."
        case .alteredLink:
            return isOne
                ? "the link of \(subject) was changed; the rest of the row is as it was sealed."
                : "the links of \(subject) were changed; the rest of the rows is as it was sealed."
        case .rewrittenRow:
            return isOne
                ? "\(subject) was changed and its own hash recomputed; the row after it still names another hash."
                : "\(subject) were changed and their hashes recomputed; the rows after them still name other hashes."
        case .missingRows:
            // How many can't be known: numbers are drawn that no row ever gets.
            return "one or more rows are missing between \(first) and \(last)."
        case .insertedRow:
            return isOne
                ? "\(subject) is not part of the chain: it was inserted, copied or forged."
                : "\(subject) are not part of the chain: they were inserted, copied or forged."
        case .forkedChain:
            return isOne
                ? "\(subject) forks the chain: it was sealed against the same predecessor as another row."
                : "\(subject) fork the chain: the first of them was sealed against the same predecessor as another row."
        case .reorderedRows:
            return isOne
                ? "\(subject) stands in another place than the one in which it was sealed."
                : "\(subject) stand in another order than the one in which they were sealed."
        case .missingHead:
            return "the oldest rows are missing: \(first) comes first now, but was not sealed as the first."
        case .unsealedRow:
            return isOne ? "\(subject) has no hash." : "\(subject) have no hash."
        case .malformedHash:
            return isOne
                ? "what stands in the hash column of \(subject) is not a hash that the formula could give."
                : "what stands in the hash column of \(subject) is no hash that the formula could give."
        case .formulaMismatch:
            return "the formula does not give the \(isOne ? "hash" : "hashes") of \(subject)."
        }
    }

    /// Where the break has another name than `formulaMismatch`: whether the formula is the likelier culprit all the same.
    private var mayBeTheFormula: Bool {
        kind != .formulaMismatch && evidence.formulaTrial?.causes.isEmpty == false
    }

    /// What trials showed to be the causes, one sentence each.
    func causes(in entry: ChainReport) -> [String] {
        guard let trial = evidence.formulaTrial else { return [] }
        let from = evidence.before.map { _ in
            zip(entry.order, first).map { "\(Printable.safe($0)): \(Printable.safe($1 ?? "null"))" }
                .joined(separator: ", ")
        }
        return (mayBeTheFormula ? ["But the formula may be wrong."] : [])
            + trial.causes.map { Printable.safe($0.sentence(from: from)) }
    }

    /// `id=5 to id=9 (5 rows)`.
    private func range(in entry: ChainReport) -> String {
        let ends = Place.named(entry.order, first) + " to " + Place.named(entry.order, last)
        guard let rows else { return ends }
        return ends + " (" + Printable.count(rows, "row") + ")"
    }

    /// What follows from the break, and what to do about it.
    public var meaning: String {
        if mayBeTheFormula, let trial = evidence.formulaTrial {
            return trial.meaning(isTail: false) + " If the first row's link does not fit, look at genesis: too."
        }
        return meaningOfKind
    }

    private var meaningOfKind: String {
        switch kind {
        case .alteredContent:
            "What stands there today does not give the hash that was stored at sealing. Don't rely on it; compare it "
                + "with a backup or with the application's own records."
        case .alteredHash:
            "The content gives the hash that the next row names, so the content can be relied on. Somebody wrote "
                + "to the hash column."
        case .alteredLink:
            "With the predecessor's hash in place of the stored link the row's hash holds, so the content can be "
                + "relied on. Somebody wrote to the link column."
        case .rewrittenRow:
            "Whoever did this knew the formula. The content holds by itself, but it is not what the next row was "
                + "sealed upon. Compare it with a backup."
        case .missingRows:
            "Rows that were once sealed into the chain are no longer in the table. What they said can only come from "
                + "a backup. If they were purged lawfully, somebody must be able to show it."
        case .insertedRow:
            "Nothing that was sealed later rests on it, so it was not there when the chain was written, or not here."
        case .forkedChain:
            "Two writers at one moment do this where the trigger does not make them wait for each other: make it take "
                + "a lock before it reads the newest hash. Nothing that was sealed later vouches for this branch."
        case .reorderedRows:
            "Content and hashes hold, but the order columns tell another story than the links do. Somebody wrote to "
                + "an order column, or its values do not follow the order of sealing."
        case .missingHead:
            "Rows before it were once sealed into the chain and are no longer in the table. If they were purged "
                + "lawfully, somebody must be able to show it. If this log was never verified before, look at genesis: in "
                + "unbroken.yml first: where that is wrong, a sound chain seems to lack its head."
        case .unsealedRow:
            "Nothing vouches for it: it was written while the trigger was off, or its hash was removed."
        case .malformedHash:
            "Nothing vouches for it: its hash was overwritten or cut short."
        case .formulaMismatch:
            evidence.formulaTrial?.meaning(isTail: evidence.before != nil)
                ?? "So many rows fail, while their links hold, that the formula is the likelier culprit. Causes worth "
                + "trying: time zone, date style, precision (nanoseconds hashed, microseconds stored), a cast, a "
                + "trigger that was changed."
        }
    }

    /// What else the facts fit, in one sentence; `nil` where they fit nothing else.
    public var alternativesSentence: String? {
        guard !alternatives.isEmpty else { return nil }
        return "It could also be that " + Printable.list(alternatives.map(\.story), joining: "or that") + "."
    }

    /// What was compared, of which expected and found hash are the two sides.
    func comparison(in entry: ChainReport) -> HashComparison {
        switch kind {
        case .alteredContent, .alteredHash, .unsealedRow, .malformedHash, .formulaMismatch: .content
        case .alteredLink: .link
        case .missingHead: entry.storesLink ? .genesis : .content
        case .rewrittenRow, .missingRows, .insertedRow, .forkedChain, .reorderedRows:
            entry.storesLink ? .link : .content
        }
    }
}

/// The two sides of a comparison that failed; the raw value is the name in JSON.
enum HashComparison: String {
    /// The hash that the formula gives for the row, and the one that it stores.
    case content
    /// The hash of the row before, and the link that the row stores.
    case link
    /// The link that a chain's first row must store, and the one that it stores.
    case genesis

    /// What the expected hash is.
    var expected: String {
        switch self {
        case .content: "recomputed from the row"
        case .link: "hash of the preceding row"
        case .genesis: "the genesis"
        }
    }

    /// What the found hash is.
    var found: String {
        switch self {
        case .content: "stored in the row"
        case .link, .genesis: "stored link"
        }
    }
}

extension Break.Kind {
    /// The kind as a story that the facts fit as well.
    var story: String {
        switch self {
        case .alteredContent: "the content was changed after sealing"
        case .alteredHash: "only the hash was changed"
        case .alteredLink: "only the link was changed"
        case .rewrittenRow: "a row here was changed and its own hash recomputed"
        case .missingRows: "rows were removed here"
        case .insertedRow: "the row was inserted, copied or forged"
        case .forkedChain: "concurrent writers sealed against one predecessor"
        case .reorderedRows: "rows were put into another order"
        case .missingHead: "the oldest rows were removed"
        case .unsealedRow: "the row was never sealed"
        case .malformedHash: "the hash was overwritten or cut short"
        case .formulaMismatch: "the formula does not fit these rows"
        }
    }
}

extension Break.SecondOpinion {
    /// What the server said of the row, in one sentence.
    public var sentence: String {
        switch self {
        case .agrees: "PostgreSQL evaluated the formula itself and agrees that the stored hash does not fit."
        case .notAskedSecret:
            "PostgreSQL was not asked to check: the formula holds a secret, which never leaves this computer."
        case .notAskedNoServer: "PostgreSQL was not asked to check: there is no server."
        case .notAskedLimit: "PostgreSQL was not asked to check: it had been asked about 1,000 other rows."
        case .notAskedServerRendered: "PostgreSQL was not asked to check: it rendered the row in the first place."
        case .notAskedEnded: "PostgreSQL was not asked to check: the run ended before."
        case .noAnswer: "PostgreSQL was asked to check, but could not say."
        }
    }
}
