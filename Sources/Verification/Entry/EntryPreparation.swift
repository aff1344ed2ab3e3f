import AuditChain
import BasicContainers
import Configuration
import Formula
import Postgres
import Rows

/// Checks an entry of `chains:` against the database and compiles its formula.
struct EntryPreparation {
    let entry: ChainEntry
    let catalog: SessionCatalog
    private(set) var columns: [Column] = []
    private var place = TableSource.Place.query("")
    private var table = ""
    private var findings: [Finding] = []
    private var layout = FieldLayout()

    /// What is ready to be read.
    struct Ready: ~Copyable {
        var entry: PreparedEntry
        var place: TableSource.Place
        var layout: TableSource.Layout
        var formulas: [CompiledFormula]
        var genesis: CompiledFormula?
        var rangeField: Int?
        /// For each formula, the field of its first server expression.
        var formulaStarts: [Int]
        var genesisStart: Int

        /// A new renderer, with buffers of its own.
        func renderer() throws(Obstacle) -> Renderer {
            var plans = UniqueArray<RenderPlan>()
            for (formula, start) in zip(formulas, formulaStarts) {
                plans.append(try formula.plan(fields: entry.layout.fields, expressionsFrom: start))
            }
            var genesisPlan = UniqueArray<RenderPlan>()
            if let genesis {
                genesisPlan.append(try genesis.plan(fields: entry.layout.fields, expressionsFrom: genesisStart))
            }
            return Renderer(
                plans: plans, genesis: GenesisPlan(genesisPlan), rangeField: rangeField,
                canTryLinks: formulas.allSatisfy(\.linkIsClientSide))
        }
    }

    init(_ entry: ChainEntry, catalog: SessionCatalog) {
        self.entry = entry
        self.catalog = catalog
    }

