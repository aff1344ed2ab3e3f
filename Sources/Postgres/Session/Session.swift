public import AuditChain

/// One snapshot of a database: a read-only REPEATABLE READ transaction in which every setting that changes how values
/// render is pinned and row security gives an error instead of hiding rows.
public struct Session: ~Copyable {
    var connection: Connection
    /// Which server and database this is.
    public private(set) var facts: ServerFacts
    /// The schemas that the connection's own search_path named, before it was pinned; `pg_catalog` is among them.
    public let searchPath: [String]
    /// How many queries of this database a standby had cancelled for what it replays; `nil` where it does not say, or is none.
    private(set) var conflictCount: Int?

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
        _ = try connection.query(Self.begin)
        let facts = try connection.facts()
        conflictCount = facts.isStandby ? try connection.conflictCount() : nil
        self.facts = facts
        self.searchPath = searchPath
        self.connection = connection
    }

    private static let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"

    /// Begins another snapshot of the same database: in the same connection if it still stands, else in a new one.
    ///
    /// - Throws: also where it is not the same database any more.
    mutating func beginAgain() throws(Obstacle) {
        if connection.stands {
            _ = try connection.query("ROLLBACK")
            _ = try connection.query(Self.begin)
            let now = try connection.facts()
            try check(now)
            facts = now
            conflictCount = try connection.conflictCount()
        } else {
            let interruption = connection.wire.interruption
            let again = try Session(
                on: Connection(to: connection.conninfo, interruption: interruption),
                lockTimeout: connection.lockTimeout ?? 30)
            try check(again.facts)
            self = again
        }
    }

    /// Whether the new snapshot is the same database's, and no older.
    private func check(_ now: ServerFacts) throws(Obstacle) {
        let isSame =
            now.host == facts.host && now.name == facts.name && now.user == facts.user
            && now.systemIdentifier == facts.systemIdentifier && now.isStandby == facts.isStandby
        guard isSame, facts.logPosition <= now.logPosition else {
            throw Obstacle(
                .unreachable,
                "the server that answers after a recovery conflict is another one, or was promoted or rebuilt",
                hint: "verify again; name one host in the connection string")
        }
    }

    /// Runs one statement in the snapshot and gives its fields as text.
    public mutating func rows(of sql: String, _ parameters: [String?] = []) throws(Obstacle) -> [[String?]] {
        let found = try connection.query(sql, parameters)
        return (0..<found.rowCount).map { row in (0..<found.columnCount).map { found.text(row, $0) } }
    }

    /// Runs one statement that the role may be refused, which does no harm to the snapshot; `nil` where it was.
    ///
    /// It takes as long as it takes. Each row has sixteen fields at least, NULL behind those that the server sent: whoever
    /// asked for some need not look whether a hostile server sent fewer.
    ///
    /// - Parameter refusal: why it was refused.
    public mutating func rows(
        of sql: String, _ parameters: [String?], unless refusal: inout Obstacle?
    ) throws(Obstacle) -> [[String?]]? {
        guard
            let found = try connection.attempt(
                sql, parameters, settings: Connection.unlimited, refusal: &refusal)
        else { return nil }
        let columns = max(found.columnCount, 16)
        return (0..<found.rowCount).map { row in (0..<columns).map { found.text(row, $0) } }
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
