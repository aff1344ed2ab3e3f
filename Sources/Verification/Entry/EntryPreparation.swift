import AuditChain
import BasicContainers
import Configuration
import Formula
import Postgres
import Rows

/// Checks an entry of `chains:` against the database and lays out what is read of each row.
struct EntryPreparation {
    private let entry: ChainEntry
    private let rows: EntryRows
    private let compiled: EntryFormulas
    private let hash: Column
    private let link: Column?
    /// Columns of `per:` and `order:` in which values of different bytes may be equal.
    private let loose: Set<String>
    private var layout = FieldLayout()

    /// What is ready to be read.
    struct Ready: Sendable {
        var entry: PreparedEntry
        var place: TableSource.Place
        var layout: TableSource.Layout
        var formulas: [CompiledFormula]
        /// For each range of settings; none where the first row stores no link.
        var geneses: [CompiledFormula]
        var rangeField: Int?
        /// For each formula, the field of its first server expression.
        var formulaStarts: [Int]
        /// Likewise for each genesis.
        var genesisStarts: [Int]

        /// A new renderer, with buffers of its own.
        func renderer() throws(Obstacle) -> Renderer {
            var plans = UniqueArray<RenderPlan>()
            for (formula, start) in zip(formulas, formulaStarts) {
                plans.append(try formula.plan(fields: entry.layout.fields, expressionsFrom: start))
            }
            var genesisPlans = UniqueArray<RenderPlan>()
            for (genesis, start) in zip(geneses, genesisStarts) {
                genesisPlans.append(try genesis.plan(fields: entry.layout.fields, expressionsFrom: start))
            }
            return Renderer(
                plans: plans,
                genesis: GenesisPlan(
                    genesisPlans, isConstant: geneses.count <= 1 && geneses.allSatisfy(\.isConstant),
                    position: entry.genesisPosition),
                rangeField: rangeField,
                canTryLinks: formulas.allSatisfy(\.linkIsClientSide))
        }
    }

    /// - Throws: an obstacle with its place for whatever the configuration says that is not so.
    ///
    /// - Parameter areSaved: whether the rows come from a saved stream.
    init(_ entry: ChainEntry, catalog: SessionCatalog, areSaved: Bool = false) throws(Obstacle) {
        self.entry = entry
        rows = try EntryRows(entry, catalog, areSaved: areSaved)
        try Self.checkEncoding(entry, catalog)
        hash = try rows.digestColumn(entry.hash, role: "hash")
        link = try entry.previous.map { [rows] name throws(Obstacle) in try rows.digestColumn(name, role: "link") }
        if let link, let name = entry.previous, (link.type.name == "bytea") != (hash.type.name == "bytea") {
            throw Obstacle(
                .configuration,
                "\(name.position): the link \(link.name) is \(link.type.name), but the hash \(hash.name) is \(hash.type.name)",
                hint: "a link names a hash byte by byte, so that both have to be text or both bytea")
        }
        compiled = try EntryFormulas(entry, rows, hash: hash, link: link, catalog)
        try Self.checkRanges(entry, rows, catalog)
        var loose: Set<String> = []
        for name in entry.per + entry.order {
            let column = try rows.column(name)
            let isLoose = try catalog.ask(offline: column.type.mayBeLoose) { [rows] session throws(Obstacle) in
                try session.holdsLoosely(column, of: rows.place)
            }
            if isLoose { loose.insert(column.name) }
        }
        self.loose = loose
    }

    /// The columns of the table.
    var columns: [Column] { rows.columns }

    /// What sentences call the table, and what stands behind FROM.
    var table: String { rows.table }
    var from: String { rows.from }
    var unreadableColumns: Set<String> {
        if case .table(let relation) = rows.place { relation.unreadableColumns } else { [] }
    }

    /// Whether the server renders a part of a formula under settings of the writer's.
    var rendersBySettings: Bool {
        entry.settings.contains { !$0.values.isEmpty }
            && (compiled.formulas + compiled.geneses).contains { !$0.serverExpressions.isEmpty }
    }

    /// The entry apart from what its rows hold.
    var design: ChainDesign {
        var table: Relation?
        if case .table(let relation) = rows.place { table = relation }
        let formula = compiled.formulas.first
        return ChainDesign(
            name: entry.name.value, table: table, order: entry.order.map(\.value), per: entry.per.map(\.value),
            previous: entry.previous?.value, hash: entry.hash.value, formulaColumns: formula?.columns ?? [],
            ambiguities: formula?.ambiguities ?? [], decidingSettings: formula?.decidingSettings ?? [],
            isServerRendered: compiled.formulas.contains(where: \.isServerRendered))
    }

