import AuditChain
import Configuration
import Formula
import Postgres
import Rows

/// An entry's expressions, compiled: the formula and the genesis for each range of settings, and `where:`.
struct EntryFormulas {
    private(set) var formulas: [CompiledFormula] = []
    /// None where the first row stores no link.
    private(set) var geneses: [CompiledFormula] = []
    /// SQL, its names qualified; `nil`: every row.
    private(set) var filter: String?
    private(set) var findings: [Finding] = []
    /// Schemas that the server must search for them.
    private(set) var schemas: Set<String>

    init(
        _ entry: ChainEntry, _ rows: EntryRows, hash: Column, link: Column?, _ catalog: SessionCatalog
    ) throws(Obstacle) {
        schemas = rows.schemas
        var mentioned: Set<String> = []
        var overloading: Set<String> = []
        filter = try entry.filter.map { source throws(Obstacle) in
            let condition = try catalog.ask { session throws(Obstacle) in
                try RowCondition(source, columns: rows.columns, in: &session)
            }
            mentioned.formUnion(condition.names)
            schemas.formUnion(condition.schemas)
            overloading.formUnion(condition.overloadingSchemas)
            return condition.sql
        }
        let formula = try Formula(parsing: entry.formula)
        mentioned.formUnion(formula.names)
        formulas = try Self.compile(formula, entry, rows, hash: hash, catalog)
        try checkLink(entry, link: link)
        if let source = entry.genesis {
            let genesis = try Formula(parsing: source, title: "the genesis")
            mentioned.formUnion(genesis.names)
            geneses = try Self.compile(genesis: genesis, entry, rows, link: link ?? hash, catalog)
        }
        for formula in formulas + geneses {
            schemas.formUnion(formula.schemas)
            overloading.formUnion(formula.overloadingSchemas)
        }
        findings += (formulas.first?.overloads ?? []).map { Finding(.overloadedFunction, $0) }
        // Operators of a column's own type, such as citext's `=`, are where the type is.
        let types = rows.columns.filter { mentioned.contains($0.name) }.map(\.type.oid)
        schemas.formUnion(
            try catalog.ask(offline: []) { session throws(Obstacle) in try session.schemas(ofTypes: types) })
        try checkServerParts(entry, rows, catalog, overloading: overloading)
    }

    /// What the server has to evaluate is shown to it before a row is read, so that what it refuses can be told with its place.
    private mutating func checkServerParts(
        _ entry: ChainEntry, _ rows: EntryRows, _ catalog: SessionCatalog, overloading: Set<String>
    ) throws(Obstacle) {
        var parts: [(sql: String, place: SourcePosition, isCondition: Bool)] = []
        if let filter, let source = entry.filter { parts.append((filter, source.position(ofByte: 0), true)) }
        for formula in formulas.prefix(1) + geneses.prefix(1) {
            for (sql, place) in zip(formula.serverExpressions, formula.serverPlaces) {
                parts.append((sql, place, false))
            }
        }
        guard !parts.isEmpty else { return }
        guard !rows.areSaved else {
            throw Obstacle(
                .configuration, "\(parts[0].place): this part is rendered by the server, and a stream has none",
                hint: "verify the table in its database")
        }
        for part in parts {
            func refusal(searching schemas: Set<String>) throws(Obstacle) -> Obstacle? {
                try catalog.ask { session throws(Obstacle) in
                    try session.search(schemas)
                    return try session.refusal(of: part.sql, over: rows.from, isCondition: part.isCondition)
                }
            }
            let refused = try refusal(searching: schemas)
            // No function of PostgreSQL's takes these arguments: then one that overloads it is meant.
            if refused?.sqlState == "42883", !overloading.isSubset(of: schemas),
                try refusal(searching: schemas.union(overloading)) == nil
            {
                schemas.formUnion(overloading)
                continue
            }
            // Whether the role may read the rows is another question, asked with its own words later.
            guard let refused, refused.kind == .configuration else { continue }
            throw Obstacle(
                .configuration, "\(part.place): \(refused.sentence)",
                hint: refused.hint ?? "compare it with the expression in the trigger", sqlState: refused.sqlState)
        }
    }

    private static func compile(
        _ formula: Formula, _ entry: ChainEntry, _ rows: EntryRows, hash: Column, _ catalog: SessionCatalog
    ) throws(Obstacle) -> [CompiledFormula] {
        let place = entry.formula.position(ofByte: 0)
        if formula.names.contains(hash.name) {
            throw Obstacle(
                .configuration,
                "\(place): the formula uses the hash \(hash.name) itself, so that it would prove nothing",
                hint: "write the expression that the trigger computes the hash with")
        }
        let names = try catalog.names(of: formula)
        let types = rows.columns.filter { formula.names.contains($0.name) }.map(\.type.oid)
        func typesTold(_ expressions: Set<String>) throws(Obstacle) -> [String: ColumnType] {
            try catalog.ask(offline: [:]) { session throws(Obstacle) in
                try session.search(rows.schemas.union(names.schemas).union(try session.schemas(ofTypes: types)))
                return try session.types(of: expressions, over: rows.from)
            }
        }
        let secrets = try Secrets.read(entry.secrets.filter { formula.names.contains($0.key) })
        let compiled = try entry.settings.map { range throws(Obstacle) in
            let settings = try range.position.located { () throws(Obstacle) in
                try RenderSettings(range.values.mapValues(\.value))
            }
            return try formula.compiled(
                for: FormulaContext(
                    columns: rows.columns, link: entry.previous?.value, hash: hash.type.compared, settings: settings,
                    names: names, secrets: secrets, rendersOnServer: entry.serverRenders), asking: typesTold)
        }
        if compiled.contains(where: \.revealsSecret) {
            throw Obstacle(
                .configuration, "\(place): the formula's value would show a secret",
                hint: "let the secret pass through hmac(…) or a digest")
        }
        return compiled
    }

    /// The genesis, which the writer's session computed as it did the formula.
    private static func compile(
        genesis: Formula, _ entry: ChainEntry, _ rows: EntryRows, link: Column, _ catalog: SessionCatalog
    ) throws(Obstacle) -> [CompiledFormula] {
        let names = try catalog.names(of: genesis)
        return try entry.settings.map { range throws(Obstacle) in
            let settings = try range.position.located { () throws(Obstacle) in
                try RenderSettings(range.values.mapValues(\.value))
            }
            return try genesis.compiled(
                for: FormulaContext(
                    columns: rows.columns, link: "", hash: link.type.compared, settings: settings, names: names,
                    allowedColumns: entry.per.map(\.value)))
        }
    }

    private mutating func checkLink(_ entry: ChainEntry, link: Column?) throws(Obstacle) {
        guard !formulas.allSatisfy(\.usesLink) else { return }
        guard link != nil else {
            throw Obstacle(
                .configuration,
                "\(entry.formula.position(ofByte: 0)): nothing in the formula ties a row to the one before it",
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
}

extension ColumnType {
    /// A char(n) is read, and so compared, without the blanks at its end.
    fileprivate var compared: ColumnType { name == "bpchar" ? ColumnType(oid: 25, name: "text") : self }
}
