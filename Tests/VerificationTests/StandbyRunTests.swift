import Foundation
import Support
import Testing

@Suite("A run on a standby", .serialized) struct StandbyRunTests {
    static let table = SealedTable(
        name: "log", formula: SealedTable.hex.replacing("%", with: "left(prev, 0) || id::text"))
    static let pair = Result { () throws -> PrivateStandby in
        let pair = try PrivateStandby()
        // Rows enough that no buffer on the way holds many of them.
        try pair.primary.psql(
            """
            CREATE TABLE log (id bigint PRIMARY KEY, at timestamptz, action text, prev text, hash text);
            INSERT INTO log SELECT i, now(), repeat('act', 300),
              CASE i WHEN 1 THEN repeat('0', 64) ELSE encode(sha256(convert_to((i - 1)::text, 'UTF8')), 'hex') END,
              encode(sha256(convert_to(i::text, 'UTF8')), 'hex')
            FROM generate_series(1, 8000) i
            """)
        try pair.conflict("postgres")
        try pair.catchUp()
        return pair
    }

    /// Verifies on the standby, and each time that a read has gone on for half a second runs one of the events.
    private func verify(_ events: [() throws -> Void]) throws -> Product.Answer {
        let pair = try Self.pair.get()
        return try Product.withConfiguration(Self.table.configuration) { path, folder in
            let child = try Shell.spawn(
                [
                    Product.path, "verify", "--config", path, "--database", pair.standby.conninfo(), "--format", "json",
                    "--throttle", "1500",
                ], paths: ["/dev/null", folder + "/out", folder + "/err"])
            defer { kill(child, SIGKILL) }
            for event in events {
                for _ in 0..<200 {
                    let readers = try pair.standby.psql(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'unbroken' AND query LIKE 'COPY%'"
                    )
                    if readers == "1\n" { break }
                    Thread.sleep(forTimeInterval: 0.02)
                }
                Thread.sleep(forTimeInterval: 0.5)
                // However slow this machine is, the run does not get ahead of what happens to it.
                kill(child, SIGSTOP)
                defer { kill(child, SIGCONT) }
                try event()
                try pair.catchUp()
            }
            var status: Int32 = 0
            while waitpid(child, &status, 0) == -1, errno == EINTR {}
            let output = try Data(contentsOf: URL(fileURLWithPath: folder + "/out"))
            return Product.Answer(
                status: (status >> 8) & 0xFF, text: String(decoding: output, as: UTF8.self),
                errors: try String(contentsOfFile: folder + "/err", encoding: .utf8),
                document: try JSONDecoder().decode(Product.Document.self, from: output))
        }
    }

    @Test func `goes on from the last verified row where its snapshot is taken away, and says so`() throws {
        let pair = try Self.pair.get()
        let conflict = { try pair.conflict("postgres") }
        let answer = try verify([conflict, conflict])
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.document?.verdict == "intact")
        #expect(answer.first?.rows == 8000)
        #expect(answer.findings == ["ambiguous-formula", "resumed-after-conflict"])
        let message = try #require(answer.first?.findings.last?.message)
        // On a busy machine the second conflict may come when all rows are on their way already.
        let isOnce = message.hasPrefix("The standby took the snapshot away once: ")
        #expect(isOnce || message.hasPrefix("The standby took the snapshot away 2 times: "))
        let places = message.matches(of: /id=(\d+)/).compactMap { Int($0.1) }
        #expect(places.count == (isOnce ? 1 : 2))
        #expect(places == places.sorted() && places.allSatisfy { (1...8000).contains($0) })
        #expect(message.contains("The last snapshot is of log position "))
    }

    @Test func `takes in rows that were written meanwhile, and begins again where some were removed`() throws {
        let pair = try Self.pair.get()
        let added = try verify([
            {
                try pair.primary.psql(
                    "INSERT INTO log SELECT 8001, now(), 'act', encode(sha256('8000'), 'hex'), encode(sha256('8001'), 'hex')"
                )
                try pair.conflict("postgres")
            }
        ])
        #expect(added.status == 0, "\(added.errors)")
        #expect(added.first?.rows == 8001)
        let purged = try verify([
            {
                try pair.primary.psql("DELETE FROM log WHERE id <= 20")
                try pair.primary.psql("VACUUM log")
            }
        ])
        #expect(purged.status == 1, "\(purged.errors)")
        #expect(purged.breaks.map { $0.prefix(12) } == ["missing-head"])
        #expect(purged.first?.rows == 7981)
        #expect(
            purged.first?.findings.last?.message.contains("A look began again from the first row once.") == true)
    }
}
