public import AuditChain
internal import CPgQuery

/// Checks of the other SQL that a configuration holds.
public enum SourceQuery {
    /// The parts of a table's name in SQL spelling, such as `"HR"."Event.Log"`, by PostgreSQL's own grammar.
    public static func tableName(_ spelling: String) -> (schema: String?, name: String)? {
        guard let tree = try? ParseTree(parsing: "SELECT FROM \(spelling)"), let select = tree.select,
            select.n_from_clause == 1, select.where_clause == nil, select.n_sort_clause == 0, select.limit_count == nil,
            select.n_group_clause == 0, let node = list(1, select.from_clause).first,
            node.pointee.node_case == PG_QUERY__NODE__NODE_RANGE_VAR, let range = node.pointee.range_var,
            range.pointee.alias == nil, range.pointee.inh != 0, String(cString: range.pointee.catalogname) == ""
        else { return nil }
        let schema = String(cString: range.pointee.schemaname)
        return (schema.isEmpty ? nil : schema, String(cString: range.pointee.relname))
    }

    /// Checks `rows:`: one SELECT whose tables bear their schema.
    ///
    /// - Throws: `.configuration` with file, line and column.
    public static func check(rows source: SourceText) throws(Obstacle) {
        let tree: ParseTree
        do throws(ParseTree.SyntaxError) { tree = try ParseTree(parsing: source.text) } catch {
            throw Obstacle(
                .configuration, "\(source.position(ofByte: error.offset)): \(error.message)",
                hint: "rows: has to be one SELECT")
        }
        guard let select = tree.select, select.into_clause == nil, select.n_locking_clause == 0 else {
            throw Obstacle(
                .configuration, "\(source.position(ofByte: 0)): rows: has to be one SELECT",
                hint: "without a semicolon, INTO or FOR UPDATE")
        }
        var tables: [PgQuery__RangeVar] = []
        collect(select.n_from_clause, select.from_clause, into: &tables)
        let common = Set(commonNames(select))
        for table in tables {
            let name = String(cString: table.relname)
            if String(cString: table.schemaname).isEmpty, !common.contains(name) {
                throw Obstacle(
                    .configuration,
                    "\(source.position(ofByte: Int(table.location))): the table \(name) bears no schema",
                    hint: "write public.\(name), or whichever schema it stands in")
            }
        }
    }

    private static func commonNames(_ select: PgQuery__SelectStmt) -> [String] {
        guard let clause = select.with_clause else { return [] }
        return list(clause.pointee.n_ctes, clause.pointee.ctes).compactMap { $0.pointee.common_table_expr }
            .map { String(cString: $0.pointee.ctename) }
    }

    private static func collect(
        _ count: Int, _ nodes: UnsafeMutablePointer<SyntaxNode?>?, into tables: inout [PgQuery__RangeVar]
    ) {
        for node in list(count, nodes) {
            switch node.pointee.node_case {
            case PG_QUERY__NODE__NODE_RANGE_VAR: tables.append(node.pointee.range_var.pointee)
            case PG_QUERY__NODE__NODE_JOIN_EXPR:
                for side in [node.pointee.join_expr.pointee.larg, node.pointee.join_expr.pointee.rarg] {
                    var side = side
                    collect(1, &side, into: &tables)
                }
            case PG_QUERY__NODE__NODE_RANGE_SUBSELECT:
                if let inner = node.pointee.range_subselect.pointee.subquery?.pointee.select_stmt {
                    collect(inner.pointee.n_from_clause, inner.pointee.from_clause, into: &tables)
                }
            default: break
            }
        }
    }
}
