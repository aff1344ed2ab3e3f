internal import AuditChain

/// Expressions back to SQL, with names that mean the same whatever the search_path.
enum Printing {
    /// The SQL of an expression; `nil` where it can't be printed so that it reads back as the same.
    static func sql(_ node: Message, _ names: CatalogNames, replacing columns: [String: String] = [:]) -> String? {
        let node = replaced(qualified(node, names), columns)
        guard let node, var tree = try? Grammar.parse("SELECT 1") else { return nil }
        tree = tree.mapping { message in
            guard message.kind == "ResTarget" else { return nil }
            var target = message
            target.fields = target.fields.map { field in
                var field = field
                if field.name == "val" { field.value = .message(node) }
                return field
            }
            return target
        }
        guard let printed = Grammar.print(tree) else { return nil }
        return String(printed.dropFirst("SELECT ".count))
    }

    /// The same tree with the schema of everything that is not in pg_catalog.
    static func qualified(_ node: Message, _ names: CatalogNames) -> Message {
        node.mapping { message in
            switch message.kind {
            case "FuncCall": prefixed(message, "funcname", names.schema(ofFunction:))
            case "TypeName": prefixed(message, "names", names.schema(ofType:))
            case "AExpr" where message.integer("kind") <= 3: prefixed(message, "name", names.schema(ofOperator:))
            default: nil
            }
        }
    }

    private static func prefixed(_ message: Message, _ field: String, _ home: (String) -> String?) -> Message? {
        let parts = message.names(field)
        guard parts.count == 1, let schema = home(parts[0]), schema != "pg_catalog",
            let index = message.fields.firstIndex(where: { $0.name == field }),
            case .message(var first) = message.fields[index].value,
            case .message(var string)? = first.fields.first?.value
        else { return nil }
        string.fields = [Message.Field(number: 1, name: "sval", value: .bytes(Array(schema.utf8)))]
        first.fields[0].value = .message(string)
        var copy = message
        var inserted = message.fields[index]
        inserted.value = .message(first)
        copy.fields.insert(inserted, at: index)
        return copy
    }

    /// The same tree with SQL in place of columns; `nil` where that SQL is none.
    private static func replaced(_ node: Message, _ columns: [String: String]) -> Message? {
        guard !columns.isEmpty else { return node }
        var values: [String: Message] = [:]
        for (name, sql) in columns {
            guard let tree = try? Grammar.parse("SELECT " + sql), let statement = tree.list("stmts").first,
                let target = statement.message("stmt")?.content.list("target_list").first,
                let value = target.content.message("val")
            else { return nil }
            values[name] = value
        }
        return node.mapping { message in
            guard message.kind == "Node", message.content.kind == "ColumnRef" else { return nil }
            let names = message.content.names("fields")
            return names.count == 1 ? values[names[0]] : nil
        }
    }
}
