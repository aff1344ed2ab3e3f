import AuditChain
import Rows

/// Asks the server about rows whose content fails: where it gives the stored hash and we do not, one of the two renders
/// wrongly, and nobody is accused of it.
struct SecondOpinion {
    private let entry: PreparedEntry
    /// How many rows the two render differently.
    private(set) var disputedCount = 0
    /// The first of them.
    private(set) var disputed: [Disagreement] = []
    private var left = 1_000
    private var trialsLeft = 1_000

    /// So many are told of.
    private static let shownLimit = 10

    init(_ entry: PreparedEntry) { self.entry = entry }

    private struct Question {
        var chain: Int
        var element: Int
        var key: RowKey
    }

    /// Asks about the rows of a pass.
    mutating func ask<Origin: Source & ~Copyable>(
        about collected: inout [ChainCollector], source: inout Origin, kept: KeptRows
    ) throws(Obstacle) {
        let asked = entry.serverFormula != nil && source.hasServer
        let unasked = entry.noOpinion ?? (source.hasServer ? .notAskedLimit : .notAskedNoServer)
        var questions = failing(&collected, unasked: unasked, kept: kept)[...]
        guard asked else { return }
        // Once the two have disagreed, every row that fails is asked about: what is not asked would be accused, or acquitted, blindly.
        while !questions.isEmpty, left > 0 || disputedCount > 0 {
            let batch = questions.prefix(disputedCount > 0 ? 1_000 : min(left, 1_000))
            questions = questions.dropFirst(batch.count)
            left = max(0, left - batch.count)
            try ask(Array(batch), about: &collected, source: &source, kept: kept)
        }
    }

    /// Where only the server can put another link in place of the stored one, asks it to try the hash before each row that fails.
    mutating func tryLinks<Origin: Source & ~Copyable>(
        of collected: [ChainCollector], source: inout Origin, kept: KeptRows
    ) throws(Obstacle) {
        guard let sql = entry.serverTrial, source.hasServer else { return }
        var keys: [RowKey] = []
        var rows: [(id: Int, link: HashValue?)] = []
        for collector in collected {
            var tip = collector.genesis
            for element in collector.elements {
                switch element {
                case .run(let run): tip = run.lastHash ?? tip
                case .row(let row):
                    defer { tip = row.hash ?? tip }
                    guard !row.contentHolds, row.hash != nil, row.link != tip, let id = row.id, trialsLeft > 0 else {
                        continue
                    }
                    trialsLeft -= 1
                    rows.append((id, tip))
                    keys.append(
                        RowKey(
                            origin: kept.origin(of: id), chain: collector.chain, order: row.order, previous: tip?.bytes)
                    )
                }
            }
        }
        guard !keys.isEmpty else { return }
        for (row, answer) in zip(rows, try source.evaluate(sql, at: keys)) {
            if case .bytes(let bytes) = answer {
                kept.remember(trialOf: row.id, link: row.link, gives: entry.hashValue(bytes))
            }
        }
    }

    private func failing(
        _ collected: inout [ChainCollector], unasked: Break.SecondOpinion, kept: KeptRows
    ) -> [Question] {
        var questions: [Question] = []
        for chain in collected.indices {
            var tip = collected[chain].genesis
            for index in collected[chain].elements.indices {
                switch collected[chain].elements[index] {
                case .run(let run): tip = run.lastHash ?? tip
                case .row(var row):
                    defer { tip = row.hash ?? tip }
                    guard !row.contentHolds, row.hash != nil else { continue }
                    row.opinion = unasked
                    collected[chain].elements[index] = .row(row)
                    let key = RowKey(
                        origin: row.id.flatMap { kept.origin(of: $0) }, chain: collected[chain].chain,
                        order: row.order, previous: entry.storesLink ? row.link?.bytes : tip?.bytes)
                    questions.append(Question(chain: chain, element: index, key: key))
                }
            }
        }
        return questions
    }

    private mutating func ask<Origin: Source & ~Copyable>(
        _ questions: [Question], about collected: inout [ChainCollector], source: inout Origin, kept: KeptRows
    ) throws(Obstacle) {
        guard let sql = entry.serverFormula else { return }
        let answers = try source.evaluate(sql, at: questions.map(\.key))
        for (question, answer) in zip(questions, answers) {
            guard case .row(var row) = collected[question.chain].elements[question.element] else { continue }
            switch answer {
            case .bytes(let bytes) where bytes == row.hash?.bytes:
                row.isDisputed = true
                disputedCount += 1
                if disputed.count < Self.shownLimit {
                    disputed.append(try disagreement(over: row, question.key, source: &source, kept: kept))
                }
            case .bytes, .null: row.opinion = .agrees
            case .absent, .failed: row.opinion = .noAnswer
            }
            collected[question.chain].elements[question.element] = .row(row)
        }
    }

    /// What the two hash for a row.
    private func disagreement<Origin: Source & ~Copyable>(
        over row: ChainRow, _ key: RowKey, source: inout Origin, kept: KeptRows
    ) throws(Obstacle) -> Disagreement {
        var disagreement = Disagreement(row: row.order)
        guard let sql = entry.serverPreimage, let id = row.id else { return disagreement }
        disagreement.ours = kept.preimage(
            ofRow: id, link: entry.storesLink ? .stored : .value(key.previous.map(entry.hashValue)))
        if case .bytes(let bytes)? = try source.evaluate(sql, at: [key]).first { disagreement.servers = bytes }
        return disagreement
    }
}
