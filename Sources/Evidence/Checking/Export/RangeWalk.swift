import AuditChain
import Formula
import Rows
import Verification

/// Walks over the rows of an export, shown and left out, and holds each against the one before it in its chain, against
/// the formula, and against what is said of it.
struct RangeWalk: ~Copyable {
    private struct Chain {
        /// The place of the row that must come next.
        var next: Int
        /// The hash of the nearest sealed row before it, as the files print hashes, without blanks at its end.
        var tip: [UInt8]?
        var shown = 0, leftOut = 0
    }

    private let manifest: ExportManifest
    private let seals: SealText
    private let kinds: Set<[UInt8]>
    private let namesAllBreaks: Bool
    private var chains: [Chain]
    private var recheck: RowRecheck?
    private var rows = 0, brokenRows = 0, disputedRows = 0
    /// What came of it so far.
    private(set) var tally = RangeTally()

    init(_ manifest: ExportManifest) throws(Obstacle) {
        let seals = SealText(manifest.chain)
        chains = manifest.ranges.map { Chain(next: $0.first, tip: seals.bytes($0.entering)) }
        self.seals = seals
        kinds = Set(manifest.breaks.map { [UInt8]($0.kind.utf8) })
        namesAllBreaks = manifest.log.breaksNamed == manifest.log.breakCount
        self.manifest = manifest
        guard manifest.chain.whyNotRecomputed == nil else {
            recheck = nil
            return
        }
        let masked = manifest.request.mask.compactMap { MaskedValue(parsing: $0) }
        do throws(Obstacle) { recheck = try RowRecheck(manifest.chain, masked: masked) } catch {
            throw Obstacle(
                .damagedFile, "the manifest has a formula that can't be computed: \(error.sentence)",
                hint: "a later version of unbroken may know it")
        }
        try checkGenesis()
    }

    /// Whether a row is the next of its chain.
    func expects(_ row: borrowing Row, _ fields: RecordFields, in file: String) throws(Obstacle) -> Bool {
        let (chain, position) = try fields.place(of: row, chains: chains.count, in: file)
        return chains[chain].next == position
    }

    /// Takes the next row of its chain.
    mutating func take(_ row: borrowing Row, _ fields: RecordFields, in file: String) throws(Obstacle) {
        let (chain, position) = try fields.place(of: row, chains: chains.count, in: file)
        func wrong(_ trouble: String) -> Obstacle {
            Obstacle(.damagedFile, "\(file): row \(position.grouped)\(label(of: chain)): \(trouble)")
        }
        let hash = seals.comparable(row, fields.hash, of: manifest.chain.hash)
        let content = try fields.content(of: row, in: file)
        let link = try fields.link(of: row, in: file)
        guard (content == .unsealed) == (hash == nil) else {
            throw wrong("it \(hash == nil ? "has no hash" : "has a hash"), and is called \(content.rawValue)")
        }
        if let trouble = trouble(with: link, of: row, fields, isSealed: hash != nil, tip: chains[chain].tip) {
            throw wrong(trouble)
        }
        if fields.isShown {
            if position == 1, !manifest.chain.per.isEmpty, let trouble = try genesisTrouble(row, chain) {
                throw wrong(trouble)
            }
            if let trouble = trouble(with: content, of: row, fields, hash: hash, tip: chains[chain].tip) {
                throw wrong(trouble)
            }
            chains[chain].shown += 1
        } else {
            chains[chain].leftOut += 1
        }
        let isNamed = row[fields.kinds] != nil
        if let bytes = row[fields.kinds],
            !bytes.copied.split(separator: UInt8(ascii: " ")).map(Array.init).allSatisfy(kinds.contains)
        {
            throw wrong("it belongs to a break that the manifest does not name")
        }
        let fails = content == .fails || link == .fails
        guard isNamed || !fails || !namesAllBreaks else { throw wrong("it fails, and belongs to no break") }
        guard isNamed || content != .unsealed || !namesAllBreaks else {
            throw wrong("it has no hash, and belongs to no break")
        }
        if isNamed || !namesAllBreaks && (content != .ok || link == .fails) { brokenRows += 1 }
        if content == .disputed || link == .disputed { disputedRows += 1 }
        rows += 1
        chains[chain].next += 1
        if let hash { chains[chain].tip = hash }
    }

    /// Says how far it is, once in so many rows that nobody has to wait for it.
    func tell(_ progress: (Progress) -> Void) {
        guard rows % 8192 == 0 else { return }
        progress(
            Progress(
                chain: manifest.chain.name, stage: .checking, rows: rows, estimate: manifest.rows + manifest.leftOut))
    }

