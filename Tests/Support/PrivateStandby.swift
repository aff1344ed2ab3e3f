import Foundation

/// A primary and a hot standby of it, on which whatever is replayed goes before whoever reads.
public struct PrivateStandby: Sendable {
    /// Where is written.
    public let primary: PrivateServer
    /// Where is read.
    public let standby: PrivateServer

    /// A pair for one suite: what it does to one database's rows cancels queries in all that the standby serves.
    public init() throws {
        primary = try PrivateServer(settings: ["autovacuum": "off"])
        standby = try PrivateServer(
            settings: ["max_standby_streaming_delay": "0", "hot_standby_feedback": "off"], standbyOf: primary)
    }

    /// Ends both.
    public func stop() {
        standby.stop()
        primary.stop()
    }

    /// Waits until the standby has replayed what the primary has written.
    public func catchUp() throws {
        let position = try primary.psql("SELECT pg_current_wal_lsn()").trimmingCharacters(in: .whitespacesAndNewlines)
        for _ in 0..<400 {
            if try standby.psql("SELECT pg_last_wal_replay_lsn() >= '\(position)'") == "t\n" { return }
            Thread.sleep(forTimeInterval: 0.05)
        }
        throw PrivateServer.Trouble("the standby did not replay up to \(position) within 20 seconds")
    }

    /// Makes the standby take away every snapshot of this database: removes rows of another table that they still see.
    public func conflict(_ database: String) throws {
        try primary.psql("CREATE TABLE IF NOT EXISTS debris AS SELECT 1 AS n", database: database)
        try primary.psql("DELETE FROM debris", database: database)
        try primary.psql("VACUUM debris", database: database)
        try primary.psql("INSERT INTO debris VALUES (1)", database: database)
    }
}
