public import AuditChain

/// The functions of one name in a schema.
public struct FunctionFamily: Sendable, Hashable {
    /// The schema.
    public var schema: String
    /// Whether one of them is VOLATILE.
    public var isVolatile: Bool
    /// Whether one of them takes types of pg_catalog only.
    public var takesBuiltInTypes: Bool
    /// The extension that each of them belongs to.
    public var `extension`: String?
}

extension Session {
    /// The functions, procedures excepted, of each of these names: those of the search_path first.
    public mutating func functions(named names: [String]) throws(Obstacle) -> [String: [FunctionFamily]] {
        guard !names.isEmpty else { return [:] }
        let found = try connection.query(
            """
            SELECT n.nspname, bool_or(p.provolatile = 'v'), bool_or(NOT EXISTS (
                    SELECT FROM unnest(p.proargtypes) a (oid) JOIN pg_type t USING (oid)
                    WHERE t.typnamespace <> 'pg_catalog'::regnamespace)),
                CASE WHEN count(e.extname) = count(*) THEN min(e.extname) END, p.proname
            FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            LEFT JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
            LEFT JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND e.oid = d.refobjid
            WHERE p.proname = ANY ($2::name[]) AND p.prokind <> 'p' GROUP BY p.proname, n.nspname
            ORDER BY array_position($1::text[], n.nspname::text), n.nspname
            """, [Self.arrayLiteral(searchPath), Self.arrayLiteral(names)])
        var families: [String: [FunctionFamily]] = [:]
        for row in 0..<found.rowCount {
            families[try found.required(row, 4), default: []].append(
                FunctionFamily(
                    schema: try found.required(row, 0), isVolatile: found.flag(row, 1),
                    takesBuiltInTypes: found.flag(row, 2), extension: found.text(row, 3)))
        }
        return families
    }

    /// The schemas other than pg_catalog that these types, or the elements of such arrays, are from: where their
    /// operators are. Enumerations have none of their own.
    public mutating func schemas(ofTypes types: [UInt32]) throws(Obstacle) -> [String] {
        let found = try connection.query(
            """
            SELECT DISTINCT n.nspname FROM pg_type t LEFT JOIN pg_type e ON e.oid = t.typelem AND t.typcategory = 'A'
            JOIN pg_namespace n ON n.oid = coalesce(e.typnamespace, t.typnamespace)
            WHERE t.oid = ANY ($1::oid[]) AND coalesce(e.typtype, t.typtype) <> 'e' AND n.nspname <> 'pg_catalog'
            ORDER BY 1
            """, ["{" + types.map(String.init).joined(separator: ",") + "}"])
        return try (0..<found.rowCount).map { row throws(Obstacle) in try found.required(row, 0) }
    }

    /// The types of all columns of these tables, domains as what they stand on; tables that are not there have none.
    public mutating func types(ofTables tables: [(schema: String, name: String)]) throws(Obstacle) -> [UInt32] {
        let found = try connection.query(
            """
            WITH RECURSIVE types AS (
                SELECT a.atttypid AS oid FROM ROWS FROM (unnest($1::text[]), unnest($2::text[])) AS w (schema, name)
                JOIN pg_namespace n ON n.nspname = w.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                UNION SELECT t.typbasetype FROM types y JOIN pg_type t ON t.oid = y.oid AND t.typtype = 'd'
            )
            SELECT oid FROM types
            """, [Self.arrayLiteral(tables.map(\.schema)), Self.arrayLiteral(tables.map(\.name))])
        return try (0..<found.rowCount).map { row throws(Obstacle) in try found.integer(row, 0) }
    }

    /// Searches these schemas behind pg_catalog from now on, so that operators and overloaded functions of their types
    /// are found: those of the connection's own search_path in its order, then the others.
    public mutating func search(_ schemas: Set<String>) throws(Obstacle) {
        let known = searchPath.filter(schemas.contains)
        let path = ["pg_catalog"] + known + schemas.subtracting(known + ["pg_catalog"]).sorted()
        let names = try path.map { name throws(Obstacle) in try connection.identifier(name) }
        _ = try connection.query(
            "SELECT pg_catalog.set_config('search_path', $1, false)", [(names + ["pg_temp"]).joined(separator: ", ")])
    }

    /// The schemas that have a type of this name: those of the search_path first.
    public mutating func schemas(ofType name: String) throws(Obstacle) -> [String] {
        try schemas("SELECT DISTINCT typnamespace FROM pg_type WHERE typname = $2", named: name)
    }

    /// The schemas that have an operator of this name: those of the search_path first.
    public mutating func schemas(ofOperator name: String) throws(Obstacle) -> [String] {
        try schemas("SELECT DISTINCT oprnamespace FROM pg_operator WHERE oprname = $2", named: name)
    }

    /// Functions that somebody may have meant, at most three.
    public mutating func functions(near name: String) throws(Obstacle) -> [String] {
        let found = try connection.query("SELECT DISTINCT proname FROM pg_proc WHERE prokind <> 'p' LIMIT 50000")
        var names: [String] = []
        for row in 0..<found.rowCount { names.append(try found.required(row, 0)) }
        return Nearest.names(to: name, among: names)
    }

    private mutating func schemas(_ sql: String, named name: String) throws(Obstacle) -> [String] {
        let found = try connection.query(
            """
            SELECT nspname FROM pg_namespace WHERE oid IN (\(sql))
            ORDER BY array_position($1::text[], nspname::text), nspname
            """, [Self.arrayLiteral(searchPath), name])
        var schemas: [String] = []
        for row in 0..<found.rowCount { schemas.append(try found.required(row, 0)) }
        return schemas
    }
}
