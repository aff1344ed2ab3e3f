import AuditChain
import Foundation
import Rows
import Support
import Testing

@testable import Postgres

@Suite("A hostile server") struct HostileServerTests {
    static let header: [UInt8] =
        [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0]
    static let row: [UInt8] = [0, 1, 0, 0, 0, 2, 0x61, 0x62]
    static let end =
        FakeServer.message("c", []) + FakeServer.message("C", Array("COPY 2\u{0}".utf8))
        + FakeServer.message("Z", [UInt8(ascii: "T")])

    static func data(_ bytes: [UInt8]) -> [UInt8] { FakeServer.message("d", bytes) }

    /// What a whole COPY of two rows looks like.
    static let whole = FakeServer.copy(fields: 1) + data(header) + data(row) + data(row) + data([0xFF, 0xFF]) + end

    func read(_ answer: [UInt8]) throws -> (rows: Int, trouble: Obstacle?) {
        let server = try FakeServer(answer: answer)
        var connection = try Connection(to: server.conninfo)
        var rows = 0
        do throws(Obstacle) {
            try connection.copy("COPY", fieldCount: 1) { _ throws(Obstacle) in
                rows += 1
                return true
            }
        } catch { return (rows, error) }
        return (rows, nil)
    }

    @Test func `is believed when it tells a whole COPY`() throws {
        let (rows, trouble) = try read(Self.whole)
        #expect(rows == 2)
        #expect(trouble == nil)
    }

    @Test func `never passes a COPY that is cut off`() throws {
        for count in stride(from: 0, to: Self.whole.count - 6, by: 3) {
            let (_, trouble) = try read(Array(Self.whole[..<count]))
            #expect(trouble?.exitStatus == .unreachable, "\(count) bytes")
        }
    }

    static let lies: [[UInt8]] = [
        // A trailer and data behind it; no trailer; an error after the trailer; two fields; a lying length.
        FakeServer.copy(fields: 1) + data(header) + data(row) + data([0xFF, 0xFF]) + data(row) + end,
        FakeServer.copy(fields: 1) + data(header) + data(row) + end,
        FakeServer.copy(fields: 1) + data(header) + data(row) + data([0xFF, 0xFF])
            + FakeServer.message("E", Array("SERROR\u{0}C57P01\u{0}Mgone\u{1B}[31m\u{0}\u{0}".utf8))
            + FakeServer.message("Z", [0x45]),
        FakeServer.copy(fields: 1) + data(header) + data([0, 2] + row.dropFirst(2)) + end,
        FakeServer.copy(fields: 1) + data(header) + data([0, 1, 0x7F, 0xFF, 0xFF, 0xFF, 0x61]) + end,
        FakeServer.copy(fields: 2) + data(header) + data([0xFF, 0xFF]) + end,
        FakeServer.copy(fields: 1) + [UInt8(ascii: "d"), 0x7F, 0xFF, 0xFF, 0xFF] + header,
        FakeServer.copy(fields: 1) + [UInt8(ascii: "d"), 0, 0, 0, 1] + header,
        FakeServer.copy(fields: 1) + data(header) + data([]) + data(row) + data([0xFF]) + end,
        end, Array("HTTP/1.1 200 OK\r\n\r\n".utf8), [],
    ]

    @Test(arguments: lies.indices)
    func `never passes a lie`(lie: Int) throws {
        let (_, trouble) = try read(Self.lies[lie])
        #expect(trouble?.exitStatus == .unreachable)
        #expect(trouble?.sentence.contains("\u{1B}") == false)
    }

    @Test func `never crashes the tool by garbage`() throws {
        for round in 0..<60 {
            var bytes = Self.whole
            // Three bytes changed, by steps that share no factor with the length: every round hits other places.
            for change in 1...3 {
                bytes[(round * 37 + change * 101) % bytes.count] = UInt8(truncatingIfNeeded: round * 83 + change * 59)
            }
            let (rows, trouble) = try read(bytes)
            #expect(trouble != nil || rows == 2, "round \(round)")
        }
    }

    @Test(arguments: [
        Array("garbage garbage".utf8), [], [UInt8](repeating: 0xFF, count: 5000),
        FakeServer.message("R", [0, 0, 0, 99]),
    ])
    func `is refused at its greeting`(greeting: [UInt8]) throws {
        let server = try FakeServer(greeting: greeting, answer: [])
        let found = #expect(throws: Obstacle.self) { try Connection(to: server.conninfo).handle }
        #expect(found?.kind == .unreachable)
    }
}
