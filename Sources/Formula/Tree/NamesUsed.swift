internal import CPgQuery

/// The names that an expression uses, with the byte at which each stands, found wherever in the tree they are.
struct NamesUsed {
    var columns: [(name: String, offset: Int, node: SyntaxNode)] = []
    var functions: [(names: [String], offset: Int, node: SyntaxNode)] = []
    var types: [(names: [String], offset: Int, type: UnsafeMutablePointer<PgQuery__TypeName>)] = []
    /// The first subquery, aggregate-like or otherwise impossible part: what it is and where.
    var refused: (what: String, offset: Int)?

    init(in root: SyntaxNode) {
        visit(root)
    }

    private mutating func visit(_ node: SyntaxNode?) {
        guard let node else { return }
        switch node.pointee.node_case {
        case PG_QUERY__NODE__NODE_COLUMN_REF:
            guard let reference = node.pointee.column_ref else { return }
            let fields = strings(reference.pointee.n_fields, reference.pointee.fields)
            columns.append((fields?.last ?? "*", Int(reference.pointee.location), node))
        case PG_QUERY__NODE__NODE_FUNC_CALL:
            guard let call = node.pointee.func_call else { return }
            let names = strings(call.pointee.n_funcname, call.pointee.funcname) ?? []
            functions.append((names, Int(call.pointee.location), node))
            if call.pointee.over != nil { refused = refused ?? ("a window function", Int(call.pointee.location)) }
            visit(call.pointee.n_args, call.pointee.args)
            visit(call.pointee.n_agg_order, call.pointee.agg_order)
            visit(call.pointee.agg_filter)
        case PG_QUERY__NODE__NODE_SUB_LINK:
            refused = refused ?? ("a subquery", Int(node.pointee.sub_link.pointee.location))
        case PG_QUERY__NODE__NODE_PARAM_REF:
            refused = refused ?? ("a parameter", Int(node.pointee.param_ref.pointee.location))
        case PG_QUERY__NODE__NODE_TYPE_CAST:
            guard let cast = node.pointee.type_cast else { return }
            if let type = cast.pointee.type_name {
                types.append(
                    (strings(type.pointee.n_names, type.pointee.names) ?? [], Int(type.pointee.location), type))
            }
            visit(cast.pointee.arg)
        case PG_QUERY__NODE__NODE_A_EXPR:
            visit(node.pointee.a_expr.pointee.lexpr)
            visit(node.pointee.a_expr.pointee.rexpr)
        case PG_QUERY__NODE__NODE_BOOL_EXPR:
            visit(node.pointee.bool_expr.pointee.n_args, node.pointee.bool_expr.pointee.args)
        case PG_QUERY__NODE__NODE_NULL_TEST: visit(node.pointee.null_test.pointee.arg)
        case PG_QUERY__NODE__NODE_BOOLEAN_TEST: visit(node.pointee.boolean_test.pointee.arg)
        case PG_QUERY__NODE__NODE_COALESCE_EXPR:
            visit(node.pointee.coalesce_expr.pointee.n_args, node.pointee.coalesce_expr.pointee.args)
        case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
            visit(node.pointee.min_max_expr.pointee.n_args, node.pointee.min_max_expr.pointee.args)
        case PG_QUERY__NODE__NODE_CASE_EXPR:
            visit(node.pointee.case_expr.pointee.arg)
            visit(node.pointee.case_expr.pointee.n_args, node.pointee.case_expr.pointee.args)
            visit(node.pointee.case_expr.pointee.defresult)
        case PG_QUERY__NODE__NODE_CASE_WHEN:
            visit(node.pointee.case_when.pointee.expr)
            visit(node.pointee.case_when.pointee.result)
        case PG_QUERY__NODE__NODE_LIST: visit(node.pointee.list.pointee.n_items, node.pointee.list.pointee.items)
        case PG_QUERY__NODE__NODE_ROW_EXPR:
            visit(node.pointee.row_expr.pointee.n_args, node.pointee.row_expr.pointee.args)
        case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
            visit(node.pointee.a_array_expr.pointee.n_elements, node.pointee.a_array_expr.pointee.elements)
        case PG_QUERY__NODE__NODE_A_INDIRECTION:
            visit(node.pointee.a_indirection.pointee.arg)
            visit(node.pointee.a_indirection.pointee.n_indirection, node.pointee.a_indirection.pointee.indirection)
        case PG_QUERY__NODE__NODE_A_INDICES:
            visit(node.pointee.a_indices.pointee.lidx)
            visit(node.pointee.a_indices.pointee.uidx)
        case PG_QUERY__NODE__NODE_COLLATE_CLAUSE: visit(node.pointee.collate_clause.pointee.arg)
        case PG_QUERY__NODE__NODE_NAMED_ARG_EXPR: visit(node.pointee.named_arg_expr.pointee.arg)
        case PG_QUERY__NODE__NODE_A_CONST, PG_QUERY__NODE__NODE_STRING, PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION,
            PG_QUERY__NODE__NODE_INTEGER:
            break
        default:
            refused = refused ?? ("an expression of a kind that no formula needs", 0)
        }
    }

    private mutating func visit(_ count: Int, _ nodes: UnsafeMutablePointer<SyntaxNode?>?) {
        for node in list(count, nodes) { visit(node) }
    }
}
