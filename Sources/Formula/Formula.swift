public import AuditChain
internal import CPgQuery
internal import Rows

/// An SQL expression of the configuration: a formula, a genesis or a `where`.
public struct Formula {
    /// What the configuration says.
    public let source: SourceText
    let tree: ParseTree
    let root: SyntaxNode

    /// What stands before the expression in the SQL that is parsed.
    static let selecting = "SELECT "

    /// Parses one expression by PostgreSQL's own grammar.
    ///
    /// - Throws: `.configuration` with file, line and column for a syntax error, or for SQL that is no single expression.
    public init(parsing source: SourceText) throws(Obstacle) {
        self.source = source
        do throws(ParseTree.SyntaxError) { tree = try ParseTree(parsing: Self.selecting + source.text) } catch {
            let position = source.position(ofByte: max(0, error.offset - Self.selecting.utf8.count))
            throw Obstacle(.configuration, "\(position): \(error.message)", hint: "this has to be one SQL expression")
        }
        let start = source.position(ofByte: 0)
        guard let select = tree.select, select.n_target_list == 1, select.n_from_clause == 0,
            select.where_clause == nil,
            select.n_group_clause == 0, select.having_clause == nil, select.n_sort_clause == 0,
            select.n_distinct_clause == 0,
            select.n_values_lists == 0, select.larg == nil, select.limit_count == nil, select.limit_offset == nil,
            select.into_clause == nil, select.with_clause == nil, select.n_locking_clause == 0,
            select.n_window_clause == 0, let target = list(1, select.target_list).first?.pointee.res_target,
            let value = target.pointee.val, target.pointee.name.map({ String(cString: $0) }) ?? "" == ""
        else {
            throw Obstacle(
                .configuration, "\(start): this is not one SQL expression",
                hint: "write what stands on the right of := in the trigger, without SELECT, AS, FROM or a semicolon")
        }
        root = value
        let names = NamesUsed(in: root)
        if let (what, offset) = names.refused {
            let position = source.position(ofByte: max(0, offset - Self.selecting.utf8.count))
            throw Obstacle(
                .configuration, "\(position): \(what) can't be part of this expression",
                hint: "a row's hash follows from the row and its link alone; values from elsewhere belong into rows:")
        }
    }

    /// The names that the expression uses, in the order in which they stand: columns, `previous`, secrets.
    public var names: [String] {
        var seen = Set<String>()
        return NamesUsed(in: root).columns.map(\.name).filter { seen.insert($0).inserted }
    }

    private func compiler(_ context: FormulaContext) -> Compiler {
        Compiler(tree: tree, source: source, context: context, prefix: Self.selecting.utf8.count)
    }

    /// Compiles the expression for a hash column: it must give text where that holds text, bytea where it holds bytea.
    ///
    /// - Throws: `.configuration` with file, line and column.
    public func compile(in context: FormulaContext) throws(Obstacle) -> CompiledFormula {
        var compiler = compiler(context)
        compiler.result.program.settings = context.settings
        let typed = try compiler.compile(root)
        let wantsText = context.hashType.oid != TypeOID.bytea
        let position = source.position(ofByte: 0)
        if typed.isLiteral || typed.oid == TypeOID.unknown {
            do throws(Compiler.Unsupported) {
                _ = try compiler.convert(typed, to: wantsText ? .text : .bytea)
            } catch { throw error.obstacle ?? Obstacle(.internalError, "\(position): a literal can't be compiled") }
        } else if wantsText, typed.oid == TypeOID.bytea {
            throw Obstacle(
                .configuration, "\(position): the expression gives bytea, but the column holds text",
                hint: "say how the column spells it, as in encode(…, 'hex')")
        } else if !wantsText, typed.oid != TypeOID.bytea {
            throw Obstacle(
                .configuration, "\(position): the expression gives \(typed.type.name), but the column holds bytea",
                hint: "leave out the encode(…) around the digest, or say decode(…, 'hex')")
        } else if wantsText, !typed.type.isTextLike {
            throw Obstacle(
                .configuration, "\(position): the expression gives \(typed.type.name), which is no text",
                hint: "add ::text if that is what the trigger stores")
        }
        return compiler.result
    }

    /// The expression as the server is asked to evaluate it, every name qualified.
    ///
    /// - Parameter previous: SQL that stands for the link, column or `previous`; `nil`: the stored column as it is.
    /// - Throws: `.configuration` where it holds a secret or a name that is not known.
    public func sql(in context: FormulaContext, previous: String? = nil) throws(Obstacle) -> String {
        let compiler = compiler(context)
        let names = NamesUsed(in: root)
        if let secret = names.columns.first(where: { context.secrets[$0.name] != nil }) {
            throw Obstacle(.configuration, "\(compiler.position(secret.offset)): a secret never leaves this machine")
        }
        if let previous {
            for reference in names.columns where reference.name == (context.linkColumn ?? "previous") {
                compiler.rename(reference.node, to: previous)
            }
            defer {
                for reference in names.columns where reference.name == (context.linkColumn ?? "previous") {
                    compiler.rename(reference.node, to: reference.name)
                }
            }
            return try compiler.qualified(root, names: names)
        }
        try compiler.check(names)
        return try compiler.qualified(root, names: names)
    }
}
