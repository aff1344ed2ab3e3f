public import AuditChain

/// A query for rows, as `rows:` has it: one SELECT, whose tables bear their schema.
public struct RowsQuery: Sendable {
    /// SQL whose names mean the same whatever the search_path.
    public let sql: String
    /// The tables that it names.
    public let tables: [(schema: String, name: String)]
    /// Schemas beside pg_catalog that the server must search for its functions and operators.
    public let schemas: Set<String>

    /// Reads a query.
    ///
    /// - Throws: an obstacle with its place for anything else.
    public init(_ source: SourceText, in catalog: inout some FunctionCatalog & ~Copyable) throws(Obstacle) {
        let select = try Statement.select(source.text, source, shift: 0, called: "rows")
        try Self.checkReading(select, source)
        let names = try CatalogNames(select, &catalog)
        for name in names.functions.keys.sorted() where names.schema(ofFunction: name) == nil {
            let near = names.near[name] ?? []
            throw source.obstacle(
                "there is no function \(name)", at: Self.place(ofFunction: name, in: select),
                hint: Nearest.question(near))
        }
        tables = Self.tables(of: select)
        schemas = names.schemas
        sql = try Self.qualified(select, names, source)
    }

    private static func qualified(
        _ select: Message, _ names: CatalogNames, _ source: SourceText
    ) throws(Obstacle) -> String {
        let changed = Printing.qualified(select, names)
        if changed == select { return source.text }
        guard var tree = try? Grammar.parse("SELECT 1") else { return source.text }
        tree = tree.mapping { $0.kind == "SelectStmt" ? changed : nil }
        guard let sql = Grammar.print(tree) else {
            throw source.obstacle("rows can't be printed back to SQL", at: 0, hint: "write functions with their schema")
        }
        return sql
    }

    private static func tables(of select: Message) -> [(schema: String, name: String)] {
        var tables: [(schema: String, name: String)] = []
        select.walk { message in
            if message.kind == "RangeVar", let schema = message.string("schemaname"),
                let name = message.string("relname")
            {
                tables.append((schema, name))
            }
            return true
        }
        return tables
    }

    private static func place(ofFunction name: String, in select: Message) -> Int {
        var place = 0
        select.walk { message in
            if message.kind == "FuncCall", message.names("funcname").last == name {
                place = message.integer("location")
            }
            return true
        }
        return place
    }

    private static func checkReading(_ select: Message, _ source: SourceText) throws(Obstacle) {
        var known: Set<String> = []
        select.walk { message in
            if message.kind == "CommonTableExpr", let name = message.string("ctename") { known.insert(name) }
            return true
        }
        var refused: (sentence: String, place: Int, hint: String?)?
        select.walk { message in
            guard refused == nil else { return false }
            let place = max(0, message.integer("location"))
            switch message.kind {
            case "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt":
                refused = ("rows must only read", 0, nil)
            case "IntoClause": refused = ("rows must not write into a table (INTO)", 0, nil)
            case "LockingClause": refused = ("rows must not lock (FOR UPDATE and the like)", 0, nil)
            case "ParamRef": refused = ("rows can't hold a parameter ($\(message.integer("number")))", place, nil)
            case "RangeVar" where message.string("schemaname") == nil:
                let name = message.string("relname") ?? ""
                guard !known.contains(name) else { break }
                refused = (
                    "the table \(name) must bear its schema in rows", place, "write it as schema.\(name)"
                )
            default: break
            }
            return true
        }
        if let refused { throw source.obstacle(refused.sentence, at: refused.place, hint: refused.hint) }
    }
}
