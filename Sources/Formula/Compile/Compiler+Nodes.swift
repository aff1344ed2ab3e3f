internal import AuditChain
internal import CPgQuery
internal import Rows

extension Compiler {
    mutating func compileOnClient(_ node: SyntaxNode) throws(Unsupported) -> Typed {
        switch node.pointee.node_case {
        case PG_QUERY__NODE__NODE_A_CONST: return try constant(node)
        case PG_QUERY__NODE__NODE_COLUMN_REF: return try reference(node)
        case PG_QUERY__NODE__NODE_TYPE_CAST: return try cast(node)
        case PG_QUERY__NODE__NODE_A_EXPR: return try operation(node)
        case PG_QUERY__NODE__NODE_BOOL_EXPR: return try logic(node)
        case PG_QUERY__NODE__NODE_NULL_TEST:
            guard let test = node.pointee.null_test else { throw Unsupported() }
            let operand = try child(test.pointee.arg)
            _ = try convert(operand, to: operand.isLiteral ? .text : operand.type)
            emit(.isNull)
            if test.pointee.nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL { emit(.not) }
            return Typed(type: .bool)
        case PG_QUERY__NODE__NODE_COALESCE_EXPR:
            guard let expression = node.pointee.coalesce_expr else { throw Unsupported() }
            return try coalesce(list(expression.pointee.n_args, expression.pointee.args))
        case PG_QUERY__NODE__NODE_CASE_EXPR: return try choice(node)
        case PG_QUERY__NODE__NODE_FUNC_CALL: return try function(node)
        default: throw Unsupported()
        }
    }

    private mutating func constant(_ node: SyntaxNode) throws(Unsupported) -> Typed {
        guard let constant = node.pointee.a_const else { throw Unsupported() }
        if constant.pointee.isnull != 0 {
            emit(.null)
            return Typed(type: .unknown)
        }
        switch constant.pointee.val_case {
        case PG_QUERY__A__CONST__VAL_SVAL:
            guard let text = constant.pointee.sval.pointee.sval else { throw Unsupported() }
            return Typed(type: .unknown, literal: String(cString: text))
        case PG_QUERY__A__CONST__VAL_IVAL:
            emit(constant: wire(Int64(constant.pointee.ival.pointee.ival), bytes: 4))
            return Typed(type: .int4)
        case PG_QUERY__A__CONST__VAL_BOOLVAL:
            emit(constant: [constant.pointee.boolval.pointee.boolval != 0 ? 1 : 0])
            return Typed(type: .bool)
        case PG_QUERY__A__CONST__VAL_FVAL:
            guard let text = constant.pointee.fval.pointee.fval, let number = Int64(String(cString: text)) else {
                throw Unsupported()
            }
            emit(constant: wire(number, bytes: 8))
            return Typed(type: .int8)
        default: throw Unsupported()
        }
    }

