import Foundation
import Support

/// A small table whose rows PostgreSQL itself seals with the formula of the configuration.
struct SealedTable {
    static let hex = "encode(sha256(convert_to(%, 'UTF8')), 'hex')"

    var name: String
    var count = 12
    /// More columns, with their values in terms of the row number `i`.
    var columns: [(name: String, type: String, value: String)] = []
    var storesLink = true
    var hashType = "text"
    var genesis: String? = "repeat('0', 64)"
    var formula = hex.replacing("%", with: "prev || '|' || action || '|' || amount::text")
    /// The `per` column, one of `columns`: each value is a chain of its own, and must give its genesis by `genesis`.
    var per: String?
    var order = ["id"]
    var id = "i"
    var partitioned = false
    /// More lines of the entry in unbroken.yml.
    var lines: [String] = []
    /// Settings of the session that seals.
    var settings: [String: String] = [:]
    var withinLoop = ""
    /// A query of `rows:` in place of the table.
    var rows: String?
    /// Another database, where what the test makes would disturb others.
    var database = Self.database
    /// What lies between two rows' times.
    var step = "interval '1 minute'"

    static let database = "verification_tests"
    private static let made: Void = {
        do { try makeDatabase(database, "CREATE EXTENSION pgcrypto") } catch { fatalError("\(error)") }
    }()

    /// Makes a database for such tables, and in it whatever a test needs besides.
    static func makeDatabase(_ name: String, _ sql: String) throws {
        try PrivateServer.shared.createDatabase(name)
        try PrivateServer.shared.psql("CREATE TABLE spent (n int);\n" + sql, database: name)
    }

    @discardableResult
    static func psql(_ sql: String, database: String = Self.database) throws -> String {
        _ = made
        return try PrivateServer.shared.psql(sql, database: database)
    }

    /// Makes the table and seals its rows, a minute apart unless `step` says otherwise.
    func create() throws {
        let more = columns.map { "\($0.name) \($0.type)" }
        let names = columns.map(\.name)
        let chain = per.map { "\($0) IS NOT DISTINCT FROM (SELECT \($0) FROM \(name) WHERE id = number)" } ?? "true"
        var sql = settings.map { "SET \($0.key) = '\($0.value)';\n" }.joined()
        let definition =
            ["id bigint", "at timestamptz NOT NULL", "action text", "amount int"] + more
            + (storesLink ? ["prev \(hashType)"] : []) + ["hash \(hashType)"]
        sql += """
            DROP TABLE IF EXISTS \(name) CASCADE;
            CREATE TABLE \(name) (\(definition.joined(separator: ", ")))\(partitioned ? " PARTITION BY RANGE (at)" : "");

            """
        if partitioned {
            for month in 1...12 {
                sql += """
                    CREATE TABLE \(name)_\(month) PARTITION OF \(name)
                    FOR VALUES FROM ('2024-\(month)-01 00:00Z') TO ('\(month == 12 ? 2025 : 2024)-\(month % 12 + 1)-01 00:00Z');

                    """
            }
        }
        sql += """
            DO $do$ DECLARE previous \(hashType); number bigint; BEGIN FOR i IN 1..\(count) LOOP
              number := \(id);
              INSERT INTO \(name) (id, at, action, amount\(names.map { ", " + $0 }.joined()))
              VALUES (number, timestamptz '2024-01-15 12:00Z' + i * \(partitioned ? "interval '20 days'" : step),
                'act ' || i, i * 7\(columns.map { ", " + $0.value }.joined()));
              previous := (SELECT hash FROM \(name) WHERE \(chain) AND hash IS NOT NULL ORDER BY at DESC LIMIT 1);
              IF NOT EXISTS (SELECT FROM \(name) WHERE \(chain) AND hash IS NOT NULL) THEN
                previous := (SELECT (\(genesis ?? "NULL"))::\(hashType) FROM \(name) WHERE id = number);
              END IF;
              \(storesLink ? "UPDATE \(name) SET prev = previous WHERE id = number;" : "")
              UPDATE \(name) SET hash = \(formula) WHERE id = number;
              \(withinLoop)
            END LOOP; END $do$;
            DO $$ BEGIN FOR i IN 1..150 LOOP
              BEGIN INSERT INTO spent VALUES (1); EXCEPTION WHEN unique_violation THEN NULL; END;
            END LOOP; END $$;

            """
        try Self.psql(sql, database: database)
    }

    /// The entry of unbroken.yml.
    var entry: String {
        let place = rows.map { "rows: \"\($0)\"" } ?? "table: public.\(name)"
        var text = ["  - name: \(name)", "    \(place)", "    order: [\(order.joined(separator: ", "))]"]
        text += ["    time: at", "    hash: hash"]
        if storesLink { text.append("    previous: prev") }
        if let per { text.append("    per: [\(per)]") }
        if let genesis { text += ["    genesis: |", "      \(genesis)"] }
        text += ["    formula: |", "      \(formula)"]
        return (text + lines.map { "    " + $0 }).joined(separator: "\n") + "\n"
    }

    var configuration: String { "chains:\n" + entry }

    func verify(user: String = "postgres", format: String = "json", environment: [String: String] = [:]) throws
        -> Product.Answer
    {
        let answer = try Product.verify(
            configuration, database: database, user: user, format: format, environment: environment)
        try compareKeyed(environment)
        return answer
    }

    /// Where a unique index serves the order, the order is cut into parts: that must not change what is found.
    private func compareKeyed(_ environment: [String: String]) throws {
        guard rows == nil, !partitioned else { return }
        let key = (per.map { [$0] } ?? []) + order
        // Rows that share a place, as some tests make them, have no such index.
        guard
            (try? Self.psql(
                "CREATE UNIQUE INDEX \(name)_parts ON \(name) (\(key.joined(separator: ", ")))", database: database))
                != nil
        else { return }
        _ = try Product.verify(configuration, database: database, environment: environment)
        try Self.psql("DROP INDEX \(name)_parts", database: database)
    }

    /// Makes the table, sees that it is intact as it is, then tampers with it.
    func tampered(_ sql: String, environment: [String: String] = [:]) throws -> Product.Answer {
        try create()
        let before = try verify(environment: environment)
        guard before.status == 0, before.document?.verdict == "intact" else {
            throw PrivateServer.Trouble("\(name) is not intact as made: \(before.text) \(before.errors)")
        }
        try Self.psql(sql, database: database)
        return try verify(environment: environment)
    }
}
