import AuditChain
import Support
import Testing

@Suite("A segment of a chain") struct ChainSegmentTests {
    private static let genesis = hash(0)

    private static func hash(_ number: Int) -> HashIdentity {
        HashIdentity(Array("\(number)-\(String(repeating: "x", count: 12))".utf8).span)
    }

    /// Rows of a chain with all sorts of defects; without stored links only content can fail.
    private static func rows(_ count: Int, rate: Double, storesLink: Bool, using dice: inout Dice) -> [ObservedRow] {
        var rows: [ObservedRow] = []
        var last = genesis
        for number in 1...max(1, count) {
            var row = ObservedRow(
                hash: hash(number), link: storesLink ? last : nil, storesLink: storesLink, contentHolds: true)
            if Double.random(in: 0..<1, using: &dice) < rate {
                switch Int.random(in: 0..<5, using: &dice) {
                case 0: row.contentHolds = false
                case 1 where storesLink: row.link = hash(Int.random(in: 1...max(1, count), using: &dice))
                case 2 where storesLink: row.link = nil
                case 3: (row.hash, row.contentHolds) = (nil, false)
                default: row.contentHolds = false
                }
            }
            last = row.hash ?? last
            rows.append(row)
        }
        return rows
    }

    private static func facts(_ segment: ChainSegment) -> [String] {
        [
            "\(segment.rows) \(segment.sealed) \(segment.failing) \(segment.failingTail)",
            "\(segment.doubts.stretches)",
            "\(segment.doubts.hashes.map(\.bytes))", "\(String(describing: segment.expected?.bytes))",
        ]
    }

    private static func walked(_ rows: ArraySlice<ObservedRow>, from start: ChainSegment) -> ChainSegment {
        var segment = start
        for row in rows { segment.accept(row) }
        segment.flush()
        return segment
    }

    /// Cuts rows into runs, walks each alone.
    private static func runs(_ rows: [ObservedRow], storesLink: Bool, using dice: inout Dice) -> [ChainSegment] {
        var cuts = (0..<Int.random(in: 0...5, using: &dice)).map { _ in Int.random(in: 0...rows.count, using: &dice) }
        cuts = [0] + cuts.sorted() + [rows.count]
        var known: HashIdentity? = genesis
        return zip(cuts, cuts.dropFirst()).enumerated().map { index, cut in
            let run = rows[cut.0..<cut.1]
            defer { known = run.last { $0.hash != nil }?.hash ?? known }
            return walked(run, from: index == 0 || !storesLink ? ChainSegment(genesis: known) : ChainSegment())
        }
    }

    @Test(arguments: [true, false], [0, 0.05, 0.5, 0.95])
    func `merged from runs is what one pass gives, however the runs are cut`(storesLink: Bool, rate: Double) {
        var dice = Dice(seed: UInt64(rate * 100) + 7)
        for _ in 0..<400 {
            let count = Int.random(in: 1...30, using: &dice)
            let rows = Self.rows(count, rate: rate, storesLink: storesLink, using: &dice)
            let whole = Self.walked(rows[...], from: ChainSegment(genesis: Self.genesis))
            var runs = Self.runs(rows, storesLink: storesLink, using: &dice)
            var fromLeft = runs[0]
            for run in runs.dropFirst() { fromLeft.merge(run) }
            while runs.count > 1 {
                let place = Int.random(in: 0..<runs.count - 1, using: &dice)
                runs[place].merge(runs.remove(at: place + 1))
            }
            // Which hashes are asked about is a set; the order depends on when a run's first link was checked.
            #expect(Self.facts(fromLeft)[0...1] == Self.facts(whole)[0...1])
            #expect(Self.facts(runs[0])[0...1] == Self.facts(whole)[0...1])
            #expect(fromLeft.expected == whole.expected)
            #expect(runs[0].expected == whole.expected)
            #expect(Set(fromLeft.doubts.hashes) == Set(whole.doubts.hashes))
            #expect(Set(runs[0].doubts.hashes) == Set(whole.doubts.hashes))
        }
    }

    @Test func `doubts nothing where every row holds`() {
        var dice = Dice(seed: 3)
        let rows = Self.rows(50, rate: 0, storesLink: true, using: &dice)
        let segment = Self.walked(rows[...], from: ChainSegment(genesis: Self.genesis))
        #expect(segment.doubts.isEmpty)
        #expect((segment.rows, segment.sealed, segment.failing) == (50, 50, 0))
    }

    @Test func `does not exempt the first row`() {
        let row = ObservedRow(hash: Self.hash(1), link: Self.hash(9), storesLink: true, contentHolds: true)
        var segment = ChainSegment(genesis: Self.genesis)
        segment.accept(row)
        #expect(segment.doubts.stretches.map(\.rows) == [0...0])
        #expect(segment.doubts.stretches.map(\.kind) == [.link])
        var unlinked = ChainSegment(genesis: nil)
        unlinked.accept(row)
        #expect(unlinked.doubts.stretches.map(\.kind) == [.link])
    }

    @Test func `puts rows that share a place in the order of their links`() {
        var dice = Dice(seed: 4)
        for _ in 0..<200 {
            let rows = Self.rows(12, rate: 0, storesLink: true, using: &dice)
            let group = 3..<3 + Int.random(in: 2...6, using: &dice)
            var read = Array(rows)
            read.replaceSubrange(group, with: rows[group].shuffled(using: &dice))
            var segment = ChainSegment(genesis: Self.genesis)
            for (index, row) in read.enumerated() {
                segment.accept(row, place: group.contains(index) ? 3 : UInt64(index) + 100)
            }
            segment.flush()
            #expect(segment.doubts.isEmpty)
            #expect(segment.expected == rows.last?.hash)
        }
    }

    @Test func `doubts rows of one place that no order of links explains`() {
        var dice = Dice(seed: 5)
        var rows = Self.rows(6, rate: 0, storesLink: true, using: &dice)
        rows[3].link = Self.hash(77)
        var segment = ChainSegment(genesis: Self.genesis)
        for (index, row) in rows.enumerated() {
            segment.accept(row, place: (2...4).contains(index) ? 2 : UInt64(index))
        }
        segment.flush()
        #expect(segment.doubts.stretches.contains { $0.kind == .link && $0.rows.overlaps(2...4) })
    }
}
