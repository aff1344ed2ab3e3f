internal import AuditChain
internal import CPgQuery
internal import Rows

/// Turns a parsed expression into a program.
struct Compiler {
    let tree: ParseTree
    let source: SourceText
    let context: FormulaContext
    /// How many bytes of the parsed SQL stand before the source.
    let prefix: Int
    var result = CompiledFormula(program: Program())
    /// Instructions before this place are jumped to, and can't be replaced by shorter ones.
    var barrier = 0

    /// An expression that the client does not render: the server has to, from the outermost place that it can.
    struct Unsupported: Error {
        var obstacle: Obstacle?
    }

    /// The type of what an expression leaves on the stack; `unknown` is a literal that waits for its context.
    struct Typed {
        var type: ColumnType
        /// The literal's text while its type is unknown; its instruction is not emitted yet.
        var literal: String?
        /// Whether every byte is known to be ASCII.
        var isASCII = false

        var oid: UInt32 { type.oid }
        var isLiteral: Bool { literal != nil }
    }

    func obstacle(_ node: SyntaxNode?, _ sentence: String, hint: String? = nil) -> Obstacle {
        let offset = max(0, (node.flatMap(location) ?? prefix) - prefix)
        return Obstacle(.configuration, "\(source.position(ofByte: offset)): \(sentence)", hint: hint)
    }

    func location(_ node: SyntaxNode) -> Int? {
        switch node.pointee.node_case {
        case PG_QUERY__NODE__NODE_COLUMN_REF: Int(node.pointee.column_ref.pointee.location)
        case PG_QUERY__NODE__NODE_FUNC_CALL: Int(node.pointee.func_call.pointee.location)
        case PG_QUERY__NODE__NODE_TYPE_CAST: Int(node.pointee.type_cast.pointee.location)
        case PG_QUERY__NODE__NODE_A_EXPR: Int(node.pointee.a_expr.pointee.location)
        case PG_QUERY__NODE__NODE_A_CONST: Int(node.pointee.a_const.pointee.location)
        case PG_QUERY__NODE__NODE_SUB_LINK: Int(node.pointee.sub_link.pointee.location)
        case PG_QUERY__NODE__NODE_CASE_EXPR: Int(node.pointee.case_expr.pointee.location)
        case PG_QUERY__NODE__NODE_COALESCE_EXPR: Int(node.pointee.coalesce_expr.pointee.location)
        case PG_QUERY__NODE__NODE_PARAM_REF: Int(node.pointee.param_ref.pointee.location)
        default: nil
        }
    }

    /// Compiles an expression; what the client can't render becomes a field that the server renders.
    mutating func compile(_ node: SyntaxNode) throws(Obstacle) -> Typed {
        let mark = (result, barrier)
        do throws(Unsupported) {
            if context.rendersOnServer { throw Unsupported() }
            return try compileOnClient(node)
        } catch {
            if let obstacle = error.obstacle { throw obstacle }
            (result, barrier) = mark
            return try renderOnServer(node)
        }
    }

    /// A child, whose obstacles pass through.
    mutating func child(_ node: SyntaxNode?) throws(Unsupported) -> Typed {
        guard let node else { throw Unsupported() }
        do throws(Obstacle) { return try compile(node) } catch { throw Unsupported(obstacle: error) }
    }

    private mutating func renderOnServer(_ node: SyntaxNode) throws(Obstacle) -> Typed {
        let names = NamesUsed(in: node)
        if let secret = names.columns.first(where: { isSecret($0.name) }) {
            throw Obstacle(
                .configuration,
                "\(position(secret.offset)): the secret \(secret.name) stands in an expression that only the server could render",
                hint:
                    "a secret never leaves this machine; use hmac(…) with what is listed in the documentation of formulas"
            )
        }
        if context.linkColumn == nil, names.columns.contains(where: { $0.name == "previous" }) {
            throw obstacle(
                node, "only the server could render this, and it does not know previous",
                hint: "move previous out of the function, as in previous || …")
        }
        try check(names)
        let sql = try qualified(node, names: names)
        let type = try located(node) { () throws(Obstacle) in try context.catalog.type(of: sql) }
        if let link = context.linkColumn, names.columns.contains(where: { $0.name == link }) {
            result.program.serverReadsLink = true
        }
        let place = result.serverExpressions.firstIndex(of: sql) ?? result.serverExpressions.count
        if place == result.serverExpressions.count { result.serverExpressions.append(sql) }
        return load(CompiledFormula.expressionBase + place, type: type)
    }

    private func located<Value>(
        _ node: SyntaxNode, _ body: () throws(Obstacle) -> Value
    ) throws(Obstacle) -> Value {
        do throws(Obstacle) { return try body() } catch {
            guard error.kind == .configuration else { throw error }
            throw obstacle(node, error.sentence, hint: error.hint)
        }
    }

    func position(_ offset: Int) -> SourcePosition { source.position(ofByte: max(0, offset - prefix)) }

    func isSecret(_ name: String) -> Bool { context.secrets[name] != nil }

    func column(_ name: String) -> Column? { context.columns.first { $0.name == name } }

    /// Pushes a field; `jsonb` stands on the stack as its text.
    mutating func load(_ field: Int, type: ColumnType) -> Typed {
        if type.oid == TypeOID.jsonb {
            result.program.instructions.append(.fieldText(field, ValueText(.jsonb)))
        } else {
            result.program.instructions.append(.field(field))
        }
        return Typed(type: type)
    }

    mutating func field(of column: Column) -> Int {
        if let place = result.columns.firstIndex(of: column.name) { return place }
        result.columns.append(column.name)
        return result.columns.count - 1
    }

    mutating func emit(_ instruction: Instruction) { result.program.instructions.append(instruction) }

    mutating func emit(constant bytes: [UInt8]) {
        result.program.constants.append(bytes)
        emit(.constant(result.program.constants.count - 1))
    }

    /// Where the next instruction will stand.
    var here: Int { result.program.instructions.count }

    mutating func patch(_ place: Int, _ instruction: Instruction) { result.program.instructions[place] = instruction }
}
