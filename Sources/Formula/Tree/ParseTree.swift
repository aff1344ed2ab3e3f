internal import AuditChain
internal import CPgQuery

typealias SyntaxNode = UnsafeMutablePointer<PgQuery__Node>

/// SQL parsed by PostgreSQL's own grammar. Its nodes live as long as it does.
final class ParseTree {
    private let result: UnsafeMutablePointer<PgQuery__ParseResult>

    /// What the grammar said, and at which byte of the SQL.
    struct SyntaxError: Error {
        var message: String
        var offset: Int
    }

    init(parsing sql: String) throws(SyntaxError) {
        let parsed = pg_query_parse_protobuf(sql)
        defer { pg_query_free_protobuf_parse_result(parsed) }
        if let error = parsed.error {
            let characters = max(0, Int(error.pointee.cursorpos) - 1)
            let offset = sql.unicodeScalars.prefix(characters).reduce(0) { $0 + UTF8.width($1) }
            throw SyntaxError(
                message: error.pointee.message.map { String(cString: $0) } ?? "syntax error", offset: offset)
        }
        let unpacked = parsed.parse_tree.data.withMemoryRebound(to: UInt8.self, capacity: parsed.parse_tree.len) {
            pg_query__parse_result__unpack(nil, parsed.parse_tree.len, $0)
        }
        guard let unpacked else { throw SyntaxError(message: "the parse tree can't be read", offset: 0) }
        result = unpacked
    }

    deinit { pg_query__parse_result__free_unpacked(result, nil) }

    var statements: [SyntaxNode] {
        list(result.pointee.n_stmts, UnsafeMutablePointer(result.pointee.stmts)).compactMap { $0.pointee.stmt }
    }

    /// The only statement, if it is a SELECT.
    var select: PgQuery__SelectStmt? {
        guard statements.count == 1, let node = statements.first,
            node.pointee.node_case == PG_QUERY__NODE__NODE_SELECT_STMT
        else { return nil }
        return node.pointee.select_stmt?.pointee
    }

    /// An expression printed back to SQL.
    func print(_ expression: SyntaxNode) -> String? {
        // SELECT with this target alone; the tree keeps the node.
        var target = PgQuery__ResTarget()
        pg_query__res_target__init(&target)
        target.val = expression
        return withUnsafeMutablePointer(to: &target) { target in
            var targetNode = PgQuery__Node()
            pg_query__node__init(&targetNode)
            targetNode.node_case = PG_QUERY__NODE__NODE_RES_TARGET
            targetNode.res_target = target
            return withUnsafeMutablePointer(to: &targetNode) { targetNode in
                var targets: SyntaxNode? = targetNode
                return withUnsafeMutablePointer(to: &targets) { Self.deparse(selecting: $0) }
            }
        }
    }

    private static func deparse(selecting targets: UnsafeMutablePointer<SyntaxNode?>) -> String? {
        var select = PgQuery__SelectStmt()
        pg_query__select_stmt__init(&select)
        select.n_target_list = 1
        select.target_list = targets
        select.limit_option = PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_DEFAULT
        select.op = PG_QUERY__SET_OPERATION__SETOP_NONE
        return withUnsafeMutablePointer(to: &select) { select in
            var node = PgQuery__Node()
            pg_query__node__init(&node)
            node.node_case = PG_QUERY__NODE__NODE_SELECT_STMT
            node.select_stmt = select
            return withUnsafeMutablePointer(to: &node) { node in
                var raw = PgQuery__RawStmt()
                pg_query__raw_stmt__init(&raw)
                raw.stmt = node
                return withUnsafeMutablePointer(to: &raw) { raw in
                    var statement: UnsafeMutablePointer<PgQuery__RawStmt>? = raw
                    return withUnsafeMutablePointer(to: &statement) { deparse(statements: $0) }
                }
            }
        }
    }

    private static func deparse(statements: UnsafeMutablePointer<UnsafeMutablePointer<PgQuery__RawStmt>?>) -> String? {
        var result = PgQuery__ParseResult()
        pg_query__parse_result__init(&result)
        result.n_stmts = 1
        result.stmts = statements
        result.version = PG_VERSION_NUM
        var packed = [UInt8](repeating: 0, count: pg_query__parse_result__get_packed_size(&result))
        pg_query__parse_result__pack(&result, &packed)
        return packed.withUnsafeMutableBytes { bytes in
            let tree = PgQueryProtobuf(len: bytes.count, data: bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
            let deparsed = pg_query_deparse_protobuf(tree)
            defer { pg_query_free_deparse_result(deparsed) }
            guard deparsed.error == nil, let query = deparsed.query else { return nil }
            let sql = String(cString: query)
            return sql.hasPrefix("SELECT ") ? String(sql.dropFirst(7)) : nil
        }
    }
}

/// The elements of one of the tree's arrays.
func list<Element>(_ count: Int, _ elements: UnsafeMutablePointer<UnsafeMutablePointer<Element>?>?)
    -> [UnsafeMutablePointer<Element>]
{
    guard let elements else { return [] }
    return (0..<count).compactMap { elements[$0] }
}

/// The strings of a list of names.
func strings(_ count: Int, _ nodes: UnsafeMutablePointer<SyntaxNode?>?) -> [String]? {
    var result: [String] = []
    for node in list(count, nodes) {
        guard node.pointee.node_case == PG_QUERY__NODE__NODE_STRING, let text = node.pointee.string?.pointee.sval else {
            return nil
        }
        result.append(String(cString: text))
    }
    return result
}