    /// - Throws: where a range is not at its end.
    func finish() throws(Obstacle) {
        for (index, range) in manifest.ranges.enumerated() {
            let chain = chains[index]
            guard chain.next == range.last + 1, chain.shown == range.rows, chain.leftOut == range.leftOut else {
                throw gap(chain: index)
            }
            guard chain.tip == seals.bytes(range.leaving) else {
                throw Obstacle(
                    .damagedFile,
                    "the last row\(label(of: index)) does not have the hash that the manifest says leaves the range")
            }
        }
        guard brokenRows == manifest.brokenRows, disputedRows == manifest.disputedRows else {
            throw Obstacle(
                .damagedFile,
                "\(brokenRows.grouped) rows belong to breaks, where the manifest says \(manifest.brokenRows.grouped)")
        }
    }

    /// The first row that should be there and is not.
    func gap() -> Obstacle {
        let index = manifest.ranges.indices.first { chains[$0].next <= manifest.ranges[$0].last }
        return gap(chain: index ?? 0)
    }

    private func gap(chain: Int) -> Obstacle {
        Obstacle(
            .damagedFile,
            "row \(chains[chain].next.grouped)\(label(of: chain)) is not there, or rows do not stand in their order",
            hint: "rows were taken away, added or moved since the export was made")
    }

    private func label(of chain: Int) -> String {
        let values = manifest.ranges[chain].chain
        guard !values.isEmpty else { return "" }
        let named = manifest.chain.per.map { "\($0) \((values[$0] ?? nil) ?? "NULL")" }
        return " of \(Printable.safe(named.joined(separator: ", ")))"
    }

    // MARK: What a row says

    private mutating func trouble(
        with link: RecordFields.Link, of row: borrowing Row, _ fields: RecordFields, isSealed: Bool, tip: [UInt8]?
    ) -> String? {
        guard let field = fields.storedLink, isSealed else {
            return link == .none ? nil : "it has no link to compare, and its link is called \(link.rawValue)"
        }
        let holds = seals.comparable(row, field, of: manifest.chain.previous ?? "") == tip
        switch link {
        case .ok:
            tally.linksHeld += 1
            return holds ? nil : "its link is not the hash of the row before it, and is called ok"
        case .elsewhere: tally.elsewhere += 1
        case .fails, .disputed: tally.linksFailed += 1
        case .none: return "it has a link, and is said to have none"
        }
        return holds ? "its link is the hash of the row before it, and is called \(link.rawValue)" : nil
    }

    private mutating func trouble(
        with content: RecordFields.Content, of row: borrowing Row, _ fields: RecordFields, hash: [UInt8]?, tip: [UInt8]?
    ) -> String? {
        guard let hash else {
            tally.unsealed += 1
            return nil
        }
        let told = fields.recomputed.flatMap { seals.comparable(row, $0, of: manifest.chain.hash) }
        if content == .ok || content == .elsewhere, told != hash {
            return "it is called \(content.rawValue), and another hash is given as recomputed than it has"
        }
        guard let outcome = Self.outcome(&recheck, row, before: tip) else {
            return nil
        }
        switch outcome {
        case .holds:
            tally.contentHeld += 1
            return content == .ok ? nil : "its content gives its hash, and is called \(content.rawValue)"
        case .fails(let recomputed):
            if content == .elsewhere, fields.storedLink == nil {
                tally.elsewhere += 1
                return nil
            }
            tally.contentFailed += 1
            guard content == .fails || content == .disputed else {
                return "its content does not give its hash, and is called \(content.rawValue)"
            }
            return told == seals.bytes(recomputed) ? nil : "its content gives another hash than is told"
        case .masked:
            tally.masked += 1
            return nil
        case .unreadable(let column):
            return "the text of \(Printable.safe(column)) is none that PostgreSQL prints"
        }
    }

    private static func outcome(
        _ recheck: inout RowRecheck?, _ row: borrowing Row, before: [UInt8]?
    ) -> RowRecheck.Outcome? {
        guard let before else { return recheck?.content(of: row, before: nil) }
        return recheck?.content(of: row, before: before.span)
    }

    /// Whether the genesis, which enters a chain's first row, is the one that the manifest's expression gives.
    private mutating func genesisTrouble(_ row: borrowing Row, _ chain: Int) throws(Obstacle) -> String? {
        guard recheck != nil else { return nil }
        let genesis: String?
        do throws(Obstacle) { genesis = try recheck?.genesis(of: row) } catch { return error.sentence }
        guard genesis == manifest.ranges[chain].entering else {
            return "the genesis is not the one that enters the range"
        }
        tally.genesesHeld += 1
        return nil
    }

    /// Where there is one chain, its genesis follows from no row.
    private mutating func checkGenesis() throws(Obstacle) {
        guard manifest.chain.per.isEmpty, manifest.ranges.first?.first == 1, recheck != nil else { return }
        var nothing = RowBuilder()
        for _ in manifest.chain.columns { nothing.appendNull() }
        guard let trouble = try Self.genesisTrouble(&self, nothing) else { return }
        throw Obstacle(.damagedFile, "the manifest: \(trouble)", hint: "it was changed since it was made")
    }

    private static func genesisTrouble(
        _ walk: inout RangeWalk, _ nothing: borrowing RowBuilder
    ) throws(Obstacle) -> String? { try walk.genesisTrouble(nothing.row, 0) }
}