    /// - Parameter hasTies: whether rows of a stream were seen to share a place.
    mutating func prepare(hasTies: Bool = false) throws(Obstacle) -> Ready {
        let order = try entry.order.map { name throws(Obstacle) in try rows.column(name) }
        let per = try entry.per.map { name throws(Obstacle) in try rows.column(name) }
        // A stream's rows are lent as they are: every field is read, in the file's order.
        if rows.areSaved { for column in rows.columns { _ = layout.field(of: column.name) } }
        var result = PreparedEntry(
            name: entry.name.value, formulaPosition: entry.formula.position(ofByte: 0),
            genesisPosition: entry.genesis.map { "\($0.position(ofByte: 0))" } ?? "", table: rows.table,
            per: per.map(\.name), order: order.map(\.name), layout: layout,
            hashField: read(hash), linkField: link.map { read($0) }, perFields: per.map { layout.field(of: $0.name) },
            orderFields: order.map { layout.field(of: $0.name) }, perTexts: per.map { shown($0) },
            orderTexts: order.map { shown($0) },
            time: try entry.time.map { name throws(Obstacle) in shown(try rows.column(name)) },
            clock: try entry.time.flatMap { name throws(Obstacle) in Self.clock(try rows.column(name).type) },
            hashIsText: hash.type.name != "bytea",
            hasNumbers: ["int2", "int4", "int8"].contains(order.last?.type.name),
            tiesArePossible: hasTies || rows.tiesArePossible(in: per + order),
            isWholeTable: per.isEmpty && compiled.filter == nil, hasFilter: compiled.filter != nil,
            allowsEmpty: entry.allowEmpty, serverFormula: nil, serverTrial: nil, serverPreimage: nil,
            noOpinion: nil, usesServer: false,
            findings: [])
        var formulaStarts: [Int] = []
        var genesisStarts: [Int] = []
        for formula in compiled.formulas {
            for name in formula.columns { _ = layout.field(of: name) }
            formulaStarts.append(layout.block(formula.serverExpressions))
        }
        for genesis in compiled.geneses {
            for name in genesis.columns { _ = layout.field(of: name) }
            genesisStarts.append(layout.block(genesis.serverExpressions))
        }
        if entry.settings.count > 1 {
            result.rangeField = FieldLayout.expressionBase + layout.expression(entry.rangeExpression)
        }
        result.canReadFromAPlace = per.isEmpty && loose.isEmpty && rows.haveNoNull(order)
        let (chainField, placeField) = try peerFields(per: per, order: order)
        result.chainField = chainField
        result.placeField = placeField
        result.settle(layout)
        result.isInterleaved = rows.areSaved
        try decideOpinion(&result)
        result.findings = findings(usesServer: result.usesServer)
        let ranges = entry.settings.map {
            TableSource.RenderingRange(from: $0.from, settings: $0.values.mapValues(\.value))
        }
        let start = layout.columns.count
        return Ready(
            entry: result, place: rows.place,
            layout: TableSource.Layout(
                per: result.per, order: result.order, hash: hash.name, filter: compiled.filter, ranges: ranges,
                schemas: compiled.schemas),
            formulas: compiled.formulas, geneses: compiled.geneses, rangeField: result.rangeField,
            formulaStarts: formulaStarts.map { $0 + start }, genesisStarts: genesisStarts.map { $0 + start })
    }

    // MARK: Fields

    /// The field of a hash or link; of `char(n)`, of its text without the blanks at its end.
    private mutating func read(_ column: Column) -> Int {
        guard column.type.name == "bpchar" else { return layout.field(of: column.name) }
        return FieldLayout.expressionBase + layout.expression(column.sqlText)
    }

    private mutating func shown(_ column: Column) -> PreparedEntry.ShownField {
        if let display = DisplayText(column.type) {
            return PreparedEntry.ShownField(field: layout.field(of: column.name), display: display)
        }
        let place = layout.expression(column.sqlText)
        return PreparedEntry.ShownField(field: FieldLayout.expressionBase + place, display: nil)
    }

    /// Where bytes do not tell whether two rows are of one chain, or share a place in the order, the server says so.
    private mutating func peerFields(per: [Column], order: [Column]) throws(Obstacle) -> (chain: Int?, place: Int?) {
        func ranked(_ columns: [Column], _ function: String) -> String {
            "(\(function)() OVER (ORDER BY \(columns.map(\.name.sqlIdentifier).joined(separator: ", "))))::int8"
        }
        var fields: (chain: Int?, place: Int?) = (nil, nil)
        if per.contains(where: { loose.contains($0.name) }) {
            if entry.settings.count > 1, layout.hasFormulaParts, let name = entry.per.first {
                throw Obstacle(
                    .configuration,
                    "\(name.position): chains can't be told apart by values such as 1.0 and 1.00, which are equal, where the server renders under several ranges of settings",
                    hint: "make an entry for each range, with where: and from, or use functions that are computed here")
            }
            fields.chain = FieldLayout.expressionBase + layout.expression(ranked(per, "dense_rank"))
        }
        if order.contains(where: { loose.contains($0.name) }), rows.tiesArePossible(in: per + order) {
            fields.place = FieldLayout.expressionBase + layout.expression(ranked(order, "dense_rank"))
        }
        return fields
    }

