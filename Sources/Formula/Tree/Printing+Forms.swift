import AuditChain

/// Expressions whose forms we know, printed with parentheses everywhere: for what libpg_query prints wrongly.
extension Printing {
    static func sql(_ expression: Expression, _ names: CatalogNames, replacing columns: [String: String] = [:])
        -> String?
    {
        if let sql = sql(expression.node, names, replacing: columns) { return sql }
        func sub(_ part: Expression) -> String? { sql(part, names, replacing: columns).map { "(\($0))" } }
        func list(_ parts: [Expression]) -> String? {
            let texts = parts.compactMap(sub)
            return texts.count == parts.count ? texts.joined(separator: ", ") : nil
        }
        switch expression.form {
        case .call(let name, let arguments):
            let schema = name.schema ?? names.schema(ofFunction: name.name)
            guard let schema, let arguments = list(arguments) else { return nil }
            // A name that others overload is left for the server to resolve.
            let isBare = name.schema == nil && schema == "pg_catalog"
            return "\(isBare ? "" : quoted(schema) + ".")\(quoted(name.name))(\(arguments))"
        case .operation(let name, let left, let right):
            guard let schema = names.schema(ofOperator: name), let right = sub(right) else {
                return nil
            }
            let spelling = schema == "pg_catalog" ? name : "OPERATOR(\(quoted(schema)).\(name))"
            guard let left else { return "\(spelling) \(right)" }
            return sub(left).map { "\($0) \(spelling) \(right)" }
        case .cast(let inner, _):
            // The type's own spelling is libpg_query's: of a cast of NULL.
            guard let type = typeSpelling(expression.node, names), let inner = sub(inner) else { return nil }
            return "CAST(\(inner) AS \(type))"
        case .coalesce(let parts): return list(parts).map { "COALESCE(\($0))" }
        case .nullif(let left, let right): return list([left, right]).map { "NULLIF(\($0))" }
        case .isNull(let inner, let negated): return sub(inner).map { "\($0) IS \(negated ? "NOT " : "")NULL" }
        case .truth(let inner, let truth): return sub(inner).map { "\($0) IS \(spelling(truth))" }
        case .and(let parts): return joined(parts.map(sub), " AND ")
        case .or(let parts): return joined(parts.map(sub), " OR ")
        case .not(let inner): return sub(inner).map { "NOT \($0)" }
        case .distinct(let left, let right, let negated):
            return joined([sub(left), sub(right)], negated ? " IS NOT DISTINCT FROM " : " IS DISTINCT FROM ")
        case .among(let subject, let items, let negated):
            guard let subject = sub(subject), let items = list(items) else { return nil }
            return "\(subject) \(negated ? "NOT " : "")IN (\(items))"
        case .between(let subject, let low, let high, let negated):
            guard let subject = sub(subject), let low = sub(low), let high = sub(high) else { return nil }
            return "\(subject) \(negated ? "NOT " : "")BETWEEN \(low) AND \(high)"
        case .cases(let subject, let branches, let otherwise):
            var text = "CASE"
            if let subject {
                guard let subject = sub(subject) else { return nil }
                text += " " + subject
            }
            for branch in branches {
                guard let when = sub(branch.when), let then = sub(branch.then) else { return nil }
                text += " WHEN \(when) THEN \(then)"
            }
            if let otherwise {
                guard let otherwise = sub(otherwise) else { return nil }
                text += " ELSE \(otherwise)"
            }
            return text + " END"
        default: return nil
        }
    }

    /// An SQL identifier, always in quotes.
    static func quoted(_ name: String) -> String {
        name.quoted(doubling: "\"")
    }

    private static func joined(_ parts: [String?], _ separator: String) -> String? {
        let texts = parts.compactMap(\.self)
        return texts.count == parts.count ? texts.joined(separator: separator) : nil
    }

    private static func spelling(_ truth: Expression.Truth) -> String {
        switch truth {
        case .isTrue: "TRUE"
        case .isNotTrue: "NOT TRUE"
        case .isFalse: "FALSE"
        case .isNotFalse: "NOT FALSE"
        case .isUnknown: "UNKNOWN"
        case .isNotUnknown: "NOT UNKNOWN"
        }
    }

    private static func typeSpelling(_ cast: Message, _ names: CatalogNames) -> String? {
        guard let null = try? Grammar.parse("SELECT NULL"), let statement = null.list("stmts").first,
            let value = statement.message("stmt")?.content.list("target_list").first?.content.message("val")
        else { return nil }
        var copy = cast
        guard copy.kind == "Node", case .message(var inner)? = copy.fields.first?.value else { return nil }
        guard let index = inner.fields.firstIndex(where: { $0.name == "arg" }) else { return nil }
        inner.fields[index].value = .message(value)
        copy.fields[0].value = .message(inner)
        guard let printed = sql(copy, names), printed.hasPrefix("NULL::") else { return nil }
        return String(printed.dropFirst("NULL::".count))
    }
}
