public import AuditChain
public import Rows

/// SQL of the configuration that goes to the server as a whole: `where:` and `rows:`.
public enum SQLExpression {
    /// A condition over the row, as `where:` has it, with names that mean the same whatever the search_path.
    ///
    /// - Parameter columns: the table's.
    /// - Throws: an obstacle with its place for anything but one expression, and for names that mean nothing.
    public static func qualified(
        condition source: SourceText, columns: [Column], in catalog: inout some FunctionCatalog & ~Copyable
    ) throws(Obstacle) -> String {
        let formula = try Formula(parsing: source, title: "where")
        let names = try CatalogNames(of: formula, in: &catalog)
        var context = FormulaContext(
            columns: columns, link: nil, hash: ColumnType(oid: 25, name: "text"), settings: RenderSettings(),
            names: names)
        // The table may have a column of that name, which a condition may use.
        context.link = columns.contains { $0.name == "previous" } ? "previous" : nil
        if context.link == nil, formula.names.contains("previous") {
            throw source.obstacle("where can't use 'previous': it looks at one row alone", at: 0)
        }
        try formula.checkNames(context)
        guard let sql = Printing.sql(formula.root, names) else {
            throw source.obstacle("where can't be printed back to SQL", at: 0)
        }
        return sql
    }

    /// A query for rows, as `rows:` has it: one SELECT, whose tables bear their schema.
    ///
    /// - Throws: an obstacle with its place for anything else.
    public static func qualified(
        rows source: SourceText, in catalog: inout some FunctionCatalog & ~Copyable
    ) throws(Obstacle) -> String {
        let select = try Statement.select(source.text, source, shift: 0, called: "rows")
        try checkReading(select, source)
        let names = try CatalogNames(select, &catalog)
        for name in names.functions.keys.sorted() where names.functions[name]?.isEmpty != false {
            let near = names.near[name] ?? []
            throw source.obstacle(
                "there is no function \(name)", at: place(ofFunction: name, in: select),
                hint: near.isEmpty ? nil : "did you mean \(near.joined(separator: " or "))?")
        }
        let changed = Printing.qualified(select, names)
        if changed == select { return source.text }
        guard var tree = try? Grammar.parse("SELECT 1") else { return source.text }
        tree = tree.mapping { $0.kind == "SelectStmt" ? changed : nil }
        guard let sql = Grammar.print(tree) else {
            throw source.obstacle("rows can't be printed back to SQL", at: 0, hint: "write functions with their schema")
        }
        return sql
    }

    private static func place(ofFunction name: String, in select: Message) -> Int {
        var place = 0
        select.walk { message in
            if message.kind == "FuncCall", message.names("funcname") == [name] { place = message.integer("location") }
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

/// The names of tables as SQL spells them.
public enum TableNameParser {
    /// The schema, if there is one, and the name, without quotes; `nil` where the text is no table's name.
    public static func parse(_ text: String) -> (schema: String?, name: String)? {
        guard let tree = try? Grammar.parse("TABLE " + text), tree.list("stmts").count == 1,
            let statement = tree.list("stmts").first, statement.integer("stmt_len") == 0,
            let select = statement.message("stmt")?.content, select.kind == "SelectStmt"
        else { return nil }
        let allowed: Set<String> = ["target_list", "from_clause", "limit_option", "op"]
        guard select.fields.allSatisfy({ allowed.contains($0.name) && ($0.name != "op" || $0.value == .integer(1)) }),
            select.list("from_clause").count == 1
        else { return nil }
        let table = select.list("from_clause")[0].content
        guard table.kind == "RangeVar", table.string("catalogname") == nil, table.message("alias") == nil,
            table.flag("inh"), let name = table.string("relname")
        else { return nil }
        return (table.string("schemaname"), name)
    }
}
