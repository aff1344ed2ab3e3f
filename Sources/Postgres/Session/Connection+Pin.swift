internal import AuditChain
internal import CLibPQ

extension Connection {
    mutating func pin(_ settings: [(name: String, value: String)]) throws(Obstacle) {
        _ = try query(
            """
            SELECT pg_catalog.set_config(s.name, s.value, false)
            FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS s (name, value)
            WHERE pg_catalog.lower(s.name) IN (
                SELECT pg_catalog.lower(name) FROM pg_catalog.pg_settings
                WHERE context = 'user' OR (context = 'superuser' AND pg_catalog.current_setting('is_superuser') = 'on'))
            """, [Session.arrayLiteral(settings.map(\.name)), Session.arrayLiteral(settings.map(\.value))])
    }

    /// Runs a statement that may fail without harm to the transaction; `nil` where the server refused it.
    mutating func attempt(_ sql: String, _ parameters: [String?] = []) throws(Obstacle) -> QueryResult? {
        var refusal: Obstacle?
        return try attempt(sql, parameters, refusal: &refusal)
    }

    /// Likewise, and says why the server refused.
    ///
    /// - Parameter settings: hold for this statement alone.
    mutating func attempt(
        _ sql: String, _ parameters: [String?], settings: [String: String] = [:], binary: Bool = false,
        refusal: inout Obstacle?
    ) throws(Obstacle) -> QueryResult? {
        _ = try query("SAVEPOINT unbroken")
        do {
            try setLocally(settings)
            let result = try query(sql, parameters, binary: binary)
            try forgetSavepoint()
            return result
        } catch {
            // A shutdown, a cancel, a lock or a lack of memory says nothing about this statement.
            guard let state = error.sqlState, PQstatus(handle) == CONNECTION_OK,
                !["08", "40", "53", "55", "57", "58"].contains(state.prefix(2))
            else { throw error }
            refusal = error
            try forgetSavepoint()
            return nil
        }
    }

    /// Goes back to the savepoint, which also brings the settings back that held before it.
    mutating func forgetSavepoint() throws(Obstacle) {
        try run("ROLLBACK TO SAVEPOINT unbroken; RELEASE SAVEPOINT unbroken")
    }

    /// Begins what `forgetSavepoint` ends: statements that take as long as they take, under further settings.
    ///
    /// Each part of a table begins so; without settings it is one way to the server and back.
    mutating func beginUnlimited(_ settings: [String: String]) throws(Obstacle) {
        guard !settings.isEmpty else { return try run("SAVEPOINT unbroken; SET LOCAL statement_timeout = 0") }
        _ = try query("SAVEPOINT unbroken")
        try setLocally(settings.merging(Self.unlimited) { $1 })
    }

    /// Sets settings until the next savepoint is gone back to.
    mutating func setLocally(_ settings: [String: String]) throws(Obstacle) {
        guard !settings.isEmpty else { return }
        let sorted = settings.sorted { $0.key < $1.key }
        _ = try query(
            """
            SELECT pg_catalog.set_config(s.name, s.value, true)
            FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS s (name, value)
            """, [Session.arrayLiteral(sorted.map(\.key)), Session.arrayLiteral(sorted.map(\.value))])
    }
}
