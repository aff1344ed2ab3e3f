import AuditChain
import Foundation
import Postgres
import Rows
import Support
import Testing

@Suite("A throttle") struct ThrottleTests {
    static let name = Result {
        try database(
            "throttled",
            "CREATE TABLE log AS SELECT g::int8 AS id, md5(g::text) AS hash FROM generate_series(1, 3000) g")
    }

    @Test func `lets no more rows through than it is told, over all readings`() throws {
        var source = try open(Self.name.get(), "log")
        source.throttle = Throttle(rowsPerSecond: 4_000)
        let start = ContinuousClock.now
        for _ in 1...2 { #expect(try source.rows(Reading(columns: ["id"])).count == 3_000) }
        #expect(ContinuousClock.now - start > .seconds(1.3))
    }

    @Test func `is shared by those who read at the same time`() async throws {
        let name = try Self.name.get()
        let throttle = Throttle(rowsPerSecond: 6_000)
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...3 {
                group.addTask {
                    var source = try open(name, "log")
                    source.throttle = throttle
                    return try source.rows(Reading(columns: ["id"])).count
                }
            }
            for try await count in group { #expect(count == 3_000) }
        }
        #expect(ContinuousClock.now - start > .seconds(1.3))
    }

    @Test(arguments: [1, 7, 1_000_000_000]) func `gives every row at any speed`(_ rowsPerSecond: Int) throws {
        var source = try open(Self.name.get(), "log")
        source.throttle = Throttle(rowsPerSecond: rowsPerSecond)
        let count = min(3_000, rowsPerSecond == 7 ? 3 : rowsPerSecond)
        var reading = Reading(columns: ["id"])
        reading.limit = count
        #expect(try source.rows(reading).count == count)
    }

    @Test func `does not make up for a pause`() throws {
        let throttle = Throttle(rowsPerSecond: 1_000)
        Thread.sleep(forTimeInterval: 0.5)
        let start = ContinuousClock.now
        try throttle.pass(500, Interruption())
        #expect(ContinuousClock.now - start > .milliseconds(350))
    }

    @Test func `ends its sleep within a second of an interruption`() throws {
        let interruption = Interruption()
        var source = try open(Self.name.get(), "log", interruption: interruption)
        source.throttle = Throttle(rowsPerSecond: 1)
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.3)
            interruption.set()
        }
        let start = ContinuousClock.now
        let found = #expect(throws: Obstacle.self) { try source.rows(Reading(columns: ["id"])) }
        #expect(found?.kind == .interrupted)
        #expect(ContinuousClock.now - start < .seconds(1.5))
    }
}
