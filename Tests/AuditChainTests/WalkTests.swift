import AuditChain
import Support
import Testing

@Suite("A walk over a table") struct WalkTests {
    private static func hash(_ text: String) -> HashIdentity { HashIdentity(Array(text.utf8).span) }

    private static func key(_ values: [String?]) -> ChainKey {
        var builder = ChainKey.Builder()
        for value in values {
            if let value { builder.add(Array(value.utf8).span) } else { builder.add(nil) }
        }
        return builder.key
    }

    @Test func `keeps chains apart however they are interleaved`() {
        var dice = Dice(seed: 11)
        var walk = Walk()
        var lengths = Array(repeating: 0, count: 40)
        for _ in 0..<2_000 {
            let chain = Int.random(in: 0..<40, using: &dice)
            let key = Self.key(["chain \(chain)"])
            let link = lengths[chain] == 0 ? Self.hash("genesis \(chain)") : Self.hash("\(chain) \(lengths[chain])")
            if !walk.enter(key) { walk.begin(key, genesis: link) }
            lengths[chain] += 1
            #expect(walk.lastHash == link)
            walk.accept(
                ObservedRow(
                    hash: Self.hash("\(chain) \(lengths[chain])"), link: link, storesLink: true, contentHolds: true))
        }
        // One more row in one chain, linked to another chain's: only that chain is in doubt.
        let isKnown = walk.enter(Self.key(["chain 7"]))
        #expect(isKnown)
        walk.accept(
            ObservedRow(hash: Self.hash("new"), link: Self.hash("8 1"), storesLink: true, contentHolds: true))
        let outcome = walk.finished()
        #expect((outcome.chainCount, outcome.sealed, outcome.unsealed, outcome.failing) == (40, 2_001, 0, 0))
        #expect(Array(outcome.doubtful.keys) == [Self.key(["chain 7"])])
        #expect(outcome.doubtful[Self.key(["chain 7"])]?.rows == lengths[7] + 1)
    }

    @Test func `knows chains apart by every value`() {
        let keys: [[String?]] = [
            [], [nil], [""], ["\0"], ["a"], ["a\0"], ["NULL"], [nil, nil], ["", nil], [nil, ""], ["", ""], ["ab", "c"],
            ["a", "bc"], ["abc", ""], ["12345678"], ["123456781"], ["1", "2345678"],
        ]
        #expect(Set(keys.map(Self.key)).count == keys.count)
        for values in keys { #expect(Self.key(values) == Self.key(values)) }
    }

    @Test func `flushes what it held back at the end`() {
        var walk = Walk()
        let isKnown = walk.enter(.single)
        #expect(!isKnown)
        walk.begin(.single, genesis: nil)
        for name in ["b", "a"] {
            walk.accept(
                ObservedRow(
                    hash: Self.hash(name), link: name == "a" ? nil : Self.hash("a"), storesLink: true,
                    contentHolds: true),
                place: 1)
        }
        let outcome = walk.finished()
        #expect(outcome.sealed == 2)
        #expect(outcome.doubtful.isEmpty)
    }
}
