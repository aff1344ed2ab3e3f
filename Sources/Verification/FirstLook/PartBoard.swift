import AuditChain
import Synchronization

/// Hands out the parts of an order and puts together, in order, what was found in them.
final class PartBoard: Sendable {
    private struct State: Sendable {
        var next = 0
        var merged = 0
        var result = LookResult(walk: Walk())
        /// Results that wait for a part before them.
        var waiting: [Int: LookResult] = [:]
        /// Results of parts that were not read to their end, or only after somebody failed.
        var broken: [Int: LookResult] = [:]
        var obstacle: Obstacle?
        /// Rows counted without any index; `nil`: somebody could not count.
        var count: Int? = 0
    }

    private let parts: Int
    /// How many parts may be taken that are not merged yet, so that one slow part does not let the others pile up.
    private let ahead: Int
    private let state = Monitor(State())
    private let counted = Atomic(0)
    private let failed = Atomic(false)

    init(parts: Int, ahead: Int) {
        self.parts = parts
        self.ahead = ahead
    }

    /// How many rows all have seen, roughly.
    var rows: Int { counted.load(ordering: .relaxed) }

    func add(rows: Int) { counted.add(rows, ordering: .relaxed) }

    var hasFailed: Bool { failed.load(ordering: .relaxed) }

    /// What made somebody fail first.
    var obstacle: Obstacle? { state.with { $0.obstacle } }

    /// The next part to be read; `nil`: there is none left, or somebody failed.
    func take() -> Int? {
        let (parts, ahead) = (parts, ahead)
        return state.wait { state -> Int?? in
            guard state.obstacle == nil, state.next < parts else { return .some(nil) }
            guard state.next - state.merged < ahead else { return nil }
            state.next += 1
            return state.next - 1
        }
    }

    func put(_ result: LookResult, of part: Int, isWhole: Bool) {
        state.with { state in
            guard isWhole else {
                state.broken[part] = result
                return
            }
            state.waiting[part] = result
            while let next = state.waiting.removeValue(forKey: state.merged) {
                state.result.merge(next)
                state.merged += 1
            }
        }
    }

    /// Adds what was counted of a slice of the table's file.
    func add(count: Int?) {
        state.with { state in
            if let before = state.count, let count { state.count = before + count } else { state.count = nil }
        }
    }

    /// The rows of all slices.
    var count: Int? { state.with { $0.count } }

    func fail(_ obstacle: Obstacle) {
        failed.store(true, ordering: .relaxed)
        state.with { state in
            if state.obstacle == nil { state.obstacle = obstacle }
        }
    }

    /// What was found from the first row on, without a gap.
    var result: LookResult {
        state.with { state in
            var result = state.result
            if let next = state.broken[state.merged] { result.merge(next) }
            return result
        }
    }

    /// What was found behind the gap where somebody failed, of which only rows that fail by themselves can be told.
    var caughtBeyond: [LookResult] {
        state.with { state in
            let others = state.waiting.merging(state.broken) { $1 }.filter { $0.key != state.merged }
            return others.sorted { $0.key < $1.key }.map(\.value)
        }
    }
}