    mutating func prepare() throws(Obstacle) -> Ready {
        try findRows()
        try checkEncoding()
        let hash = try column(entry.hash)
        try checkHash(hash, at: entry.hash, role: "hash")
        let link = try entry.previous.map { name throws(Obstacle) in try column(name) }
        if let link, let name = entry.previous {
            try checkHash(link, at: name, role: "link")
            if (link.type.name == "bytea") != (hash.type.name == "bytea") {
                throw Obstacle(
                    .configuration,
                    "\(name.position): the link \(link.name) is \(link.type.name), but the hash \(hash.name) is \(hash.type.name)",
                    hint: "a link names a hash byte by byte, so that both have to be text or both bytea")
            }
        }
        let order = try entry.order.map { name throws(Obstacle) in try column(name) }
        let per = try entry.per.map { name throws(Obstacle) in try column(name) }
        let secrets = try Secrets.read(entry.secrets)
        let filter = try entry.filter.map { source throws(Obstacle) in try condition(source) }
        let formula = try Formula(parsing: entry.formula)
        let names = try names(of: formula)
        let formulaPlace = entry.formula.position(ofByte: 0)
        if formula.names.contains(hash.name) {
            throw Obstacle(
                .configuration,
                "\(formulaPlace): the formula uses the hash \(hash.name) itself, so that it would prove nothing",
                hint: "write the expression that the trigger computes the hash with")
        }
        let compiled = try entry.settings.map { range throws(Obstacle) in
            try formula.compiled(for: try context(range, secrets: secrets, hash: hash, names: names))
        }
        if compiled.contains(where: \.revealsSecret) {
            throw Obstacle(
                .configuration, "\(formulaPlace): the formula's value would show a secret",
                hint: "let the secret pass through hmac(…) or a digest")
        }
        if !compiled.allSatisfy(\.usesLink) {
            guard link != nil else {
                throw Obstacle(
                    .configuration, "\(formulaPlace): nothing in the formula ties a row to the one before it",
                    hint:
                        "where the table stores no link, previous stands for the hash before; else name the column by previous:"
                )
            }
            findings.append(
                Finding(
                    .unlinkedFormula,
                    "The formula leaves out the link: whoever can write the table could remove rows and set the links anew without a trace."
                ))
        }
        let genesis = try entry.genesis.map { source throws(Obstacle) in
            try compile(genesis: source, hash: hash, link: link)
        }

        var result = PreparedEntry(
            name: entry.name.value, table: table, per: per.map(\.name), order: order.map(\.name), layout: layout,
            hashField: read(hash), linkField: link.map { read($0) }, perFields: per.map { layout.field(of: $0.name) },
            orderFields: order.map { layout.field(of: $0.name) }, perTexts: per.map { shown($0) },
            orderTexts: order.map { shown($0) },
            time: try entry.time.map { name throws(Obstacle) in shown(try column(name)) },
            clock: try entry.time.flatMap { name throws(Obstacle) in Self.clock(try column(name).type) },
            hashIsText: hash.type.name != "bytea",
            hasNumbers: ["int2", "int4", "int8"].contains(order.last?.type.name),
            tiesArePossible: tiesArePossible(per: per, order: order), isWholeTable: per.isEmpty && filter == nil,
            hasFilter: filter != nil, allowsEmpty: entry.allowEmpty, serverFormula: nil, noOpinion: nil,
            usesServer: false,
            findings: [])
        var formulaStarts: [Int] = []
        var genesisStart = 0
        for formula in compiled {
            for name in formula.columns { _ = layout.field(of: name) }
            formulaStarts.append(layout.block(formula.serverExpressions))
        }
        if let genesis {
            for name in genesis.columns { _ = layout.field(of: name) }
            genesisStart = layout.block(genesis.serverExpressions)
        }
        var rangeField: Int?
        if entry.settings.count > 1 { rangeField = layout.expression(try rangeExpression()) }
        // Fields of expressions stand behind all columns, whose number is known only now.
        result.layout = layout
        let start = layout.columns.count
        func moved(_ field: Int) -> Int { field < Self.expressionBase ? field : field - Self.expressionBase + start }
        result.hashField = moved(result.hashField)
        result.linkField = result.linkField.map(moved)
        for index in result.perTexts.indices { result.perTexts[index].field = moved(result.perTexts[index].field) }
        for index in result.orderTexts.indices {
            result.orderTexts[index].field = moved(result.orderTexts[index].field)
        }
        if let field = result.time?.field { result.time?.field = moved(field) }
        result.usesServer = compiled.contains(where: \.isServerRendered) || (genesis?.isServerRendered ?? false)
        try decideOpinion(&result, compiled[0])
        report(&result, compiled[0])
        let ranges = entry.settings.map {
            TableSource.RenderingRange(from: $0.from, settings: $0.values.mapValues(\.value))
        }
        return Ready(
            entry: result, place: place,
            layout: TableSource.Layout(
                per: result.per, order: result.order, hash: hash.name, filter: filter, ranges: ranges),
            formulas: compiled, genesis: genesis, rangeField: rangeField.map { $0 + start },
            formulaStarts: formulaStarts.map { $0 + start }, genesisStart: genesisStart + start)
    }

    private static let expressionBase = 1 << 20

    // MARK: Where the rows are

    private mutating func findRows() throws(Obstacle) {
        switch entry.rows {
        case .query(let source):
            let sql = try catalog.ask { session throws(Obstacle) in
                try SQLExpression.qualified(rows: source, in: &session)
            }
            place = .query(sql)
            table = "rows:"
            columns = try located(source.position(ofByte: 0)) { () throws(Obstacle) in
                try catalog.ask { session throws(Obstacle) in
                    try session.columns(ofQuery: "(\(sql)\n) AS unbroken_rows")
                }
            }
            findings.append(
                Finding(
                    .viewNotTable, "The rows come from the query of rows:, which shows whatever it is made to show."))
        case .table(let spelling):
            guard let name = TableNameParser.parse(spelling.value) else {
                throw Obstacle(
                    .configuration, "\(spelling.position): '\(spelling.value)' is no table's name",
                    hint: "spell it as in SQL: public.audit_log, or '\"HR\".\"Event.Log\"' with quotes inside quotes")
            }
            let relation = try located(spelling.position) { () throws(Obstacle) in
                try catalog.ask { session throws(Obstacle) in try session.relation(schema: name.schema, name: name.name)
                }
            }
            place = .table(relation)
            table = relation.sqlName
            columns = relation.columns
            try checkKind(of: relation, at: spelling.position)
        }
    }

