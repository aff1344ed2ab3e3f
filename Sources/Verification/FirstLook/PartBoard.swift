import AuditChain
import Dispatch
import Foundation
import Synchronization

/// Hands out the parts of an order and puts together, in order, what was found in them.
final class PartBoard: Sendable {
    private struct State {
        var next = 0
        var merged = 0
        var result = LookResult(walk: Walk())
        /// Results that wait for a part before them.
        var waiting: [Int: LookResult] = [:]
        /// Results of parts that were not read to their end.
        var broken: [Int: LookResult] = [:]
        var obstacle: Obstacle?
    }

    private let parts: Int
    private let state = Mutex(State())
    /// How many parts may be taken that are not merged yet, so that one slow part does not let the others pile up.
    private let room: DispatchSemaphore
    private let counted = Atomic(0)
    private let failed = Atomic(false)

    init(parts: Int, ahead: Int) {
        self.parts = parts
        // libdispatch traps where one ends with less than it began with, as after a failure: it begins with nothing.
        room = DispatchSemaphore(value: 0)
        for _ in 0..<ahead { room.signal() }
    }

    /// How many rows all have seen, roughly.
    var rows: Int { counted.load(ordering: .relaxed) }

    func add(rows: Int) { counted.add(rows, ordering: .relaxed) }

    var hasFailed: Bool { failed.load(ordering: .relaxed) }

    /// What made somebody fail first.
    var obstacle: Obstacle? { state.withLock { $0.obstacle } }

    /// The next part to be read; `nil`: there is none left, or somebody failed.
    func take() -> Int? {
        room.wait()
        let part = state.withLock { state -> Int? in
            guard state.obstacle == nil, state.next < parts else { return nil }
            state.next += 1
            return state.next - 1
        }
        // Who gets none lets the next one see that there is none.
        if part == nil { room.signal() }
        return part
    }

    func put(_ result: LookResult, of part: Int, isWhole: Bool) {
        let freed = state.withLock { state -> Int in
            guard isWhole else {
                state.broken[part] = result
                return 0
            }
            state.waiting[part] = result
            let before = state.merged
            while let next = state.waiting.removeValue(forKey: state.merged) {
                state.result.merge(next)
                state.merged += 1
            }
            return state.merged - before
        }
        for _ in 0..<freed { room.signal() }
    }

    func fail(_ obstacle: Obstacle) {
        state.withLock { state in
            if state.obstacle == nil { state.obstacle = obstacle }
        }
        failed.store(true, ordering: .relaxed)
        room.signal()
    }

    /// What was found from the first row on, without a gap.
    var result: LookResult {
        state.withLock { state in
            var result = state.result
            if let next = state.broken[state.merged] { result.merge(next) }
            return result
        }
    }

    /// What was found behind the gap where somebody failed, of which only rows that fail by themselves can be told.
    var caughtBeyond: [LookResult] {
        state.withLock { state in
            let others = state.waiting.merging(state.broken) { $1 }.filter { $0.key != state.merged }
            return others.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}

/// Threads that are waited for.
struct Crew {
    private let group = DispatchGroup()

    func start(_ body: @escaping @Sendable () -> Void) {
        let group = group
        group.enter()
        let thread = Thread {
            body()
            group.leave()
        }
        thread.name = "unbroken.reader"
        thread.start()
    }

    func join() { group.wait() }
}
