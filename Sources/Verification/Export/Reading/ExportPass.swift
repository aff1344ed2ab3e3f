import AuditChain
import Formula
import Postgres
import Rows

/// Reads the rows of an entry in their order, and lends those that are taken out.
struct ExportPass: ~Copyable {
    /// What every row is shown by.
    let columns: ExportedColumns
    private let ready: EntryPreparation.Ready
    private let breaks: [Break]
    /// Whether the verdict names only the first of many breaks.
    private let namesFewBreaks: Bool
    /// How many rows were verified.
    private let rows: Int
    private let progress: (Int) -> Void
    private var reading: Reading
    private let filterField: Int?
    private let timesField: Int?
    private var positions = RowPositions.all
    private var isOneChain: Bool
    private let hasPlainChains: Bool
    private let verdict: RowCheck.Vouching
    private(set) var summary = ExportSummary()

    init(
        _ ready: EntryPreparation.Ready, _ plan: ExportPlan, found: ChainReport?, progress: @escaping (Int) -> Void
    ) {
        self.ready = ready
        breaks = found?.breaks ?? []
        rows = found?.rows ?? 0
        namesFewBreaks = found.map { $0.breakCount > $0.breaks.count } ?? false
        self.progress = progress
        let layout = ready.entry.layout
        var expressions = layout.expressions
        func place(_ sql: String) -> Int {
            expressions.append(sql)
            return layout.columns.count + expressions.count - 1
        }
        columns = ExportedColumns(
            shown: plan.columns.map {
                ExportedColumn($0, mask: plan.masks[$0.name], places: layout.fields, place: place)
            },
            hash: ExportedColumn(plan.hash, places: layout.fields, place: place),
            link: plan.link.map { ExportedColumn($0, places: layout.fields, place: place) },
            hasChains: !ready.entry.perFields.isEmpty, hashIsText: ready.entry.hashIsText)
        filterField = plan.filter.map { place("(\($0)\n) IS TRUE") }
        timesField = plan.isWithinTimes.map { place("(\($0)\n) IS TRUE") }
        reading = layout.reading(withOrigin: false, byChain: false)
        reading.expressions = expressions
        isOneChain = ready.entry.perFields.isEmpty
        hasPlainChains = plan.hasPlainChains
        let isDisputed = found?.findings.contains { $0.kind == .rendererDisagreement } ?? false
        verdict = namesFewBreaks ? .nothing : isDisputed ? .disputes : .holds
    }

    /// Finds out where the rows stand that are asked for.
    ///
    /// - Throws: `.usage` for a row or a break that there is not.
    mutating func find(_ range: ExportRequest.Range, in source: inout TableSource) throws(Obstacle) {
        let entry = ready.entry
        switch range {
        case .all: return
        case .around(let wanted, let context):
            let name = try RowName(wanted, of: entry, in: &source)
            let row = try RowFinder.row(name, of: entry, in: &source)
            stay(in: entry.chain(of: row.row))
            try find(context: context, in: &source) { other in
                (entry.orderFields + entry.perFields).allSatisfy { Self.isSame(row.row[$0], other[$0]) }
            }
        case .broken(let number, let context):
            guard breaks.indices.contains(number - 1) else {
                throw Obstacle(
                    .usage,
                    "there is no break \(number)\(namesFewBreaks ? " among those that are named" : ""): \(entry.name) has \(breaks.count.grouped)",
                    hint: "'unbroken verify' numbers them")
            }
            let found = breaks[number - 1]
            guard let first = found.positions.first, let last = found.positions.last else {
                throw Obstacle(.internalError, "nobody knows where the rows of break \(number) stand")
            }
            stay(in: found.chain)
            // Positions of a verdict begin with 0; where rows are missing, those on either side are its neighbours.
            let start = first.lowerBound + (found.kind == .missingRows ? 0 : 1)
            guard let key = try key(of: found.chain, in: &source) else { return positions = .within([:]) }
            positions = .within([key: max(1, start - context)...last.upperBound + 1 + context])
        case .named(let found, let context):
            let (per, order) = (entry.per, entry.order)
            let places = found.places
            var isThere = false
            try find(context: context, in: &source) { row in
                let chain = Dictionary(uniqueKeysWithValues: zip(per, entry.chain(of: row)))
                guard chain == found.chain else { return false }
                let place = Dictionary(uniqueKeysWithValues: zip(order, entry.order(of: row)))
                guard places.contains(place) else { return false }
                isThere = true
                return true
            }
            guard isThere else {
                throw Obstacle(
                    .usage, "no row of break \(found.number) of that verdict is in \(entry.table)",
                    hint: "its rows are gone since; 'unbroken verify' says what the table holds now")
            }
        case .times:
            guard let timesField else { return }
            try find(context: 0, in: &source) { row in Self.isTrue(row[timesField]) }
        }
    }

