internal import AuditChain
internal import Rows

/// Gives each expression its type and a way to compute it: here, or where that is not certain to be exact, on the server.
struct ExpressionCompiler {
    let source: SourceText
    let context: FormulaContext
    let questions: ServerTypeQuestions

    /// Compiles an expression; what can't be compiled becomes a field that the server renders.
    func compile(_ expression: Expression) throws(Obstacle) -> Typed {
        if let typed = try client(expression) { return typed }
        return try server(expression)
    }

    private func client(_ expression: Expression) throws(Obstacle) -> Typed? {
        switch expression.form {
        case .column(let name): return column(name, expression)
        case .null: return leaf(.unknown, .null, expression)
        case .boolean(let value): return leaf(.bool, .scalar(value ? 1 : 0), expression)
        case .integer(let value): return leaf(.int4, .scalar(Int64(value)), expression)
        case .number(let digits): return number(digits, expression)
        case .string(let text): return leaf(.unknown, .bytes(Array(text.utf8)), expression)
        case .call(let name, let arguments): return try call(name, arguments, expression)
        case .operation("||", let left?, let right):
            return concatenation(try compile(left), try compile(right), expression)
        case .operation(let name, let left, let right):
            guard let left else { return prefix(name, try compile(right), expression) }
            return try infix(name, try compile(left), try compile(right), expression)
        case .cast(let inner, let type): return cast(try compile(inner), to: type, expression)
        case .coalesce(let list):
            guard let values = unified(try all(list)) else { return nil }
            return combine(values[0].type, .coalesce(values), of: values, expression)
        case .nullif(let left, let right):
            guard let (one, other) = paired(try compile(left), try compile(right)),
                let comparison = comparison(.equal, one, other)
            else { return nil }
            return combine(one.type, .nullif(one, other, comparison), of: [one, other], expression)
        case .cases(let subject, let branches, let otherwise):
            return try cases(subject, branches, otherwise, expression)
        default: return try condition(expression)
        }
    }

    func all(_ expressions: [Expression]) throws(Obstacle) -> [Typed] {
        var list: [Typed] = []
        for expression in expressions { list.append(try compile(expression)) }
        return list
    }

    func leaf(_ type: SQLType, _ operation: Typed.Operation, _ expression: Expression) -> Typed {
        Typed(type: type, operation: operation, source: expression, usesLink: false, usesSecret: false)
    }

    func combine(
        _ type: SQLType?, _ operation: Typed.Operation, of parts: [Typed], _ expression: Expression
    ) -> Typed {
        Typed(
            type: type, operation: operation, source: expression, usesLink: parts.contains(where: \.usesLink),
            usesSecret: parts.contains(where: \.usesSecret))
    }

    private func column(_ name: String, _ expression: Expression) -> Typed? {
        if let secret = context.secrets[name], context.column(name) == nil {
            var typed = leaf(.text, .bytes(secret), expression)
            typed.usesSecret = true
            return typed
        }
        if context.isLink(name) {
            guard let type = context.linkType else { return nil }
            var typed = leaf(type, .link, expression)
            typed.usesLink = true
            return typed
        }
        guard let column = context.column(name) else { return nil }
        return leaf(SQLType(column.type), .field(name), expression)
    }

    private func number(_ digits: String, _ expression: Expression) -> Typed? {
        if let value = Int64(digits), digits.allSatisfy(\.isNumber) { return leaf(.int8, .scalar(value), expression) }
        return leaf(.numeric, .server(0), expression)
    }

    // MARK: - The server

    /// The expression as a field that the server renders.
    private func server(_ expression: Expression) throws(Obstacle) -> Typed {
        let read = Reads(expression, context)
        if let secret = read.secret {
            throw source.obstacle(
                "the expression that holds the secret \(secret) can't be computed here, and a secret never goes to the server",
                at: expression.location, hint: "use the secret in hmac(…), digest(…) or with ||")
        }
        if read.usesPrevious {
            throw source.obstacle(
                "this part uses 'previous' and can't be computed here, and the server has no column for it",
                at: expression.location, hint: "use functions that are computed here for the part with 'previous'")
        }
        return Typed(
            type: serverType(expression) ?? askedType(expression), operation: .server(0), source: expression,
            usesLink: read.usesLink,
            usesSecret: false)
    }

