import AuditChain
import Configuration
import Formula
import Postgres
import Rows

/// Where an entry's rows are, and what the catalog says of them.
struct EntryRows {
    let place: TableSource.Place
    /// What sentences call it.
    let table: String
    let columns: [Column]
    let findings: [Finding]
    /// Schemas that the query of `rows:` needs searched.
    let schemas: Set<String>
    /// Whether the rows come from a saved stream instead.
    let areSaved: Bool

    init(_ entry: ChainEntry, _ catalog: SessionCatalog, areSaved: Bool = false) throws(Obstacle) {
        self.areSaved = areSaved
        if areSaved {
            let relation = try Self.saved(entry, catalog)
            place = .table(relation)
            table = relation.sqlName
            columns = relation.columns
            schemas = []
            findings = []
            return
        }
        switch entry.rows {
        case .query(let source):
            let query = try catalog.ask { session throws(Obstacle) in try RowsQuery(source, in: &session) }
            let types = try catalog.ask { session throws(Obstacle) in
                try session.schemas(ofTypes: try session.types(ofTables: query.tables))
            }
            let schemas = query.schemas.union(types)
            columns = try source.position(ofByte: 0).located { () throws(Obstacle) in
                try catalog.ask { session throws(Obstacle) in
                    try session.search(schemas)
                    return try session.columns(ofQuery: "(\(query.sql)\n) AS unbroken_rows")
                }
            }
            place = .query(query.sql)
            table = "rows:"
            self.schemas = schemas
            findings = [
                Finding(
                    .viewNotTable, "The rows come from the query of rows:, which shows whatever it is made to show.")
            ]
        case .table(let spelling):
            guard let name = TableNameParser.parse(spelling.value) else {
                throw Obstacle(
                    .configuration, "\(spelling.position): '\(spelling.value)' is no table's name",
                    hint: "spell it as in SQL: public.audit_log, or '\"HR\".\"Event.Log\"' with quotes inside quotes")
            }
            let relation = try spelling.position.located { () throws(Obstacle) in
                try catalog.ask { session throws(Obstacle) in try session.relation(schema: name.schema, name: name.name)
                }
            }
            place = .table(relation)
            table = relation.sqlName
            columns = relation.columns
            schemas = []
            findings = try Self.checkKind(of: relation, of: entry, at: spelling.position)
        }
    }

    /// The table that a stream was saved from, as `columns:` or the catalog tells.
    private static func saved(_ entry: ChainEntry, _ catalog: SessionCatalog) throws(Obstacle) -> Relation {
        guard case .table(let spelling) = entry.rows, let name = TableNameParser.parse(spelling.value) else {
            throw Obstacle(
                .configuration,
                "\(entry.name.position): a stream holds the rows of a table, which this entry does not name")
        }
        if entry.filter != nil || entry.settings.count > 1 || entry.serverRenders {
            throw Obstacle(
                .configuration,
                "\(entry.name.position): where:, settings by ranges and render: server need a server, which a stream has not",
                hint: "verify the table in its database, or save only the rows that 'where' lets in")
        }
        guard entry.columns.isEmpty else {
            return Relation(schema: name.schema, name: name.name, columns: entry.columns)
        }
        guard !catalog.isOffline else {
            throw Obstacle(
                .configuration, "\(entry.name.position): nothing tells which columns the stream has",
                hint:
                    "say columns: {id: bigint, …} in the table's order, or name a database whose catalog knows the table"
            )
        }
        return try spelling.position.located { () throws(Obstacle) in
            try catalog.ask { session throws(Obstacle) in try session.relation(schema: name.schema, name: name.name) }
        }
    }

    private static func checkKind(
        of relation: Relation, of entry: ChainEntry, at position: SourcePosition
    ) throws(Obstacle) -> [Finding] {
        var findings: [Finding] = []
        switch relation.kind {
        case .table, .partitioned: break
        case .view, .materializedView:
            let kind = relation.kind == .view ? "view" : "materialized view"
            guard entry.allowView else {
                throw Obstacle(
                    .configuration, "\(position): \(relation.sqlName) is a \(kind), which can show what no table holds",
                    hint: "name the table behind it, or say allow_view: true if you trust whoever may change the view")
            }
            findings.append(
                Finding(
                    .viewNotTable,
                    "\(relation.sqlName) is a \(kind): what it shows may differ from what its tables hold."))
        case .foreign:
            guard entry.allowView else {
                throw Obstacle(
                    .configuration,
                    "\(position): \(relation.sqlName) is a foreign table, whose rows another server gives",
                    hint: "verify on the server that holds the rows, or say allow_view: true")
            }
        }
        func say(_ sentence: String) { findings.append(Finding(.unusualTable, "\(relation.sqlName) \(sentence)")) }
        if relation.kind == .foreign || relation.hasForeignPart {
            say("has rows on another server, outside this snapshot.")
        }
        if let parent = relation.parent {
            say("is a part of \(parent): rows in its other parts are not looked at. Name \(parent) to verify them all.")
        }
        if relation.isTemporary {
            say("is a temporary table: its rows go with the session.")
        } else if relation.isUnlogged {
            say("is unlogged: a crash of the server empties it.")
        }
        return findings
    }

    func column(_ name: Located<String>) throws(Obstacle) -> Column {
        if let found = columns.first(where: { $0.name == name.value }) { return found }
        throw Obstacle(
            .configuration, "\(name.position): \(table) has no column \(name.value)",
            hint: Nearest.question(Nearest.names(to: name.value, among: columns.map(\.name)))
                ?? "it has \(columns.map(\.name).joined(separator: ", "))")
    }

    /// The column of a hash or a link.
    func digestColumn(_ name: Located<String>, role: String) throws(Obstacle) -> Column {
        let column = try column(name)
        guard ["text", "varchar", "bpchar", "bytea"].contains(column.type.name) else {
            throw Obstacle(
                .configuration,
                "\(name.position): the \(role) column \(column.name) is \(column.type.name), not text or bytea",
                hint: "a digest is kept as text (hex, base64) or as bytea")
        }
        return column
    }

    /// What stands behind FROM.
    var from: String {
        switch place {
        case .table(let relation): relation.sqlName
        case .query(let sql): "(\(sql)\n) AS unbroken_rows"
        }
    }

    /// Whether no row has NULL in these columns.
    func haveNoNull(_ columns: [Column]) -> Bool {
        guard case .table(let relation) = place else { return false }
        return columns.allSatisfy { relation.columnsWithoutNull.contains($0.name) }
    }

    func tiesArePossible(in columns: [Column]) -> Bool {
        // A stream shows them when it is read.
        if areSaved { return false }
        guard case .table(let relation) = place else { return true }
        return !relation.rulesOutTies(in: columns.map(\.name))
    }
}