    private static func clock(_ type: ColumnType) -> PreparedEntry.Clock? {
        switch type.name {
        case "timestamptz", "timestamp": .microseconds
        case "date": .days
        default: nil
        }
    }

    // MARK: What is said

    /// Ranges out of order would overlap, and rows be read twice or under the wrong settings.
    private static func checkRanges(_ entry: ChainEntry, _ rows: EntryRows, _ catalog: SessionCatalog) throws(Obstacle)
    {
        let ranges = entry.settings.dropFirst()
        guard !ranges.isEmpty else { return }
        let order = try entry.order.map { name throws(Obstacle) in try rows.column(name) }
        let bounds = ranges.map { range in entry.order.map { range.from[$0.value] ?? "" } }
        let fault = try catalog.ask { session throws(Obstacle) in
            try session.fault(in: bounds, of: order, of: rows.place)
        }
        guard let fault else { return }
        let range = ranges[ranges.startIndex + fault.index]
        let place = entry.order.map { "\($0.value): \(range.from[$0.value] ?? "")" }.joined(separator: ", ")
        throw Obstacle(
            .configuration,
            "\(range.position): "
                + (fault.message.map { "from: {\(place)} is no place in the order: \($0)" }
                    ?? "from: {\(place)} does not stand behind the 'from' of the settings before it"),
            hint: "list the settings in the order of the rows that they hold for, each with its first row")
    }

    /// The client renders text as UTF-8; a database of another encoding hashes other bytes.
    private static func checkEncoding(_ entry: ChainEntry, _ catalog: SessionCatalog) throws(Obstacle) {
        let encoding = try catalog.ask(offline: nil) { session throws(Obstacle) in
            try session.rows(of: "SELECT pg_catalog.current_setting('server_encoding')").first?.first ?? nil
        }
        guard let encoding, encoding != "UTF8" else { return }
        // What the server renders as a whole has the server's bytes; without a stored link, or with a secret, it can't be.
        let isWhole = entry.previous != nil && entry.secrets.isEmpty
        if entry.serverRenders, isWhole { return }
        throw Obstacle(
            .configuration,
            "\(entry.name.position): the database's encoding is \(encoding), in which text has other bytes",
            hint: isWhole
                ? "say render: server for this chain, if you trust the server"
                : "verify a copy of the table in a database whose encoding is UTF8, if the text that is hashed is all ASCII"
        )
    }

    private func decideOpinion(_ result: inout PreparedEntry) throws(Obstacle) {
        result.usesServer = (compiled.formulas + compiled.geneses).contains(
            where: \.isServerRendered)
        guard let formula = compiled.formulas.first else { return }
        if !compiled.formulas.allSatisfy(\.linkIsClientSide), !formula.usesSecret {
            result.serverTrial = try formula.sql(link: "unbroken_previous")
        }
        if entry.serverRenders {
            result.noOpinion = .notAskedServerRendered
        } else if formula.usesSecret {
            result.noOpinion = .notAskedSecret
        } else {
            // Where a link is stored, the server reads the stored one; else it is told the hash before the row.
            let link = entry.previous == nil ? "unbroken_previous" : nil
            result.serverFormula = try formula.sql(link: link)
            result.serverPreimage = try formula.preimageSQL(link: link)
        }
    }

    private func findings(usesServer: Bool) -> [Finding] {
        var findings = rows.findings + compiled.findings
        for sentence in compiled.formulas.first?.ambiguities ?? [] {
            findings.append(Finding(.ambiguousFormula, sentence))
        }
        if usesServer {
            findings.append(
                Finding(
                    .serverRendered,
                    "The server rendered \(entry.serverRenders ? "the formula" : "a part of the formula") and is believed in that."
                ))
        }
        return findings
    }
}

extension PreparedEntry {
    /// Takes over a layout that is complete: fields of expressions stand behind all columns, whose number is known now.
    fileprivate mutating func settle(_ layout: FieldLayout) {
        self.layout = layout
        hashField = layout.settled(hashField)
        linkField = linkField.map(layout.settled)
        rangeField = rangeField.map(layout.settled)
        chainField = chainField.map(layout.settled)
        placeField = placeField.map(layout.settled)
        for index in perTexts.indices { perTexts[index].field = layout.settled(perTexts[index].field) }
        for index in orderTexts.indices { orderTexts[index].field = layout.settled(orderTexts[index].field) }
        if let field = time?.field { time?.field = layout.settled(field) }
    }
}
