public import AuditChain
internal import Rows

extension Session {
    /// Looks a table up, without its schema by the connection's own search_path.
    ///
    /// - Throws: `configuration` with the nearest names where there is no such table.
    public mutating func relation(schema: String?, name: String) throws(Obstacle) -> Relation {
        let schemas = schema.map { [$0] } ?? searchPath
        let found = try connection.query(Self.relationSQL, [Self.arrayLiteral(schemas), name])
        guard found.rowCount > 0 else { throw try missing(schema: schema, name: name) }
        let spelled = try found.required(0, 11)
        guard let kind = Relation.Kind(rawValue: try found.required(0, 3)) else {
            throw Obstacle(.configuration, "\(spelled) is no table: it is an index, a sequence or a type")
        }
        let oid: UInt32 = try found.integer(0, 0)
        let hasForeignPart = found.flag(0, 6)
        let storesRows = !hasForeignPart && kind != .view && kind != .foreign
        var relation = Relation(
            oid: oid, schema: try found.required(0, 1), name: try found.required(0, 2), kind: kind,
            isTemporary: found.text(0, 4) == "t", isUnlogged: found.text(0, 4) == "u", hasForeignPart: hasForeignPart,
            parent: found.text(0, 13), hasChildren: found.flag(0, 5), sqlName: spelled, columns: [],
            columnsWithoutNull: [],
            unreadableColumns: [],
            hasOrigin: storesRows && found.flag(0, 12), owner: try found.required(0, 7),
            hasRowSecurity: found.flag(0, 8), forcesRowSecurity: found.flag(0, 9), hidesRows: found.flag(0, 10),
            indexes: [])
        try readColumns(into: &relation)
        try readIndexes(into: &relation)
        return relation
    }

    /// Schema and name are searched in the order of the path that is given.
    private static let relationSQL = """
        WITH RECURSIVE found AS (
            SELECT c.*, n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = $2 AND n.nspname = ANY ($1::text[])
            ORDER BY array_position($1::text[], n.nspname::text) LIMIT 1
        ), tree AS (
            SELECT oid FROM found UNION SELECT i.inhrelid FROM pg_inherits i JOIN tree t ON i.inhparent = t.oid
        )
        SELECT f.oid, f.nspname, f.relname, f.relkind, f.relpersistence,
            EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = f.oid),
            EXISTS (SELECT FROM tree JOIN pg_class c USING (oid) WHERE c.relkind = 'f'),
            pg_get_userbyid(f.relowner), f.relrowsecurity, f.relforcerowsecurity, row_security_active(f.oid),
            quote_ident(f.nspname) || '.' || quote_ident(f.relname),
            has_table_privilege(f.oid, 'SELECT') OR NOT EXISTS (
                SELECT FROM pg_attribute a WHERE a.attrelid = f.oid AND a.attname IN ('xmin', 'ctid', 'tableoid')
                AND NOT has_column_privilege(f.oid, a.attnum, 'SELECT')),
            (SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_inherits i
                JOIN pg_class c ON c.oid = i.inhparent JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE i.inhrelid = f.oid ORDER BY i.inhseqno LIMIT 1)
        FROM found f
        """

    private mutating func readColumns(into relation: inout Relation) throws(Obstacle) {
        let found = try connection.query(
            """
            SELECT attname, atttypid, atttypmod, has_column_privilege(attrelid, attnum, 'SELECT'), attnotnull
            FROM pg_attribute WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """, [String(relation.oid)])
        var raw: [(name: String, type: UInt32, modifier: Int32)] = []
        for row in 0..<found.rowCount {
            let name = try found.required(row, 0)
            raw.append((name, try found.integer(row, 1), try found.integer(row, 2)))
            // A child by inheritance may allow what its parent does not.
            if found.flag(row, 4), relation.kind == .partitioned || !relation.hasChildren {
                relation.columnsWithoutNull.insert(name)
            }
            if !found.flag(row, 3) { relation.unreadableColumns.insert(name) }
        }
        relation.columns = try columns(raw)
    }

    /// An index counts where it covers all rows and plain columns, and its order is that of a plain `ORDER BY`:
    /// ascending with NULLs last or wholly the other way round, by the type's own operators and the column's collation.
    private mutating func readIndexes(into relation: inout Relation) throws(Obstacle) {
        let found = try connection.query(
            """
            SELECT string_agg(a.attname, E'\\x01' ORDER BY k.n),
                i.indisunique AND (bool_and(a.attnotnull)
                    OR coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false)),
                m.amname = 'btree' AND bool_and(o.opcdefault AND i.indcollation[k.n - 1] = a.attcollation)
                    AND (bool_and(i.indoption[k.n - 1] = 0) OR bool_and(i.indoption[k.n - 1] = 3))
            FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
            CROSS JOIN LATERAL generate_series(1, i.indnkeyatts) k(n)
            LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.n - 1]
            JOIN pg_opclass o ON o.oid = i.indclass[k.n - 1]
            WHERE i.indrelid = $1::oid AND i.indisvalid AND i.indisready AND i.indpred IS NULL AND i.indexprs IS NULL
            GROUP BY i.indexrelid, i.indisunique, m.amname, to_jsonb(i), i.indcollation, i.indoption, i.indkey
            """, [String(relation.oid)])
        for row in 0..<found.rowCount {
            relation.indexes.append(
                Relation.Index(
                    columns: found.list(row, 0), isUnique: found.flag(row, 1), isOrdered: found.flag(row, 2)))
        }
    }

    private mutating func missing(schema: String?, name: String) throws(Obstacle) -> Obstacle {
        let found = try connection.query(
            """
            SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
                AND n.nspname !~ '^pg_(toast|temp)' LIMIT 20000
            """)
        var schemas: Set<String> = []
        var names: [String: [String]] = [:]
        for row in 0..<found.rowCount {
            let (owner, table) = (try found.required(row, 0), try found.required(row, 1))
            schemas.insert(owner)
            names[table, default: []].append(owner)
        }
        let elsewhere = names[name] ?? []
        let near =
            elsewhere.isEmpty
            ? Nearest.names(to: name, among: names.keys).map { near in
                let owners = names[near] ?? []
                let owner = schema.flatMap { owners.contains($0) ? $0 : nil } ?? owners.first ?? ""
                return "\(owner).\(near)"
            } : elsewhere.prefix(3).map { "\($0).\(name)" }
        let wanted = schema.map { "\($0).\(name)" } ?? name
        let place = schema == nil ? " on the search_path (\(searchPath.joined(separator: ", ")))" : ""
        return Obstacle(
            .configuration, "there is no table \(wanted)\(place) in database \(facts.name)",
            hint: Nearest.question(Array(near)) ?? "is this the right database and the right role?", sqlState: "42P01")
    }

    /// An array of text as a parameter spells it.
    static func arrayLiteral(_ values: [String?]) -> String {
        let items = values.map { value in
            guard let value else { return "NULL" }
            var quoted = "\""
            for character in value.unicodeScalars {
                if character == "\"" || character == "\\" { quoted.unicodeScalars.append("\\") }
                quoted.unicodeScalars.append(character)
            }
            return quoted + "\""
        }
        return "{" + items.joined(separator: ",") + "}"
    }
}
