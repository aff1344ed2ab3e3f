import AuditChain
import Support
import Testing

@Suite("A walk in parts") struct WalkMergeTests {
    private struct Step {
        var key: ChainKey
        var row: ObservedRow
    }

    private static let genesis = identity(0)

    private static func identity(_ number: UInt64) -> HashIdentity {
        let bytes = (0..<32).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * ($0 % 8))) &+ UInt8($0) }
        return HashIdentity(bytes.span)
    }

    private static func key(_ chain: Int) -> ChainKey {
        var builder = ChainKey.Builder()
        builder.add([UInt8(chain & 255), UInt8(chain >> 8)].span)
        return builder.key
    }

    /// Rows of some chains, interleaved, of which about a tenth does not hold in one way or another.
    private static func steps(_ dice: inout Dice, chains: Int = 4, rows: Int = 80) -> [Step] {
        let keys = (0..<Int.random(in: chains / 4...chains, using: &dice)).map(key)
        var tips = keys.map { _ in genesis }
        return (0..<Int.random(in: rows / 80...rows, using: &dice)).map { _ in
            let chain = Int.random(in: 0..<keys.count, using: &dice)
            let fate = Int.random(in: 0..<40, using: &dice)
            var row = ObservedRow(
                hash: identity(dice.next()), link: tips[chain], storesLink: true, contentHolds: fate != 1)
            if fate == 2 { row.link = identity(dice.next()) }
            if fate == 3 { row.link = nil }
            if fate == 4 { row.hash = nil }
            if let hash = row.hash { tips[chain] = hash }
            return Step(key: keys[chain], row: row)
        }
    }

    private static func take(_ steps: ArraySlice<Step>, _ walk: inout Walk) {
        for step in steps {
            if !walk.enter(step.key) { walk.begin(step.key, genesis: genesis) }
            walk.accept(step.row)
        }
    }

    @Test(arguments: 0..<400) func `comes to what one walk comes to, wherever it is cut`(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed))
        try Self.compare(Self.steps(&dice), longest: 12, &dice)
    }

    @Test(arguments: 0..<3) func `comes to what one walk comes to where chains are many`(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed) &+ 2_000)
        try Self.compare(Self.steps(&dice, chains: 6_000, rows: 40_000), longest: 9_000, &dice)
    }

    private static func compare(_ steps: [Step], longest: Int, _ dice: inout Dice) throws {
        var whole = Walk()
        take(steps[...], &whole)
        var joined = Walk()
        var start = 0
        while start < steps.count {
            let end = Int.random(in: start...min(steps.count, start + longest), using: &dice)
            var part = Walk(startsAmid: true)
            take(steps[start..<end], &part)
            joined.merge(part)
            start = end
        }
        let expected = whole.finished()
        let found = joined.finished()
        #expect(found.chainCount == expected.chainCount)
        #expect(found.sealed == expected.sealed && found.unsealed == expected.unsealed)
        #expect(found.failing == expected.failing)
        #expect(Set(found.doubtful.keys) == Set(expected.doubtful.keys))
        for (key, segment) in expected.doubtful {
            let other = try #require(found.doubtful[key])
            #expect(other.rows == segment.rows && other.sealed == segment.sealed && other.failing == segment.failing)
            #expect(other.failingTail == segment.failingTail)
            #expect(other.expected == segment.expected)
            #expect(other.doubts.stretches == segment.doubts.stretches)
            #expect(Set(other.doubts.hashes) == Set(segment.doubts.hashes))
        }
    }

    @Test(arguments: 0..<50) func `comes to the same where rows that hold are taken at once`(seed: Int) {
        var dice = Dice(seed: UInt64(seed) &+ 1_000)
        let steps = Self.steps(&dice).filter { $0.key == Self.key(0) }
        var whole = Walk()
        Self.take(steps[...], &whole)
        var quick = Walk()
        quick.begin(Self.key(0), genesis: Self.genesis)
        var tip: HashIdentity? = Self.genesis
        var pending = 0
        for step in steps {
            if step.row.contentHolds, step.row.link == tip, let hash = step.row.hash {
                pending += 1
                tip = hash
                continue
            }
            if pending > 0, let tip { quick.pass(pending, tip: tip) }
            pending = 0
            quick.accept(step.row)
            if let hash = step.row.hash { tip = hash }
        }
        if pending > 0, let tip { quick.pass(pending, tip: tip) }
        let expected = whole.finished()
        let found = quick.finished()
        #expect(found.sealed == expected.sealed && found.unsealed == expected.unsealed)
        #expect(found.failing == expected.failing)
        #expect(found.doubtful.values.map(\.doubts.stretches) == expected.doubtful.values.map(\.doubts.stretches))
    }
}
