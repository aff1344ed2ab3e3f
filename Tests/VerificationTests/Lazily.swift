import Synchronization

/// Something that many tests need done once.
final class Lazily: Sendable {
    private let isDone = Mutex(false)

    func once(_ work: () throws -> Void) throws {
        try isDone.withLock { done in
            if !done { try work() }
            done = true
        }
    }
}
