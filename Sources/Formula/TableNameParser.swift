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
