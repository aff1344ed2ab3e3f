public import AuditChain
public import Rows

/// A column of the layout, as conditions spell it.
struct KeyColumn: Sendable {
    /// In quotes.
    var sql: String
    /// Its type, with schema, in quotes.
    var type: String
    /// `pg_type.typname`.
    var typeName: String
    /// Whether the type's `=` is found on the search_path.
    var hasEquality: Bool
    /// Whether the type's `=` may hold values equal whose bytes differ: 1.0 and 1.00.
    var isLoose: Bool

    /// A condition: the column has the value that this parameter or column holds as text, not NULL.
    func equals(_ text: String) -> String {
        hasEquality ? "\(sql) = \(text)::\(type)" : "\(sql)::pg_catalog.text = \(text)"
    }
}

extension Session {
    /// Whether SQL may hold two values of the column equal whose bytes differ, so that they are one chain or one place of
    /// the order all the same.
    public mutating func holdsLoosely(
        _ column: Column, of place: TableSource.Place
    ) throws(Obstacle) -> Bool { try keyColumn(column, of: place).isLoose }

    mutating func keyColumn(_ column: Column, of place: TableSource.Place) throws(Obstacle) -> KeyColumn {
        var relation: UInt32 = 0
        if case .table(let table) = place { relation = table.oid }
        // What a query's text collates by is not known before it is run: by its bytes, as nearly all text does.
        let found = try connection.query(
            """
            SELECT quote_ident(nspname) || '.' || quote_ident(typname),
                nspname = 'pg_catalog' OR typtype = 'e' OR nspname = ANY (current_schemas(false)),
                NOT (typtype = 'e' OR nspname = 'pg_catalog' AND typname = ANY ($4)) OR EXISTS (
                    SELECT FROM pg_attribute a JOIN pg_collation c ON c.oid = a.attcollation
                    WHERE a.attrelid = $2::oid AND a.attname = $3 AND NOT c.collisdeterministic)
            FROM pg_type t JOIN pg_namespace n ON n.oid = typnamespace WHERE t.oid = $1::oid
            """,
            [
                String(column.type.oid), String(relation), column.name, Self.arrayLiteral(KeyColumn.equalByBytes),
            ])
        return KeyColumn(
            sql: try connection.identifier(column.name), type: try found.required(0, 0), typeName: column.type.name,
            hasEquality: found.flag(0, 1), isLoose: found.flag(0, 2))
    }
}

extension KeyColumn {
    /// Types of pg_catalog whose values are equal where their bytes are, text under a deterministic collation among them.
    static let equalByBytes = [
        "bool", "int2", "int4", "int8", "oid", "uuid", "timestamptz", "timestamp", "date", "time", "bytea", "name",
        "text", "varchar", "bpchar", "inet", "cidr", "macaddr", "macaddr8", "pg_lsn", "xid8",
    ]
}
