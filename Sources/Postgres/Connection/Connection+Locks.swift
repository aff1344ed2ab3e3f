internal import AuditChain

extension Connection {
    static var lockHint: String {
        "an ALTER TABLE, VACUUM FULL, CLUSTER, TRUNCATE or LOCK TABLE holds the table or waits for it: try again when it is done"
    }

    /// The same trouble, with the tables that somebody has locked.
    ///
    /// The transaction that waited has failed and can't be asked, so another connection is.
    func lockedOut(_ trouble: Obstacle) -> Obstacle {
        let patience = lockTimeout.map { " within \($0) second\($0 == 1 ? "" : "s")" } ?? ""
        var told = Obstacle(
            trouble.kind, "a table is locked, and was not let go\(patience)", hint: Self.lockHint,
            sqlState: trouble.sqlState)
        guard let locks = try? heldLocks(), let first = locks.first else { return told }
        let names = locks.prefix(3).map { "\($0.table) (by process \($0.process))" }
        told.sentence =
            locks.count == 1
            ? "\(first.table) is locked by process \(first.process), which did not let go\(patience)"
            : "tables are locked, and were not let go\(patience): \(names.joined(separator: ", "))"
                + (locks.count > 3 ? " and others" : "")
        told.hint =
            "\(Self.lockHint); SELECT * FROM pg_stat_activity WHERE pid = \(first.process) shows what it is"
        return told
    }

    /// Tables of this database that nobody can read, because somebody has them for himself or waits for that.
    private func heldLocks() throws(Obstacle) -> [(table: String, process: String)] {
        var other = try Connection(to: conninfo, interruption: wire.interruption)
        _ = try other.query("SET statement_timeout = '10s'")
        _ = try other.query("SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', false)")
        let found = try other.query(
            """
            SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), l.pid
            FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_class c ON c.oid = l.relation
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE l.mode = 'AccessExclusiveLock' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND l.pid IS NOT NULL
                AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
            ORDER BY l.granted DESC, 1 LIMIT 4
            """)
        return try (0..<found.rowCount).map { row throws(Obstacle) in
            (try found.required(row, 0), try found.required(row, 1))
        }
    }
}
