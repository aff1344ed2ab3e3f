internal import CPgQuery
internal import Rows

extension Compiler {
    mutating func operation(_ node: SyntaxNode) throws(Unsupported) -> Typed {
        guard let expression = node.pointee.a_expr, let left = expression.pointee.lexpr,
            let right = expression.pointee.rexpr,
            let names = strings(expression.pointee.n_name, expression.pointee.name), names.count == 1,
            let name = names.first
        else { throw Unsupported() }
        switch expression.pointee.kind {
        case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
            if name == "||" { return try joining(left, right) }
            if name == "->" || name == "->>" { return try lookup(left, right, asText: name == "->>") }
            guard let comparison = Self.comparisons[name] else { throw Unsupported() }
            try compareNodes(left, right, comparison)
            return Typed(type: .bool)
        case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT, PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
            emit(.isDistinct(try operands(left, right, needsOrder: false)))
            if expression.pointee.kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT { emit(.not) }
            return Typed(type: .bool)
        case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF:
            let saved = result
            let type = try child(left)
            result = saved
            guard !type.isLiteral else { throw Unsupported() }
            emit(.nullIf(try operands(left, right, needsOrder: false)))
            return Typed(type: type.type)
        case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
            guard right.pointee.node_case == PG_QUERY__NODE__NODE_LIST, let items = right.pointee.list else {
                throw Unsupported()
            }
            for (index, item) in list(items.pointee.n_items, items.pointee.items).enumerated() {
                try compareNodes(left, item, name == "<>" ? .unequal : .equal)
                if index > 0 { emit(name == "<>" ? .and : .or) }
            }
            return Typed(type: .bool)
        default: throw Unsupported()
        }
    }

    private static let comparisons: [String: Comparison] = [
        "=": .equal, "<>": .unequal, "!=": .unequal, "<": .less, "<=": .lessOrEqual, ">": .greater,
        ">=": .greaterOrEqual,
    ]

    mutating func compareNodes(_ left: SyntaxNode, _ right: SyntaxNode, _ comparison: Comparison) throws(Unsupported) {
        let order = try operands(left, right, needsOrder: comparison != .equal && comparison != .unequal)
        emit(.compare(comparison, order))
    }

    /// Pushes two values of one type and says how they compare.
    private mutating func operands(
        _ left: SyntaxNode, _ right: SyntaxNode, needsOrder: Bool
    ) throws(Unsupported) -> WireOrder {
        let type = try commonType(of: [left, right])
        // Blanks behind a char(n) don't count in a comparison, which its text leaves out.
        let compared = type.isTextLike ? ColumnType.text : type
        guard let order = WireOrder(compared, needsOrder: needsOrder) else { throw Unsupported() }
        for node in [left, right] {
            let typed = try child(node)
            _ = try convert(typed, to: compared)
        }
        return order
    }

    private mutating func joining(_ left: SyntaxNode, _ right: SyntaxNode) throws(Unsupported) -> Typed {
        let first = try child(left)
        if first.isLiteral {
            // The type of a literal is decided by the other side, which is compiled behind it.
            let saved = result
            let other = try child(right)
            result = saved
            let type = other.oid == TypeOID.bytea ? ColumnType.bytea : .text
            guard other.isLiteral || other.oid != TypeOID.jsonb && !other.type.isArray else { throw Unsupported() }
            _ = try convert(first, to: type)
            try joinedPart(try child(right), of: type)
            emit(.join)
            return Typed(type: type)
        }
        if first.oid == TypeOID.bytea {
            let second = try child(right)
            guard second.isLiteral || second.oid == TypeOID.bytea else { throw Unsupported() }
            _ = try convert(second, to: .bytea)
            emit(.join)
            return Typed(type: .bytea)
        }
        guard first.oid != TypeOID.jsonb, !first.type.isArray else { throw Unsupported() }
        let isTextFirst = first.type.isTextLike
        try joinedPart(first, of: .text)
        let second = try child(right)
        // text || anynonarray and anynonarray || text; of neither text there is no such operator.
        guard isTextFirst || second.isLiteral || second.type.isTextLike, second.isLiteral || !second.type.isArray,
            second.isLiteral || second.oid != TypeOID.bytea || isTextFirst, second.oid != TypeOID.jsonb || isTextFirst
        else { throw Unsupported() }
        // `anynonarray || unknown` is text only where the other operators do not fit better.
        if !isTextFirst, second.isLiteral, first.oid == TypeOID.unknown { throw Unsupported() }
        try joinedPart(second, of: .text)
        emit(.join)
        return Typed(type: .text)
    }

    private mutating func joinedPart(_ typed: Typed, of type: ColumnType) throws(Unsupported) {
        if typed.isLiteral || typed.oid == TypeOID.unknown || type.oid == TypeOID.bytea {
            _ = try convert(typed, to: type)
        } else {
            try emitText(typed.type)
        }
    }
}
