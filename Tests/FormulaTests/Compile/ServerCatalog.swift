import AuditChain
import Formula
import Rows
import Support

/// The catalog of a test database, asked through psql with the search_path `public`.
struct ServerCatalog: FunctionCatalog {
    let database: String

    private func list(_ sql: String) throws(Obstacle) -> [String] {
        do {
            return try PrivateServer.shared.psql(sql, database: database).split(separator: "\n").map(String.init)
        } catch { throw Obstacle(.internalError, "\(error)") }
    }

    var searchPath: [String] { ["public"] }

    func homes(ofFunctions names: [String]) throws(Obstacle) -> [String: [FunctionHome]] {
        var homes: [String: [FunctionHome]] = [:]
        for name in names {
            let schemas = try list("SELECT DISTINCT pronamespace::regnamespace FROM pg_proc WHERE proname = '\(name)'")
            homes[name] = schemas.map { FunctionHome(schema: $0, isPgcrypto: name == "digest" || name == "hmac") }
        }
        return homes
    }

    func schemas(ofType name: String) throws(Obstacle) -> [String] {
        try list("SELECT DISTINCT typnamespace::regnamespace FROM pg_type WHERE typname = '\(name)'")
    }

    func schemas(ofOperator name: String) throws(Obstacle) -> [String] {
        try list("SELECT DISTINCT oprnamespace::regnamespace FROM pg_operator WHERE oprname = '\(name)'")
    }

    func functions(near name: String) throws(Obstacle) -> [String] { name == "sha265" ? ["sha256"] : [] }

    /// A table's columns.
    func columns(of table: String) throws(Obstacle) -> [Column] {
        try list(
            """
            SELECT attname || '|' || t.oid || '|' || typname || '|' || atttypmod || '|' || typtype::text || '|' || typelem || '|' || typlen
            FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
            WHERE attrelid = '\(table)'::regclass AND attnum > 0 ORDER BY attnum
            """
        ).map { line in
            let parts = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            let element = UInt32(parts[5]) ?? 0
            let isArray = element != 0 && parts[6] == "-1"
            let category: ColumnType.Category =
                parts[4] == "e" ? .enumeration : isArray ? .array(element: element) : .base
            return Column(
                name: parts[0],
                type: ColumnType(
                    oid: UInt32(parts[1]) ?? 0, name: parts[2], modifier: Int32(parts[3]) ?? -1, category: category))
        }
    }
}
