import AuditChain
import Rows

/// How many connections read at once, and how the order is cut for them.
struct Jobs: Sendable {
    var count = 1
    /// About how many rows a part has: few enough that none of the jobs is left alone with much at the end.
    var partRows = Verifier.defaultPartRows
}

/// The one pass over every row of an entry: by this thread alone, or in parts that several threads read at once.
struct FirstPass: ~Copyable {
    private let ready: EntryPreparation.Ready
    private let jobs: Jobs
    private let observers: Observers
    private let seen: (Int) -> Void
    /// What was seen, whole or up to where the pass ended.
    private(set) var result = LookResult(walk: Walk())
    /// How many rows there are, counted without any index; `nil`: that can't be done.
    private(set) var count: Int?

    /// A slice is counted after so many parts: for less the questions would cost more than they save.
    private static let partsInSlice = 4

    /// - Parameter seen: told now and then how many rows have been read.
    init(
        _ ready: EntryPreparation.Ready, jobs: Jobs, observers: Observers, seen: @escaping (Int) -> Void
    ) {
        self.observers = observers
        self.ready = ready
        self.jobs = jobs
        self.seen = seen
    }

    /// - Parameter conflicts: goes on in another snapshot where a standby takes this one away.
    mutating func run<Origin: Source & ~Copyable>(
        over source: inout Origin, conflicts: inout ConflictRetry
    ) throws(Obstacle) {
        let reading = ready.entry.layout.reading(withOrigin: false, byChain: false)
        var cuts: [OrderCut] = []
        var slices: [TableSlice] = []
        if jobs.count > 1, ready.entry.canBeCut {
            // A part may hold as many chains as rows, each with its tip.
            let rows = ready.entry.perFields.isEmpty ? jobs.partRows : min(jobs.partRows, 4_000)
            cuts = try source.cuts(of: reading, every: rows)
            slices = try source.slices((cuts.count + 1) * rows / jobs.partRows / Self.partsInSlice)
        }
        if !cuts.isEmpty, let twin = try source.twins() {
            let board = readParts(cuts, slices, of: reading, from: &source, twin)
            result = board.result
            guard let obstacle = board.obstacle else { return }
            do throws(Obstacle) { try conflicts.goOn(after: obstacle, of: &source, last: result.last) } catch {
                board.caughtBeyond.forEach { result.mergeCaught($0) }
                throw error
            }
        }
        try readOn(reading, from: &source, conflicts: &conflicts)
    }

    /// Reads to the end, behind what was seen already.
    private mutating func readOn<Origin: Source & ~Copyable>(
        _ reading: Reading, from source: inout Origin, conflicts: inout ConflictRetry
    ) throws(Obstacle) {
        let before = result
        var look = FirstLook(
            ready.entry, renderer: try ready.renderer(), observers: observers, startsAmid: before.rows > 0)
        defer { take(before, look.result()) }
        while true {
            // No function of its own, which would have the compiler guard each of its accesses to `look`.
            if source.hasServer {
                try conflicts.read(reading, of: &source, last: { look.rows > 0 ? look.lastValues : before.last }) {
                    row throws(Obstacle) in
                    try look.accept(row)
                    if look.rows & 8_191 == 0 { seen(before.rows + look.rows) }
                    return true
                }
            } else {
                try source.read(reading) { row throws(Obstacle) in
                    try look.accept(row)
                    if look.rows & 8_191 == 0 { seen(look.rows) }
                    return true
                }
            }
            do throws(Obstacle) {
                count = try source.countWithoutIndexes(in: .whole)
                return
            } catch {
                // Rows and their number must be of one snapshot.
                try conflicts.goOn(after: error, of: &source, last: look.rows > 0 ? look.lastValues : before.last)
            }
        }
    }

    private mutating func take(_ before: LookResult, _ found: LookResult) {
        guard before.rows > 0 else {
            result = found
            return
        }
        result = before
        result.merge(found)
    }

    /// Where the table's file can be cut too, a slice of it is counted after some parts: where rows lie as
    /// they are ordered its blocks are still in memory then.
    private mutating func readParts<Origin: Source & ~Copyable>(
        _ cuts: [OrderCut], _ slices: [TableSlice], of reading: Reading, from source: inout Origin,
        _ twin: @escaping @Sendable () throws(Obstacle) -> Origin
    ) -> PartBoard {
        let bounds = [nil] + cuts.map(Optional.some) + [nil]
        let board = PartBoard(parts: cuts.count + 1, ahead: 4 * jobs.count)
        var crew = Crew()
        for _ in 1..<min(jobs.count, cuts.count + 1) {
            crew.start { [ready, observers] in
                // One connection fewer is slower, and no reason to end.
                guard var source = try? twin() else { return }
                Self.work(at: board, bounds, slices, of: reading, from: &source, ready, observers) { _ in }
            }
        }
        let seen = seen
        if slices.isEmpty {
            do throws(Obstacle) { count = try source.countWithoutIndexes(in: .whole) } catch { board.fail(error) }
        }
        Self.work(at: board, bounds, slices, of: reading, from: &source, ready, observers) { _ in seen(board.rows) }
        crew.join()
        if !slices.isEmpty { count = board.count }
        return board
    }

    /// Reads part after part until there are none left, or somebody failed.
    private static func work<Origin: Source & ~Copyable>(
        at board: PartBoard, _ bounds: [OrderCut?], _ slices: [TableSlice], of reading: Reading,
        from source: inout Origin,
        _ ready: EntryPreparation.Ready, _ observers: Observers, seen: (Int) -> Void
    ) {
        var renderer: Renderer?
        while let part = board.take() {
            var reading = reading
            reading.part = (bounds[part], bounds[part + 1])
            do throws(Obstacle) {
                var look = FirstLook(
                    ready.entry, renderer: try Self.renderer(kept: &renderer, ready), observers: observers,
                    startsAmid: true)
                var told = 0
                do throws(Obstacle) {
                    try source.read(reading) { row throws(Obstacle) in
                        try look.accept(row)
                        if look.rows & 8_191 == 0 {
                            board.add(rows: look.rows - told)
                            told = look.rows
                            seen(told)
                            if board.hasFailed { return false }
                        }
                        return true
                    }
                } catch {
                    board.put(look.result(), of: part, isWhole: false)
                    throw error
                }
                board.add(rows: look.rows - told)
                board.put(look.result(), of: part, isWhole: !board.hasFailed)
                renderer = .some(look.release())
                if board.hasFailed { continue }
                let parts = bounds.count - 1
                for slice in slices[slices.count * part / parts..<slices.count * (part + 1) / parts] {
                    board.add(count: try source.countWithoutIndexes(in: slice))
                }
            } catch { board.fail(error) }
        }
    }

    /// The renderer that the part before left, or a new one.
    private static func renderer(
        kept: inout Renderer?, _ ready: EntryPreparation.Ready
    ) throws(Obstacle) -> Renderer {
        if let renderer = kept.take() { return renderer }
        return try ready.renderer()
    }
}
