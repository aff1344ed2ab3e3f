public import AuditChain
public import Rows

/// A formula that is ready to be computed.
public struct CompiledFormula: Sendable {
    /// Columns that a plan reads, the stored link among them, each once.
    public let columns: [String]
    /// SQL that the server must render for each row, as further fields.
    public let serverExpressions: [String]
    /// Where each of them stands in the configuration.
    public let serverPlaces: [SourcePosition]
    /// Whether a row can be computed with another link than the one that it stores.
    public let linkIsClientSide: Bool
    let formula: Formula
    let context: FormulaContext
    let typed: Typed

    /// Whether the server renders the formula or a part of it.
    public var isServerRendered: Bool { !serverExpressions.isEmpty }

    /// The schemas beside pg_catalog that the server must search to evaluate the formula or a part of it.
    public var schemas: Set<String> { context.names.schemas }

    /// Schemas to search besides where the server refuses an expression without them.
    public var overloadingSchemas: Set<String> { context.names.overloadingSchemas }

    /// Sentences about functions that one of its bare names may mean as well.
    public var overloads: [String] { context.names.ambiguities }

    /// Whether a secret goes into it; the server can't be asked for a second opinion then.
    public var usesSecret: Bool { Reads(formula.root, context).secret != nil }

    /// Whether the value shows a secret: one goes into it other than through a digest.
    public var revealsSecret: Bool { typed.revealsSecret }

    /// Whether the value depends on the link.
    public var usesLink: Bool { Reads(formula.root, context).usesLink }

    /// Whether it gives every row the same.
    public var isConstant: Bool { columns.isEmpty && serverExpressions.isEmpty && !usesLink }

    /// A plan for rows in which these columns are these fields, and the server's expressions follow from a place on.
    public func plan(fields: [String: Int], expressionsFrom: Int) throws(Obstacle) -> RenderPlan {
        var program = Program(fields: fields, expressionsFrom: expressionsFrom)
        try program.emit(typed)
        let linkField = context.link.flatMap { fields[$0] }
        return RenderPlan(program, linkField: linkField, settings: context.settings)
    }

    /// The whole formula as SQL for the server, with `previous` (the link column, or `previous` itself) replaced.
    ///
    /// - Parameter link: SQL that stands for the link; `nil`: the column itself.
    /// - Throws: an obstacle where the formula holds a secret or can't be printed.
    public func sql(link: String?) throws(Obstacle) -> String {
        guard let sql = try sql(of: formula.root, link: link) else {
            throw formula.source.obstacle("\(formula.title) can't be printed back to SQL", at: 0)
        }
        return sql
    }

    /// What goes into the formula's first hash function, as SQL that gives bytea or text; `nil` where there is none, or it
    /// can't be printed.
    public func preimageSQL(link: String?) throws(Obstacle) -> String? {
        var message: Typed?
        typed.visit { part in
            guard message == nil else { return }
            switch part.operation {
            case .call(.digest, let arguments), .call(.hmac, let arguments), .call(.md5, let arguments):
                message = arguments.first
            default: break
            }
        }
        return try message.flatMap { part throws(Obstacle) in try sql(of: part.source, link: link) }
    }

    private func sql(of expression: Expression, link: String?) throws(Obstacle) -> String? {
        let reads = Reads(formula.root, context)
        if let secret = reads.secret {
            throw formula.source.obstacle("\(formula.title) holds the secret \(secret)", at: 0)
        }
        var replaced: [String: String] = [:]
        if let link { replaced[context.link ?? "previous"] = link }
        return Printing.sql(expression, context.names, replacing: replaced)
    }
}

