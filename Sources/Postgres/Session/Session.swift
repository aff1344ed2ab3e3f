public import AuditChain

/// One snapshot of a database: a read-only REPEATABLE READ transaction in which every setting that changes how values
/// render is pinned and row security gives an error instead of hiding rows.
public struct Session: ~Copyable {
    var connection: Connection
    /// Which server and database this is.
    public let facts: ServerFacts
    /// The schemas that the connection's own search_path named, before it was pinned; `pg_catalog` is among them.
    public let searchPath: [String]

    /// Joins a snapshot that another session has exported and still holds.
    init(
        on connection: consuming Connection, joining snapshot: String, facts: ServerFacts, searchPath: [String],
        lockTimeout: Int
    ) throws(Obstacle) {
        var connection = connection
        connection.lockTimeout = lockTimeout
        _ = try connection.query("SET statement_timeout = '\(Self.questionTimeout)'")
        _ = try connection.query("SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false)")
        try connection.pin(Self.pinned + [("lock_timeout", "\(lockTimeout)s")])
        _ = try connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        _ = try connection.query("SET TRANSACTION SNAPSHOT \(try connection.literal(snapshot))")
        self.facts = facts
        self.searchPath = searchPath
        self.connection = connection
    }

    /// Begins the snapshot.
    ///
    /// - Parameter lockTimeout: for how many seconds a statement waits for a table that somebody has locked.
    public init(on connection: consuming Connection, lockTimeout: Int = 30) throws(Obstacle) {
        var connection = connection
        connection.lockTimeout = lockTimeout
        // First of all: a role's own limit must not cut off even the questions that follow.
        _ = try connection.query("SET statement_timeout = '\(Self.questionTimeout)'")
        let path = try connection.query("SELECT pg_catalog.array_to_string(pg_catalog.current_schemas(true), E'\\x01')")
        let searchPath = path.list(0, 0)
        // pg_temp is named last, because unnamed it would come first.
        _ = try connection.query("SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false)")
        try connection.pin(Self.pinned + [("lock_timeout", "\(lockTimeout)s")])
        _ = try connection.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        facts = try connection.facts()
        self.searchPath = searchPath
        self.connection = connection
    }

    /// Runs one statement in the snapshot and gives its fields as text.
    public mutating func rows(of sql: String, _ parameters: [String?] = []) throws(Obstacle) -> [[String?]] {
        let found = try connection.query(sql, parameters)
        return (0..<found.rowCount).map { row in (0..<found.columnCount).map { found.text(row, $0) } }
    }

    /// How long a question to the catalog may take. What may have to look at every row has no such bound: see
    /// `Connection.scan`.
    static let questionTimeout = "10min"

    /// What every session has; each is set where the server knows it.
    static let pinned: [(name: String, value: String)] = [
        ("row_security", "off"), ("DateStyle", "ISO, MDY"), ("IntervalStyle", "postgres"), ("TimeZone", "UTC"),
        ("extra_float_digits", "1"), ("bytea_output", "hex"), ("xmlbinary", "base64"), ("xmloption", "content"),
        ("array_nulls", "on"), ("quote_all_identifiers", "off"), ("standard_conforming_strings", "on"),
        ("backslash_quote", "safe_encoding"), ("escape_string_warning", "on"), ("transform_null_equals", "off"),
        ("lc_numeric", "C"), ("lc_monetary", "C"), ("lc_time", "C"), ("timezone_abbreviations", "Default"),
        ("default_text_search_config", "pg_catalog.simple"), ("statement_timeout", questionTimeout),
        ("idle_in_transaction_session_timeout", "0"), ("idle_session_timeout", "0"), ("transaction_timeout", "0"),
        ("check_function_bodies", "off"), ("synchronize_seqscans", "off"),
    ]
}
