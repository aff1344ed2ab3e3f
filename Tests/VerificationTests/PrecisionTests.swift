import Foundation
import Support
import Testing

@Suite("Precision") struct PrecisionTests {
    private static let folder = Product.repository + "/Tests/Precision"

    @Test func `the hand-reasoned cases hold for the slow judge`() throws {
        let outcome = try Shell.outcome(
            of: ["bash", "-c", "cd '\(Self.folder)' && exec '\(Product.python)' -B -m unittest -q test_cases"])
        #expect(outcome.status == 0, "\(outcome.errorText.suffix(4_000))")
    }

    /// Figures of 500 random chains (judge.py says what they mean, and which pairs nobody can tell apart).
    @Test(.timeLimit(.minutes(10)), arguments: [1])
    func `the truth about 500 random chains is found`(seed: Int) throws {
        let server = try Self.server()
        defer { server.stop() }
        let outcome = try Shell.outcome(
            of: [
                Product.python, "-B", Self.folder + "/run.py", "--unbroken", Product.path, "--chains", "500", "--seed",
                String(seed),
            ], environment: Self.environment(server))
        #expect(outcome.status == 0, "\(outcome.text.suffix(6_000))\n\(outcome.errorText.suffix(2_000))")
    }

    @Test func `the hand-reasoned cases hold for the product`() throws {
        let server = try Self.server()
        defer { server.stop() }
        let outcome = try Shell.outcome(
            of: [Product.python, "-B", Self.folder + "/run_cases.py", "--unbroken", Product.path],
            environment: Self.environment(server))
        #expect(outcome.status == 0, "\(outcome.text.suffix(6_000))\n\(outcome.errorText.suffix(2_000))")
    }

    /// One of its own: how many transactions lie between two rows decides what is called a fork, and other tests' count.
    private static func server() throws -> PrivateServer {
        try PrivateServer(settings: ["track_commit_timestamp": "on", "autovacuum": "off"])
    }

    private static func environment(_ server: PrivateServer) -> [String: String] {
        [
            "PGHOST": server.folder.path, "PGPORT": String(server.port),
            "PGUSER": "postgres", "PGDATABASE": "postgres", "PYTHONIOENCODING": "utf-8",
        ]
    }
}
