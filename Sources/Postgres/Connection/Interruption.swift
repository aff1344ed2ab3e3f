public import AuditChain
internal import Foundation
internal import Synchronization

/// The wish to end, made known to everything that waits for a server.
///
/// A signal's handler may set it: that is one atomic store.
public final class Interruption: Sendable {
    private let flag = Atomic(false)

    /// A wish that nobody has had yet.
    public init() {}

    /// Whether somebody wants to end.
    public var isSet: Bool { flag.load(ordering: .relaxed) }

    /// Asks whoever waits to end; they do within a second.
    public func set() { flag.store(true, ordering: .relaxed) }

    /// Sleeps until then, or until somebody wants to end.
    ///
    /// - Throws: an obstacle of kind `interrupted`.
    public func sleep(until end: ContinuousClock.Instant) throws(Obstacle) {
        while true {
            if isSet { throw .interrupted }
            let left = end - .now
            guard left > .zero else { return }
            let part = min(left, .milliseconds(100))
            Thread.sleep(forTimeInterval: Double(part.components.attoseconds) / 1e18)
        }
    }
}
