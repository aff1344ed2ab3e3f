import Foundation

/// Threads that are waited for until they are gone, and with them all that they held.
struct Crew: ~Copyable {
    private final class Task: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private var threads: [pthread_t] = []

    /// Runs `body` in a thread of its own, or nowhere if the system has no thread left.
    mutating func start(_ body: @escaping @Sendable () -> Void) {
        let task = unsafe Unmanaged.passRetained(Task(body))
        var thread = pthread_t()
        let status = unsafe pthread_create(
            &thread, nil,
            { task in
                if let task = unsafe task { unsafe Unmanaged<Task>.fromOpaque(task).takeRetainedValue().body() }
                return nil
            }, task.toOpaque())
        guard status == 0 else { return unsafe task.release() }
        threads.append(thread)
    }

    consuming func join() {
        for thread in threads { pthread_join(thread, nil) }
    }
}
