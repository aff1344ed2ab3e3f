internal import AuditChain
internal import CLibPQ

extension Connection {
    /// Whether the server can be asked.
    var stands: Bool { PQstatus(handle) == CONNECTION_OK }

    /// `pg_stat_database.conflicts` of this database.
    mutating func conflictCount() throws(Obstacle) -> Int? {
        let found = try query(
            """
            SELECT conflicts FROM pg_catalog.pg_stat_database
            WHERE datname OPERATOR(pg_catalog.=) pg_catalog.current_database()
            """)
        return found.text(0, 0).flatMap { Int($0) }
    }
}

extension Session {
    /// Whether what ended a statement was a standby that had to replay something against it.
    ///
    /// Inside a subtransaction, as every COPY of ours is, or between statements such a conflict ends the connection; where the
    /// server waits for a reader that is slow, without a word. Then only its statistics tell.
    func isConflict(_ loss: Obstacle) throws(Obstacle) -> Bool {
        guard facts.isStandby, loss.kind == .unreachable else { return false }
        switch loss.sqlState {
        // Nothing else fails to serialize, or is in a deadlock, among readers of a standby.
        case "40001", "40P01": return true
        case "57P01" where loss.sentence.contains("conflict with recovery"): return true
        case "57P01", nil: return connection.stands ? false : try conflictsWereCounted()
        default: return false
        }
    }

    /// The ended session counts its conflict itself, on its way out.
    private func conflictsWereCounted() throws(Obstacle) -> Bool {
        guard let conflictCount else { return false }
        let end = ContinuousClock.now + .seconds(2)
        while ContinuousClock.now < end {
            try connection.wire.interruption.sleep(until: .now + .milliseconds(300))
            guard var other = try? Connection(to: connection.conninfo, interruption: connection.wire.interruption),
                let count = try? other.conflictCount()
            else { continue }
            if count > conflictCount { return true }
        }
        return false
    }
}
