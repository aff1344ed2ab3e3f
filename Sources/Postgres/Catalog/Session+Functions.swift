public import AuditChain

extension Session {
    /// The schemas that have a function, procedure excepted, of this name: those of the search_path first.
    public mutating func schemas(ofFunction name: String) throws(Obstacle) -> [String] {
        try schemas("SELECT DISTINCT pronamespace FROM pg_proc WHERE proname = $2 AND prokind <> 'p'", named: name)
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