    private mutating func checkKind(of relation: Relation, at position: SourcePosition) throws(Obstacle) {
        switch relation.kind {
        case .table, .partitioned: break
        case .view, .materializedView:
            guard entry.allowView else {
                throw Obstacle(
                    .configuration, "\(position): \(relation.sqlName) is a view, which can show what no table holds",
                    hint: "name the table behind it, or say allow_view: true if you trust whoever may change the view")
            }
            findings.append(
                Finding(
                    .viewNotTable, "\(relation.sqlName) is a view: what it shows may differ from what its tables hold.")
            )
        case .foreign:
            guard entry.allowView else {
                throw Obstacle(
                    .configuration,
                    "\(position): \(relation.sqlName) is a foreign table, whose rows another server gives",
                    hint: "verify on the server that holds the rows, or say allow_view: true")
            }
        }
        if relation.kind == .foreign || relation.hasForeignPart {
            findings.append(
                Finding(.unusualTable, "\(relation.sqlName) has rows on another server, outside this snapshot."))
        }
        if relation.isTemporary {
            findings.append(
                Finding(.unusualTable, "\(relation.sqlName) is a temporary table: its rows go with the session."))
        } else if relation.isUnlogged {
            findings.append(
                Finding(.unusualTable, "\(relation.sqlName) is unlogged: a crash of the server empties it."))
        }
    }

    private func located<Value>(
        _ position: SourcePosition, _ body: () throws(Obstacle) -> Value
    ) throws(Obstacle) -> Value {
        do throws(Obstacle) { return try body() } catch {
            guard error.kind == .configuration else { throw error }
            throw Obstacle(error.kind, "\(position): \(error.sentence)", hint: error.hint, sqlState: error.sqlState)
        }
    }

    private func column(_ name: Located<String>) throws(Obstacle) -> Column {
        if let found = columns.first(where: { $0.name == name.value }) { return found }
        throw Obstacle(
            .configuration, "\(name.position): \(table) has no column \(name.value)",
            hint: Nearest.question(Nearest.names(to: name.value, among: columns.map(\.name)))
                ?? "it has \(columns.map(\.name).joined(separator: ", "))")
    }

    private func checkHash(_ column: Column, at name: Located<String>, role: String) throws(Obstacle) {
        guard ["text", "varchar", "bpchar", "bytea"].contains(column.type.name) else {
            throw Obstacle(
                .configuration,
                "\(name.position): the \(role) column \(column.name) is \(column.type.name), not text or bytea",
                hint: "a digest is kept as text (hex, base64) or as bytea")
        }
    }

    private func tiesArePossible(per: [Column], order: [Column]) -> Bool {
        guard case .table(let relation) = place else { return true }
        return !relation.rulesOutTies(in: per.map(\.name) + order.map(\.name))
    }

    // MARK: Fields

    /// The field of a hash or link; of `char(n)`, of its text without the blanks at its end.
    private mutating func read(_ column: Column) -> Int {
        guard column.type.name == "bpchar" else { return layout.field(of: column.name) }
        return Self.expressionBase + layout.expression("(\(Self.quoted(column.name)))::text")
    }

    private mutating func shown(_ column: Column) -> PreparedEntry.ShownField {
        if let display = DisplayText(column.type) {
            return PreparedEntry.ShownField(field: layout.field(of: column.name), display: display)
        }
        let place = layout.expression("(\(Self.quoted(column.name)))::text")
        return PreparedEntry.ShownField(field: Self.expressionBase + place, display: nil)
    }

