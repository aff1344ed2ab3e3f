extension Expression {
    /// The expression that a `Node` is; places are moved by `shift` bytes.
    init(_ node: Message, shift: Int) {
        let content = node.content
        self.node = node
        location = max(0, content.integer("location") - shift)
        form = .other
        form = Self.form(of: content, shift: shift)
    }

    private static func form(of content: Message, shift: Int) -> Form {
        func child(_ name: String) -> Expression? { content.message(name).map { Expression($0, shift: shift) } }
        func children(_ name: String) -> [Expression] { content.list(name).map { Expression($0, shift: shift) } }
        switch content.kind {
        case "ColumnRef":
            let parts = content.list("fields")
            guard parts.count == 1, let name = parts[0].content.string("sval") else { return .other }
            return .column(name)
        case "AConst": return constant(content)
        case "FuncCall": return call(content, children("args"))
        case "AExpr": return operation(content, child("lexpr"), child("rexpr"), shift)
        case "TypeCast":
            guard let argument = child("arg"), let type = content.message("type_name") else { return .other }
            let reference = TypeReference(type)
            // TRUE and FALSE are casts of the strings 't' and 'f' in the grammar of PostgreSQL 14.
            if reference.schema == "pg_catalog", reference.name == "bool", case .string(let text) = argument.form,
                text == "t" || text == "f"
            {
                return .boolean(text == "t")
            }
            return .cast(argument, reference)
        case "CoalesceExpr": return .coalesce(children("args"))
        case "CaseExpr":
            var branches: [(when: Expression, then: Expression)] = []
            for branch in content.list("args").map(\.content) {
                guard let when = branch.message("expr"), let then = branch.message("result") else { return .other }
                branches.append((Expression(when, shift: shift), Expression(then, shift: shift)))
            }
            return .cases(of: child("arg"), branches, otherwise: child("defresult"))
        case "NullTest":
            guard let argument = child("arg") else { return .other }
            return .isNull(argument, negated: content.integer("nulltesttype") == 2)
        case "BooleanTest":
            let truths: [Truth] = [.isTrue, .isNotTrue, .isFalse, .isNotFalse, .isUnknown, .isNotUnknown]
            let kind = content.integer("booltesttype") - 1
            guard let argument = child("arg"), truths.indices.contains(kind) else { return .other }
            return .truth(argument, truths[kind])
        case "BoolExpr":
            let arguments = children("args")
            switch content.integer("boolop") {
            case 1: return .and(arguments)
            case 2: return .or(arguments)
            case 3 where arguments.count == 1: return .not(arguments[0])
            default: return .other
            }
        default: return .other
        }
    }

    private static func constant(_ content: Message) -> Form {
        if content.flag("isnull") { return .null }
        if let value = content.message("ival") { return .integer(Int32(truncatingIfNeeded: value.integer("ival"))) }
        if let value = content.message("fval") { return .number(value.string("fval") ?? "") }
        if let value = content.message("boolval") { return .boolean(value.flag("boolval")) }
        if let value = content.message("sval") { return .string(value.string("sval") ?? "") }
        return .other
    }

    private static func call(_ content: Message, _ arguments: [Expression]) -> Form {
        let plain: Set<String> = ["funcname", "args", "funcformat", "location"]
        guard content.fields.allSatisfy({ plain.contains($0.name) }) else { return .other }
        let names = content.names("funcname")
        guard let name = names.last, names.count <= 2 else { return .other }
        if arguments.contains(where: { $0.node.content.kind == "NamedArgExpr" }) { return .other }
        return .call(Name(schema: names.count == 2 ? names[0] : nil, name: name), arguments)
    }

    private static func operation(_ content: Message, _ left: Expression?, _ right: Expression?, _ shift: Int) -> Form {
        let names = content.names("name")
        func items(_ expression: Expression) -> [Expression]? {
            guard expression.node.content.kind == "List" else { return nil }
            return expression.node.content.list("items").map { Expression($0, shift: shift) }
        }
        switch content.integer("kind") {
        case 1:
            guard let right, let name = names.last, names.count == 1 || names == ["pg_catalog", name] else {
                return .other
            }
            return .operation(name, left: left, right: right)
        case 4, 5:
            guard let left, let right else { return .other }
            return .distinct(left, right, negated: content.integer("kind") == 5)
        case 6:
            guard let left, let right else { return .other }
            return .nullif(left, right)
        case 7:
            guard let left, let right, let list = items(right) else { return .other }
            return .among(left, list, negated: names == ["<>"])
        case 11, 12:
            guard let left, let right, let list = items(right), list.count == 2 else { return .other }
            return .between(left, list[0], list[1], negated: content.integer("kind") == 12)
        default: return .other
        }
    }
}

extension Expression.TypeReference {
    init(_ message: Message) {
        let names = message.names("names")
        name = names.last ?? ""
        schema = names.count == 2 ? names[0] : nil
        isArray = !message.list("array_bounds").isEmpty
        var modifiers: [Int32] = []
        for modifier in message.list("typmods").map(\.content) {
            guard let value = modifier.message("ival") else { continue }
            modifiers.append(Int32(truncatingIfNeeded: value.integer("ival")))
        }
        self.modifiers = modifiers
        isPlain =
            names.count <= 2 && !message.flag("setof") && !message.flag("pct_type")
            && modifiers.count == message.list("typmods").count
    }
}

extension Expression {
    /// Where it begins in the text, in bytes; `location` is that of its operator.
    var start: Int {
        var start = location
        node.walk { message in
            if message.integer("location") > 0 { start = min(start, Refusals.place(of: message)) }
            return true
        }
        return start
    }
}