    /// By what rows of a chain are told from others; `nil`: there is none.
    private func key(of chain: [String?], in source: inout TableSource) throws(Obstacle) -> ChainKey? {
        let entry = ready.entry
        guard !entry.perFields.isEmpty else { return .single }
        var key: ChainKey?
        try source.read(reading) { row throws(Obstacle) in
            if entry.chain(of: row) == chain { key = entry.key(of: row) }
            return key == nil
        }
        return key
    }

    /// Other chains need not be read, where the server tells chains apart as a verification does: types that are not
    /// PostgreSQL's own may hold values equal that print differently.
    private mutating func stay(in chain: [String?]) {
        guard hasPlainChains else { return }
        reading.having = zip(ready.entry.per, chain).map { Reading.ColumnValue(column: $0, value: $1) }
        isOneChain = true
    }

    private mutating func find(
        context: Int, in source: inout TableSource, _ isWanted: (borrowing Row) -> Bool
    ) throws(Obstacle) {
        var finder = PositionFinder(ready.entry)
        var seen = 0
        let progress = progress
        try source.read(reading) { row throws(Obstacle) in
            seen += 1
            if seen & 8_191 == 0 { progress(seen) }
            finder.accept(row, isWanted: isWanted(row))
            return true
        }
        positions = .within(finder.ranges(context: context))
    }

    /// Reads and lends.
    mutating func run(
        over source: inout TableSource, _ body: (borrowing Row, RowFacts) throws(Obstacle) -> Void
    ) throws(Obstacle) {
        if case .within(let ranges) = positions, ranges.isEmpty { return }
        var check = try RowCheck(ready, breaks: breaks, verdict: verdict)
        var book = RangeBook()
        var (summary, seen, named) = (ExportSummary(), 0, Set<Int>())
        let entry = ready.entry
        defer { self.summary = summary }
        let (namesFewBreaks, rows) = (namesFewBreaks, self.rows)
        let (positions, filterField, isOneChain, progress) = (positions, filterField, isOneChain, progress)
        try source.read(reading) { row throws(Obstacle) in
            seen += 1
            if seen & 8_191 == 0 { progress(seen) }
            let position = try check.enter(row)
            if positions.contains(position, of: check.chain) {
                var facts = check.facts(of: row)
                let isDoubtful = namesFewBreaks && (facts.content != .holds || facts.link == .fails)
                if isDoubtful || !facts.breaks.isEmpty { summary.brokenRows += 1 }
                if !facts.breaks.isEmpty { named.formUnion(facts.breaks) }
                if facts.content == .disputed || facts.link == .disputed { summary.disputedRows += 1 }
                facts.isShown = Self.isShown(row, filterField)
                facts.chain = book.take(row, at: position, isShown: facts.isShown, of: entry, check)
                if facts.isShown { summary.rows += 1 } else { summary.leftOut += 1 }
                try body(row, facts)
            } else {
                book.pass(entry, check)
                check.pass(row)
            }
            check.leave(row)
            return !positions.ends(at: position, of: check.chain, isOnly: isOneChain)
        }
        book.finish(entry, check)
        summary.ranges = book.ranges
        summary.breaks = named.sorted()
        summary.idleMasks = columns.idleMasks
        // Whoever verified must have seen the same rows.
        if case .all = positions, seen != rows {
            throw Obstacle(
                .damagedStream,
                "\(ready.entry.table) gave \(seen.grouped) rows, where \(rows.grouped) were verified in the same snapshot",
                hint: "a view, or an index that lacks rows, answers differently when asked twice")
        }
    }

    private static func isShown(_ row: borrowing Row, _ filterField: Int?) -> Bool {
        guard let filterField else { return true }
        return isTrue(row[filterField])
    }

    private static func isTrue(_ field: Span<UInt8>?) -> Bool {
        guard let field else { return false }
        return field.count == 1 && field[0] == 1
    }

    private static func isSame(_ one: Span<UInt8>?, _ other: Span<UInt8>?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return one.isEqual(to: other)
    }
}