    private static func clock(_ type: ColumnType) -> PreparedEntry.Clock? {
        switch type.name {
        case "timestamptz", "timestamp": .microseconds
        case "date": .days
        default: nil
        }
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// The number of the range of settings that a row belongs to.
    private func rangeExpression() throws(Obstacle) -> String {
        let row = "ROW(\(entry.order.map { Self.quoted($0.value) }.joined(separator: ", ")))"
        var cases = ""
        for (number, range) in entry.settings.enumerated().reversed() where number > 0 {
            let values = entry.order.map { name in
                "'"
                    + (range.from[name.value] ?? "").split(separator: "'", omittingEmptySubsequences: false)
                    .joined(separator: "''") + "'"
            }
            cases += " WHEN (\(row) >= ROW(\(values.joined(separator: ", ")))) IS NOT FALSE THEN \(number)"
        }
        return "(CASE\(cases) ELSE 0 END)::int4"
    }

    // MARK: Expressions

    private func names(of formula: Formula) throws(Obstacle) -> CatalogNames {
        try catalog.ask { session throws(Obstacle) in try CatalogNames(of: formula, in: &session) }
    }

    private func context(
        _ range: ChainEntry.SettingsRange, secrets: [String: [UInt8]], hash: Column, names: CatalogNames
    ) throws(Obstacle) -> FormulaContext {
        let settings = try located(range.position) { () throws(Obstacle) in
            try RenderSettings(range.values.mapValues(\.value))
        }
        return FormulaContext(
            columns: columns, link: entry.previous?.value, hash: Self.compared(hash.type), settings: settings,
            names: names,
            secrets: secrets, rendersOnServer: entry.serverRenders)
    }

    /// A char(n) is read, and so compared, without the blanks at its end.
    private static func compared(_ type: ColumnType) -> ColumnType {
        type.name == "bpchar" ? ColumnType(oid: 25, name: "text") : type
    }

    /// The client renders text as UTF-8; a database of another encoding hashes other bytes.
    private func checkEncoding() throws(Obstacle) {
        let encoding = try catalog.ask { session throws(Obstacle) in
            try session.rows(of: "SELECT pg_catalog.current_setting('server_encoding')").first?.first ?? nil
        }
        guard let encoding, encoding != "UTF8", !entry.serverRenders else { return }
        throw Obstacle(
            .configuration,
            "\(entry.name.position): the database's encoding is \(encoding), in which text has other bytes",
            hint: "say render: server for this chain, if you trust the server")
    }

    private func condition(_ source: SourceText) throws(Obstacle) -> String {
        try catalog.ask { session throws(Obstacle) in
            try SQLExpression.qualified(condition: source, columns: columns, in: &session)
        }
    }

    private func compile(genesis source: SourceText, hash: Column, link: Column?) throws(Obstacle) -> CompiledFormula {
        let formula = try Formula(parsing: source, title: "the genesis")
        let context = FormulaContext(
            columns: columns, link: "", hash: Self.compared((link ?? hash).type), settings: RenderSettings(),
            names: try names(of: formula), allowedColumns: entry.per.map(\.value))
        return try formula.compiled(for: context)
    }

    private func decideOpinion(_ result: inout PreparedEntry, _ formula: CompiledFormula) throws(Obstacle) {
        if entry.serverRenders {
            result.noOpinion = .notAskedServerRendered
        } else if formula.usesSecret {
            result.noOpinion = .notAskedSecret
        } else {
            // Where a link is stored, the server reads the stored one; else it is told the hash before the row.
            result.serverFormula = try formula.sql(link: entry.previous == nil ? "unbroken_previous" : nil)
        }
    }

    private func report(_ result: inout PreparedEntry, _ formula: CompiledFormula) {
        result.findings = findings
        for sentence in formula.ambiguities { result.findings.append(Finding(.ambiguousFormula, sentence)) }
        if result.usesServer {
            result.findings.append(
                Finding(
                    .serverRendered,
                    "The server rendered \(entry.serverRenders ? "the formula" : "a part of the formula") and is believed in that."
                ))
        }
    }
}
