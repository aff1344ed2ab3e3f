import Foundation
import Support
import Testing

/// A database of the test server with the travel service's audit log in it.
struct TravelLog {
    var database: String

    static let fixtures = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/travel").path
    static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path

    /// 6,000 rows of history, loaded once; tests that write take a copy.
    static let history: TravelLog = {
        do {
            let log = try TravelLog(empty: "travel_history")
            try log.run("history.sql", ["-v", "rows=6000"])
            return log
        } catch { fatalError("the history was not loaded: \(error)") }
    }()

    /// A log without rows.
    init(empty database: String) throws {
        self.database = database
        try PrivateServer.shared.createDatabase(database)
        try run("audit_log.sql")
    }

    private init(copied database: String) { self.database = database }

    /// A database with the same rows, their xmins included.
    func copy(_ name: String) throws -> TravelLog {
        try PrivateServer.shared.psql("DROP DATABASE IF EXISTS \"\(name)\"")
        try PrivateServer.shared.psql("CREATE DATABASE \"\(name)\" TEMPLATE \"\(database)\"")
        return TravelLog(copied: name)
    }

    /// Runs a file of Fixtures/travel and gives what it printed.
    @discardableResult
    func run(_ file: String, _ arguments: [String] = []) throws -> String {
        let output = try Shell.run(
            ["psql", "-X", "-q", "-A", "-t"] + arguments + [
                "-f", "\(Self.fixtures)/\(file)", PrivateServer.shared.conninfo(database),
            ])
        return String(decoding: output, as: UTF8.self)
    }

    @discardableResult
    func psql(_ sql: String, user: String = "postgres") throws -> String {
        try PrivateServer.shared.psql(sql, database: database, user: user).trimmingCharacters(in: .newlines)
    }

    /// What psql says of SQL that the server refuses.
    func refusal(_ sql: String, user: String = "postgres") throws -> String {
        do {
            let output = try psql(sql, user: user)
            throw PrivateServer.Trouble("not refused: \(sql): \(output)")
        } catch let failure as Shell.Failure { return failure.errors }
    }

    func rowCount() throws -> Int? { Int(try psql("SELECT count(*) FROM audit_log")) }

    /// `t`, `f` or nothing, as psql prints them.
    func verified() throws -> String { try psql("SELECT verify_audit_log_integrity()") }

    /// How many rows Python's hashlib found to be chained; throws at the first that is not.
    func recomputed() throws -> Int? {
        let rows = try Shell.run(
            [
                "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c",
                """
                COPY (SELECT id, occurred_at, user_id, db_user, ip_address, table_name, row_id, action, old_data,
                    new_data, encode(prev_hash, 'hex'), encode(hash, 'hex') FROM audit_log ORDER BY id)
                TO STDOUT (FORMAT csv, NULL '\\N')
                """, PrivateServer.shared.conninfo(database),
            ], environment: ["PGTZ": "UTC", "PGDATESTYLE": "ISO"])
        let output = try Shell.run(
            ["python3", Self.here + "/recompute.py"], input: rows, environment: ["PYTHONUTF8": "1"])
        return Int(String(decoding: output, as: UTF8.self).trimmingCharacters(in: .newlines))
    }
}
