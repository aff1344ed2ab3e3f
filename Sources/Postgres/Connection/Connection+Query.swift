internal import AuditChain
internal import CLibPQ

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension Connection {
    /// Runs one statement with text parameters and waits for what it gives.
    ///
    /// - Parameter binary: whether the fields come in binary format.
    mutating func query(_ sql: String, _ parameters: [String?] = [], binary: Bool = false) throws(Obstacle)
        -> QueryResult
    {
        try wire.checkInterruption()
        try Self.checkText(sql)
        let copies = parameters.map { $0.map { strdup($0) } ?? nil }
        defer { copies.forEach { free($0) } }
        let values = copies.map { UnsafePointer($0) }
        let isSent = PQsendQueryParams(handle, sql, Int32(values.count), nil, values, nil, nil, binary ? 1 : 0)
        guard isSent == 1 else { throw wire.lost() }
        do { return try finish() } catch {
            throw error.sqlState == "55P03" ? lockedOut(error) : error
        }
    }

    /// Runs statements of our own one after the other on one way to the server and back.
    mutating func run(_ statements: StaticString) throws(Obstacle) {
        try wire.checkInterruption()
        guard PQsendQuery(handle, "\(statements)") == 1 else { throw wire.lost() }
        _ = try finish()
    }

    /// Runs a statement that may have to look at every row: it takes as long as it takes.
    ///
    /// - Parameter settings: hold for this statement alone.
    mutating func scan(
        _ sql: String, _ parameters: [String?] = [], settings: [String: String] = [:]
    ) throws(Obstacle) -> QueryResult {
        try beginUnlimited(settings)
        let result = try query(sql, parameters)
        try forgetSavepoint()
        return result
    }

    /// The server counts from a statement's start, so that no bound would fit the COPY of a table of any size.
    static var unlimited: [String: String] { ["statement_timeout": "0"] }

    /// Waits for a statement's end; of several results the last one counts.
    mutating func finish() throws(Obstacle) -> QueryResult {
        var last: OpaquePointer?
        results: while true {
            do { try wire.waitForResult() } catch {
                PQclear(last)
                throw error
            }
            guard let result = PQgetResult(handle) else { break }
            PQclear(last)
            last = result
            // A COPY that nobody asked for would be given for ever.
            switch PQresultStatus(result) {
            case PGRES_COPY_OUT, PGRES_COPY_IN, PGRES_COPY_BOTH: break results
            default: break
            }
        }
        guard let last else { throw wire.lost() }
        let result = QueryResult(adopting: last)
        switch PQresultStatus(last) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK: return result
        case PGRES_COPY_OUT: return result
        default: throw wire.trouble(result)
        }
    }

    /// libpq's strings end at a zero byte, and half a statement may mean something else.
    static func checkText(_ sql: String) throws(Obstacle) {
        guard !sql.utf8.contains(0) else { throw Obstacle(.configuration, "an SQL expression holds a zero byte") }
    }
}
