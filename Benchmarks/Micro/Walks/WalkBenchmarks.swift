import AuditChain
import Benchmark

/// The walk over a table, and what parallel work costs: the merge of segments.
func registerWalks() {
    registerIdentities()
    Benchmark("walk: a row of the only chain") { benchmark, chain in
        var walk = Walk()
        walk.begin(.single, genesis: chain.genesis)
        benchmark.startMeasurement()
        for row in chain.rows where walk.enter(.single) { walk.accept(row) }
        benchmark.stopMeasurement()
        let outcome = walk.finished()
        guard outcome.sealed == operations, outcome.doubtful.isEmpty else { throw Unsound(what: "the walk doubts") }
    } setup: {
        SampleChain(count: operations)
    }
    Benchmark("walk: a row of another chain than the last, of 1,000") { benchmark, chain in
        var walk = Walk()
        let users = chain.rows.indices.map { wire(Int64($0)) + wire(Int64($0)) }
        for (user, row) in zip(users, chain.rows) { walk.begin(key(of: user), genesis: row.link) }
        benchmark.startMeasurement()
        for index in users.indices where walk.enter(key(of: users[index])) { walk.accept(chain.rows[index]) }
        benchmark.stopMeasurement()
        let outcome = walk.finished()
        guard outcome.sealed == operations, outcome.doubtful.isEmpty else { throw Unsound(what: "the walk doubts") }
    } setup: {
        SampleChain(count: operations)
    }
    Benchmark("merge: a segment of sound rows") { benchmark, segments in
        var whole = segments[0]
        benchmark.startMeasurement()
        for segment in segments.dropFirst() { whole.merge(segment) }
        benchmark.stopMeasurement()
        guard whole.doubts.isEmpty, whole.rows == 8 * segments.count else { throw Unsound(what: "the merge doubts") }
    } setup: {
        SampleChain(count: 8 * (operations + 1)).segments(of: 8)
    }
    Benchmark("merge: a segment whose seam is broken") { benchmark, segments in
        var whole = segments[0]
        benchmark.startMeasurement()
        for segment in segments.dropFirst() { whole.merge(segment) }
        benchmark.stopMeasurement()
        guard whole.doubts.stretches.count == operations else { throw Unsound(what: "a broken seam is not seen") }
    } setup: {
        // The same run again and again: none follows itself.
        Array(repeating: SampleChain(count: 16).segments(of: 8)[1], count: operations + 1)
    }
}

private func registerIdentities() {
    Benchmark("walk: a hash of 32 bytes remembered") { benchmark in
        let digest = SampleChain.digest(1)
        benchmark.startMeasurement()
        for _ in 0..<operations { blackHole(HashIdentity(digest.span)) }
        benchmark.stopMeasurement()
    }
    Benchmark("walk: a hash of 64 hex digits behind sha256: remembered") { benchmark in
        let digits = HashValue(bytes: SampleChain.digest(1), isText: false).spelling
        let text = Array("sha256:\(digits)".utf8)
        benchmark.startMeasurement()
        for _ in 0..<operations { blackHole(HashIdentity(text.span)) }
        benchmark.stopMeasurement()
    }
}

/// The chain of a table with one column in `per`.
private func key(of user: [UInt8]) -> ChainKey {
    var builder = ChainKey.Builder()
    builder.add(user.span)
    return builder.key
}