extension Formula {
    /// Compiles the formula.
    ///
    /// - Throws: an obstacle of the configuration for a name that means nothing, a type that the hash column does not
    ///   have, or a secret that would have to leave.
    ///
    /// - Parameter types: asked for the types of expressions (SQL) that only the server knows; what it leaves out is not known.
    public func compiled(
        for context: FormulaContext,
        asking types: (Set<String>) throws(Obstacle) -> [String: ColumnType] = { _ in [:] }
    ) throws(Obstacle) -> CompiledFormula {
        try checkNames(context)
        var context = context
        var asked: Set<String> = []
        while true {
            let questions = ServerTypeQuestions()
            var result: CompiledFormula?
            var obstacle: Obstacle?
            do throws(Obstacle) { result = try compiled(in: context, questions) } catch { obstacle = error }
            // What could not be compiled for want of a type is worth another attempt once the type is known.
            let open = questions.expressions.subtracting(asked)
            let told = open.isEmpty ? [:] : try types(open)
            guard told.isEmpty else {
                asked.formUnion(open)
                context.serverTypes.merge(told) { _, new in new }
                continue
            }
            if let result { return result }
            throw obstacle ?? source.obstacle("\(title) can't be compiled", at: 0)
        }
    }

    private func compiled(
        in context: FormulaContext, _ questions: ServerTypeQuestions
    ) throws(Obstacle) -> CompiledFormula {
        let compiler = ExpressionCompiler(source: source, context: context, questions: questions)
        var typed = try finished(try compiler.compile(root), compiler)
        if context.rendersOnServer {
            typed = context.link == nil ? typed.renderedByServer() : typed.renderedByServerWholly()
        }
        var count = 0
        typed = typed.numbered(&count)
        var expressions: [Int: (sql: String, place: SourcePosition)] = [:]
        var isClientLink = true
        var failure: Obstacle?
        typed.visit { part in
            guard case .server(let number) = part.operation else { return }
            if part.usesLink { isClientLink = false }
            guard let sql = Printing.sql(part.source, context.names) else {
                failure =
                    failure
                    ?? source.obstacle(
                        "this part can't be printed back to SQL for the server", at: part.source.location,
                        hint: "write it with more parentheses or as a plain function call")
                return
            }
            expressions[number] = (sql, source.position(ofByte: part.source.start))
        }
        if let failure { throw failure }
        var columns: [String] = []
        typed.visit { part in
            var name: String?
            if case .field(let column) = part.operation { name = column }
            if case .link = part.operation { name = context.link }
            if let name, !columns.contains(name) { columns.append(name) }
        }
        let rendered = (0..<count).compactMap { expressions[$0] }
        return CompiledFormula(
            columns: columns, serverExpressions: rendered.map(\.sql), serverPlaces: rendered.map(\.place),
            linkIsClientSide: isClientLink, formula: self,
            context: context, typed: typed)
    }

    /// The expression under the hash column's type.
    private func finished(_ typed: Typed, _ compiler: ExpressionCompiler) throws(Obstacle) -> Typed {
        let wanted = SQLType(compiler.context.hash)
        guard wanted.isText || wanted == .bpchar || wanted == .bytea else {
            throw Obstacle(
                .configuration, "the hash column has type \(compiler.context.hash.name), which holds no hash",
                hint: "a hash column is text, varchar, char(n) or bytea")
        }
        guard let type = typed.type else { return typed }
        if typed.isNullConstant { return typed }
        if wanted == .bytea {
            if let bytes = compiler.byteaArgument(typed) { return bytes }
            throw source.obstacle(
                "\(title) gives \(type.title), but the hash column is bytea", at: 0,
                hint: type.isString ? "leave out encode(…), or decode the text: decode(…, 'hex')" : nil)
        }
        guard let text = compiler.textArgument(typed) else {
            throw source.obstacle(
                "\(title) gives \(type.title), but the hash column is \(compiler.context.hash.name)", at: 0,
                hint: type == .bytea ? "write encode(…, 'hex') round it" : nil)
        }
        let modifier = compiler.context.hash.modifier
        guard wanted == .bpchar, modifier > 4 else { return text }
        return compiler.combine(.bpchar, .call(.fixed(modifier - 4), [text]), of: [text], typed.source)
    }
}