    /// The type that the server told, or is to be asked for.
    private func askedType(_ expression: Expression) -> SQLType? {
        guard let sql = Printing.sql(expression, context.names) else { return nil }
        if let type = context.serverTypes[sql] { return SQLType(type) }
        questions.expressions.insert(sql)
        return nil
    }

    /// The type of what the server gives, where the expression's form alone tells it.
    private func serverType(_ expression: Expression) -> SQLType? {
        switch expression.form {
        case .call(let name, _):
            return context.names.isBuiltInAlone(name) ? ServerTypes.results[name.name] : nil
        case .cast(_, let type): return castTarget(type)
        case .operation(let name, _, _): return Comparison.Operator(rawValue: name) == nil ? nil : .bool
        case .isNull, .truth, .and, .or, .not, .distinct, .among, .between: return .bool
        case .column(let name): return context.column(name).map { SQLType($0.type) }
        default: return nil
        }
    }

    /// The built-in type that a cast names, without a length.
    func castTarget(_ type: Expression.TypeReference) -> SQLType? {
        guard type.isPlain, !type.isArray, type.modifiers.isEmpty else { return nil }
        let schema = type.schema ?? context.names.schema(ofType: type.name)
        return schema == "pg_catalog" ? SQLType.builtIn[type.name] : nil
    }
}

/// Functions of pg_catalog whose every overload gives one type.
enum ServerTypes {
    static let results: [String: SQLType] = [
        "lower": .text, "upper": .text, "initcap": .text, "regexp_replace": .text, "translate": .text, "to_char": .text,
        "format": .text, "concat": .text, "concat_ws": .text, "replace": .text, "md5": .text, "encode": .text,
        "quote_literal": .text, "quote_ident": .text, "array_to_string": .text, "split_part": .text, "repeat": .text,
        "lpad": .text, "rpad": .text, "chr": .text, "reverse": .text, "left": .text, "right": .text, "host": .text,
        "strpos": .int4, "ascii": .int4, "to_json": .json, "to_jsonb": .jsonb, "json_build_array": .json,
        "jsonb_build_array": .jsonb, "json_build_object": .json, "jsonb_build_object": .jsonb, "row_to_json": .json,
        "array_to_json": .json, "jsonb_strip_nulls": .jsonb, "jsonb_pretty": .text, "jsonb_typeof": .text,
        "json_typeof": .text, "sha224": .bytea, "sha256": .bytea, "sha384": .bytea, "sha512": .bytea,
        "convert_to": .bytea, "convert_from": .text, "decode": .bytea, "normalize": .text, "to_hex": .text,
        "text": .text,
    ]
}

/// Expressions, as SQL, whose types only the server knows.
final class ServerTypeQuestions {
    var expressions: Set<String> = []
}

/// What an expression reads.
struct Reads {
    /// Names of columns, in the order in which they first stand.
    var columns: [String] = []
    var usesPrevious = false
    var usesLink = false
    var secret: String?

    init(_ expression: Expression, _ context: FormulaContext) {
        for name in expression.node.columnNames {
            if context.column(name) != nil {
                if !columns.contains(name) { columns.append(name) }
            } else if context.secrets[name] != nil {
                secret = secret ?? name
            } else if context.isLink(name) {
                usesPrevious = true
            }
            if context.isLink(name) { usesLink = true }
        }
    }
}

extension Message {
    /// Bare column names in the order in which they stand.
    var columnNames: [String] {
        var names: [String] = []
        walk { message in
            if message.kind == "ColumnRef", message.list("fields").count == 1, let name = message.names("fields").first
            {
                if !names.contains(name) { names.append(name) }
            }
            return true
        }
        return names
    }
}