    func wire(_ number: Int64, bytes: Int) -> [UInt8] {
        (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: number >> Int64(8 * $0)) }
    }

    private mutating func reference(_ node: SyntaxNode) throws(Unsupported) -> Typed {
        guard let reference = node.pointee.column_ref,
            let name = strings(reference.pointee.n_fields, reference.pointee.fields)?.last
        else { throw Unsupported(obstacle: obstacle(node, "a whole row can't be part of a formula")) }
        if let secret = context.secrets[name] {
            guard column(name) == nil else {
                throw Unsupported(
                    obstacle: obstacle(
                        node, "\(name) is both a column and a secret", hint: "give the secret another name"))
            }
            emit(constant: secret)
            return Typed(type: .text)
        }
        if context.linkColumn == nil, name == "previous" {
            emit(.link)
            return Typed(type: context.hashType)
        }
        guard let column = column(name) else { throw Unsupported(obstacle: unknownColumn(node, name)) }
        if let allowed = context.allowed, !allowed.contains(name) {
            throw Unsupported(
                obstacle: obstacle(
                    node, "the genesis uses the column \(name), which is not one of per",
                    hint: "a chain's genesis may depend on what tells chains apart, not on a row"))
        }
        if name == context.linkColumn {
            result.program.linkField = field(of: column)
            emit(.link)
            return Typed(type: column.type)
        }
        return load(field(of: column), type: column.type)
    }

    func unknownColumn(_ node: SyntaxNode, _ name: String) -> Obstacle {
        var known = context.columns.map(\.name) + context.secrets.keys.sorted()
        if context.linkColumn == nil { known.append("previous") }
        let nearest = nearestName(to: name, among: known)
        return obstacle(
            node, "there is no column \(name)",
            hint: nearest.map { "did you mean \($0)?" }
                ?? "the table has \(context.columns.map(\.name).joined(separator: ", "))")
    }

    /// What a part's type would be; what it emits is taken back.
    mutating func type(of node: SyntaxNode) throws(Unsupported) -> Typed {
        let saved = result
        defer { result = saved }
        return try child(node)
    }

    /// The one type that several values become (PostgreSQL manual, "UNION, CASE, and Related Constructs").
    mutating func commonType(of nodes: [SyntaxNode]) throws(Unsupported) -> ColumnType {
        var common: ColumnType?
        for node in nodes {
            let typed = try type(of: node)
            if typed.isLiteral || typed.oid == TypeOID.unknown { continue }
            guard let known = common else {
                common = typed.type
                continue
            }
            if known.oid == typed.oid { continue }
            if known.isInteger, typed.type.isInteger {
                // int8 holds every other.
                common = known.oid == TypeOID.int8 || typed.oid == TypeOID.int8 ? .int8 : .int4
            } else if known.isTextLike, typed.type.isTextLike {
                common = .text
            } else {
                throw Unsupported()
            }
        }
        return common ?? .text
    }

    private mutating func coalesce(_ nodes: [SyntaxNode]) throws(Unsupported) -> Typed {
        let type = try commonType(of: nodes)
        var jumps: [Int] = []
        for (index, node) in nodes.enumerated() {
            let typed = try child(node)
            _ = try convert(typed, to: type)
            if index < nodes.count - 1 {
                jumps.append(here)
                emit(.jumpIfPresent(0))
            }
        }
        for jump in jumps { patch(jump, .jumpIfPresent(here)) }
        barrier = here
        return Typed(type: type)
    }

    private mutating func choice(_ node: SyntaxNode) throws(Unsupported) -> Typed {
        guard let expression = node.pointee.case_expr else { throw Unsupported() }
        let branches = list(expression.pointee.n_args, expression.pointee.args).compactMap { $0.pointee.case_when }
        var results = branches.compactMap { $0.pointee.result }
        if let other = expression.pointee.defresult { results.append(other) }
        let type = try commonType(of: results)
        var ends: [Int] = []
        for branch in branches {
            guard let condition = branch.pointee.expr, let value = branch.pointee.result else { throw Unsupported() }
            if let subject = expression.pointee.arg {
                try compareNodes(subject, condition, .equal)
            } else {
                guard try child(condition).oid == TypeOID.bool else { throw Unsupported() }
            }
            let test = here
            emit(.jumpUnlessTrue(0))
            barrier = here
            let typed = try child(value)
            _ = try convert(typed, to: type)
            ends.append(here)
            emit(.jump(0))
            patch(test, .jumpUnlessTrue(here))
            barrier = here
        }
        if let other = expression.pointee.defresult {
            let typed = try child(other)
            _ = try convert(typed, to: type)
        } else {
            emit(.null)
        }
        for end in ends { patch(end, .jump(here)) }
        barrier = here
        return Typed(type: type)
    }

    private mutating func logic(_ node: SyntaxNode) throws(Unsupported) -> Typed {
        guard let expression = node.pointee.bool_expr else { throw Unsupported() }
        let operands = list(expression.pointee.n_args, expression.pointee.args)
        for (index, operand) in operands.enumerated() {
            guard try child(operand).oid == TypeOID.bool else { throw Unsupported() }
            switch expression.pointee.boolop {
            case PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR: emit(.not)
            case PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR: if index > 0 { emit(.and) }
            default: if index > 0 { emit(.or) }
            }
        }
        return Typed(type: .bool)
    }
}
