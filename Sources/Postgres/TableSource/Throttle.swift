public import AuditChain
internal import Synchronization

/// A number of rows a second that those who read together do not exceed; shared by all of them.
public final class Throttle: Sendable {
    /// How many rows a second.
    public let rowsPerSecond: Int
    /// After how many rows a reader has to ask: about a twentieth of a second's, so that nothing is locked per row.
    public let batch: Int
    /// When the rows that were let through so far have had their time.
    private let due = Mutex<ContinuousClock.Instant>(.now)

    /// What was not used in this time is not made up for: after a pause the rows come no faster.
    private static let grace = Duration.milliseconds(100)

    /// - Parameter rowsPerSecond: at least 1.
    public init(rowsPerSecond: Int) {
        self.rowsPerSecond = max(1, rowsPerSecond)
        batch = min(max(1, self.rowsPerSecond / 20), 4096)
    }

    /// Counts rows and sleeps until their time has passed.
    ///
    /// - Throws: an obstacle of kind `interrupted`, within a second of the wish.
    public func pass(_ rows: Int, _ interruption: Interruption) throws(Obstacle) {
        let time = Duration.seconds(1) / Double(rowsPerSecond) * Double(rows)
        let end = due.withLock { due in
            due = max(due, .now - Self.grace) + time
            return due
        }
        try interruption.sleep(until: end)
    }
}
