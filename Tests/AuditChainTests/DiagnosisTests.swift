import AuditChain
import Testing

@Suite("A diagnosis") struct DiagnosisTests {
    /// Something that people do to a log, and what breaks.md calls it.
    struct Attack: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var breaks: [String]
        var log = ToyLog()
        var tamper: @Sendable (inout ToyLog) -> Void
    }

    @Test(arguments: [ToyLog(), ToyLog(1), ToyLog(30, step: 1), ToyLog(storesLink: false)])
    func `of an untouched log is empty`(_ log: ToyLog) {
        #expect(log.breaks() == [])
        #expect(log.diagnosis().drifts.isEmpty)
    }

    @Test(arguments: kinds + lookalikes + composite + unlinked)
    func `names the break`(_ attack: Attack) {
        var log = attack.log
        attack.tamper(&log)
        #expect(log.breaks() == attack.breaks)
    }

    static let kinds: [Attack] = [
        Attack(testDescription: "content altered", breaks: ["altered-content 50-50 1"]) { $0.alter(50) },
        Attack(testDescription: "hash altered", breaks: ["altered-hash 50-50 1"]) { $0.spoilHash(50) },
        Attack(testDescription: "link altered", breaks: ["altered-link 50-50 1"]) { $0.spoilLink(50) },
        Attack(testDescription: "link emptied", breaks: ["altered-link 50-50 1"]) { $0[50].link = nil },
        Attack(testDescription: "first link altered", breaks: ["altered-link 10-10 1"]) { $0.spoilLink(10) },
        Attack(testDescription: "row rewritten", breaks: ["rewritten-row 5-5 1"], log: ToyLog(step: 1)) {
            $0.rewrite(5)
        },
        Attack(testDescription: "rows removed", breaks: ["missing-rows 4-7 ? or rewritten-row"], log: ToyLog(step: 1)) {
            $0.delete(5, 6)
        },
        Attack(testDescription: "row forged", breaks: ["inserted-row 55-55 1"]) { $0.forge(55, behind: 50) },
        Attack(testDescription: "chain forked", breaks: ["forked-chain 55-55 1"]) {
            $0.forge(55, behind: 50, near: true)
        },
        Attack(testDescription: "rows exchanged", breaks: ["reordered-rows 50-60 2"]) { $0.swap(50, 60) },
        Attack(testDescription: "head cut", breaks: ["missing-head 30-30 ?"]) { $0.delete(10, 20) },
        Attack(testDescription: "hash removed", breaks: ["unsealed-row 50-50 1"]) { $0[50].hash = nil },
        Attack(testDescription: "hash cut", breaks: ["malformed-hash 50-50 1"]) { $0[50].hash?.removeLast() },
        Attack(testDescription: "hash in capitals", breaks: ["malformed-hash 50-50 1"]) {
            $0[50].hash = $0[50].hash?.uppercased()
        },
        Attack(
            testDescription: "formula of another zone", breaks: ["formula-mismatch 10-300 30 or altered-content"],
            log: ToyLog(30)
        ) {
            for index in $0.rows.indices { $0.rows[index].content += "+02" }
            $0.entryMismatches = true
        },
        Attack(
            testDescription: "formula of another zone from a row on",
            breaks: ["formula-mismatch 110-300 20 or altered-content"], log: ToyLog(30)
        ) {
            for index in 10..<30 { $0.rows[index].content += "+02" }
        },
    ]

    /// Pairs that are easily taken for each other.
    static let lookalikes: [Attack] = [
        Attack(testDescription: "content altered at the tip", breaks: ["altered-content 100-100 1 or altered-hash"]) {
            $0.alter(100)
        },
        Attack(testDescription: "hash altered at the tip", breaks: ["altered-content 100-100 1 or altered-hash"]) {
            $0.spoilHash(100)
        },
        Attack(testDescription: "row rewritten before a gap", breaks: ["missing-rows 50-60 ? or rewritten-row"]) {
            $0.rewrite(50)
        },
        Attack(
            testDescription: "row rewritten before one that where: omits",
            breaks: ["rewritten-row 4-4 1 or missing-rows"], log: ToyLog(4, step: 1)
        ) {
            $0.add(6)
            $0.rows.append(
                ToyLog.Row(number: 5, content: "", link: nil, hash: nil, minute: 5, xmin: 5, isExcluded: true))
            $0.rewrite(4)
        },
        Attack(
            testDescription: "row rewritten where no number orders", breaks: ["rewritten-row 50-50 1 or missing-rows"]
        ) {
            $0.hasNumbers = false
            $0.rewrite(50)
        },
        Attack(
            testDescription: "row forged where nothing tells when", breaks: ["forked-chain 55-55 1 or inserted-row"]
        ) {
            $0.knowsMoments = false
            $0.forge(55, behind: 50)
        },
        Attack(
            testDescription: "row forged with a time that fits", breaks: ["inserted-row 55-55 1 or forked-chain"]
        ) {
            $0.forge(55, behind: 50)
            $0[55].minute = 60
        },
        Attack(
            testDescription: "hash altered, next content altered", breaks: ["altered-content 50-60 2 or altered-hash"]
        ) {
            $0.spoilHash(50)
            $0.alter(60)
        },
        Attack(testDescription: "two altered apart", breaks: ["altered-content 40-40 1", "altered-content 60-60 1"]) {
            $0.alter(40, 60)
        },
        Attack(testDescription: "three altered in a row", breaks: ["altered-content 40-60 3 or altered-hash"]) {
            $0.alter(40, 50, 60)
        },
        Attack(testDescription: "link to a far row", breaks: ["altered-link 50-50 1"]) { $0[50].link = $0[20].hash },
        Attack(
            testDescription: "nineteen failing rows are no mismatch",
            breaks: [
                "altered-content 120-300 19 or altered-hash"
            ], log: ToyLog(30)
        ) {
            for index in 11..<30 { $0.rows[index].content += "+02" }
        },
        Attack(testDescription: "head cut and next altered", breaks: ["altered-content 30-30 1 or missing-head"]) {
            $0.delete(10, 20)
            $0.alter(30)
        },
    ]

    /// Two things done at once, so that one covers the other.
    static let composite: [Attack] = [
        Attack(
            testDescription: "row forged, and the next one's link set upon it",
            breaks: ["inserted-row 55-55 1", "altered-link 60-60 1"]
        ) {
            $0.forge(55, behind: 50)
            $0[60].link = $0[55].hash
        },
        Attack(
            testDescription: "rows forged at the start, and the first one's link set upon them",
            breaks: ["inserted-row 7-8 2", "altered-link 10-10 1"]
        ) {
            $0.rows.insert($0.rows[0], at: 0)
            ($0.rows[0].number, $0.rows[0].content) = (7, "forged")
            ($0.rows[0].minute, $0.rows[0].xmin) = (7, 900_000)
            $0.rows[0].hash = ToyLog.seal("forged", behind: ToyLog.genesis)
            $0.forge(8, behind: 7)
            $0[10].link = $0[8].hash
        },
        Attack(
            testDescription: "content altered, and the next one's", breaks: ["altered-content 50-60 2 or altered-hash"]
        ) { $0.alter(50, 60) },
        Attack(
            testDescription: "row replaced by one that hangs elsewhere",
            breaks: ["rewritten-row 4-4 1 or missing-rows", "inserted-row 5-5 1"], log: ToyLog(step: 1)
        ) {
            $0[5].link = $0[2].hash
            $0[5].xmin = 900_000
            $0.rewrite(5)
        },
        Attack(
            testDescription: "row moved to another chain", breaks: ["missing-rows 4-6 ? or rewritten-row"],
            log: ToyLog(step: 1)
        ) {
            $0.hasNumbers = false
            $0.elsewhere[$0[5].hash ?? ""] = RowElsewhere(chain: ["b"], order: ["5"], isStray: true, isBereft: false)
            $0.delete(5)
        },
        Attack(
            testDescription: "rows moved here from another chain, more than come behind them",
            breaks: ["inserted-row 95-98 4"]
        ) {
            let link = ToyLog.seal("another chain's", behind: ToyLog.genesis) ?? ""
            $0.elsewhere[link] = RowElsewhere(chain: ["b"], order: ["5"], isStray: false, isBereft: true)
            let last = $0.rows.removeLast()
            for number in 95...98 as ClosedRange<Int64> { $0.add(number, behind: number == 95 ? link : nil) }
            $0.rows.append(last)
        },
        Attack(
            testDescription: "row moved here from another chain, behind all", breaks: ["inserted-row 110-110 1"]
        ) {
            let link = ToyLog.seal("another chain's", behind: ToyLog.genesis) ?? ""
            $0.elsewhere[link] = RowElsewhere(chain: ["b"], order: ["5"], isStray: false, isBereft: true)
            $0.add(110, behind: link)
        },
    ]

    static let unlinked: [Attack] = [
        Attack(
            testDescription: "no link stored: content altered",
            breaks: ["altered-content 5-5 1 or rewritten-row"], log: ToyLog(step: 1, storesLink: false)
        ) { $0.alter(5) },
        Attack(
            testDescription: "no link stored: hash altered", breaks: ["altered-hash 5-5 1 or rewritten-row"],
            log: ToyLog(step: 1, storesLink: false)
        ) { $0.spoilHash(5) },
        Attack(
            testDescription: "no link stored: rows removed",
            breaks: ["missing-rows 4-6 ? or altered-content, rewritten-row"], log: ToyLog(step: 1, storesLink: false)
        ) { $0.delete(5) },
        Attack(
            testDescription: "no link stored: head cut", breaks: ["missing-head 2-2 ? or altered-content"],
            log: ToyLog(step: 1, storesLink: false)
        ) { $0.delete(1) },
        Attack(
            testDescription: "no link stored: rows exchanged", breaks: ["reordered-rows 5-6 2"],
            log: ToyLog(step: 1, storesLink: false)
        ) { $0.swap(5, 6) },
        Attack(
            testDescription: "no link stored: hash removed", breaks: ["unsealed-row 5-5 1"],
            log: ToyLog(step: 1, storesLink: false)
        ) { $0[5].hash = nil },
        Attack(
            testDescription: "no link stored: row copied behind itself",
            breaks: ["inserted-row 35-35 1 or forked-chain"],
            log: ToyLog(storesLink: false)
        ) {
            var copy = $0[30]
            (copy.number, copy.xmin) = (35, 900_000)
            $0.rows.insert(copy, at: $0.index(40))
        },
        Attack(
            testDescription: "no link stored: hash altered among rows of one place",
            breaks: ["altered-hash 6-6 1 or rewritten-row"], log: ToyLog(step: 1, storesLink: false)
        ) {
            $0.spoilHash(6)
            $0.tie(5...8)
        },
        Attack(
            testDescription: "no link stored: content altered before a tip whose hash was cut",
            breaks: ["altered-content 9-9 1 or rewritten-row", "malformed-hash 10-10 1"],
            log: ToyLog(step: 1, storesLink: false)
        ) {
            $0.alter(9)
            $0[10].hash = "cut"
        },
        Attack(
            testDescription: "no link stored: hash cut among rows of one place", breaks: ["malformed-hash 6-6 1"],
            log: ToyLog(step: 1, storesLink: false)
        ) {
            $0[6].hash = "cut"
            $0.tie(5...8)
        },
    ]

    @Test(arguments: [true, false])
    func `puts rows of one place in the order of their links`(storesLink: Bool) {
        var log = ToyLog(step: 1, storesLink: storesLink)
        log.tie(4...8)
        #expect(log.breaks() == [])
        #expect(log.diagnosis().drifts.isEmpty)
    }

    @Test func `lets a broken row vouch for nobody`() {
        // 60 names the hash that 50 ought to have, which would show 50's hash as altered; but 60 is itself altered.
        var log = ToyLog()
        log.spoilHash(50)
        log.alter(60)
        #expect(!log.breaks().contains { $0.hasPrefix("altered-hash") })
        // Nor does an altered row's link to a far row make that row its predecessor.
        var other = ToyLog()
        other.alter(80)
        other[80].link = other[20].hash
        #expect(other.breaks() == ["altered-content 80-80 1 or missing-rows, rewritten-row"])
    }

    @Test func `calls the honest disorder of one moment a drift and no break`() {
        var log = ToyLog()
        for number in [Int64(50), 60] { (log[number].minute, log[number].xmin) = (50, 50_000) }
        log.swap(50, 60)
        #expect(log.breaks() == [])
        #expect(log.diagnosis().drifts.map { [$0.first, $0.last] } == [[["50"], ["60"]]])
        // The same disorder by a transaction of much later is a break.
        log[50].xmin = 900_000
        log[60].xmin = 900_000
        #expect(log.breaks() == ["reordered-rows 50-60 2"])
    }

    @Test func `excuses in a log without times few rows that one transaction wrote, as in a restored copy, not many`() {
        var log = ToyLog()
        log.knowsTimes = false
        for number in stride(from: Int64(10), through: 100, by: 10) { log[number].xmin = 900_000 }
        var swapped = log
        swapped.swap(50, 60)
        #expect(swapped.breaks() == [] && swapped.diagnosis().drifts.count == 1)
        for (near, far) in [(10, 100), (20, 90), (30, 80), (40, 70), (50, 60)] as [(Int64, Int64)] {
            log.swap(near, far)
        }
        #expect(!log.breaks().isEmpty && log.breaks().allSatisfy { $0.hasPrefix("reordered-rows") })
    }

    @Test func `shows what it found, what it expected, and the neighbours`() throws {
        var log = ToyLog()
        let honest = log[50].hash
        log.spoilHash(50)
        let found = try #require(log.diagnosis().breaks.first)
        #expect(found.expectedHash == honest)
        #expect(found.foundHash == log[50].hash)
        #expect(found.evidence.before == ["40"])
        #expect(found.evidence.after == ["60"])
        #expect(found.evidence.xmin == "50000")
    }

    @Test func `accuses nobody where the server's rendering gives the stored hash`() {
        var row = ChainRow(position: 0, place: 0, order: ["1"])
        row.hash = HashValue(bytes: [1], isText: false)
        row.recomputed = HashValue(bytes: [2], isText: false)
        #expect(!row.contentHolds)
        row.isDisputed = true
        #expect(row.contentHolds)
    }
}
