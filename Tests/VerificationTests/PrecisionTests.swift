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
        let database = "precision_\(seed)"
        try PrivateServer.shared.createDatabase(database)
        let outcome = try Shell.outcome(
            of: [
                Product.python, "-B", Self.folder + "/run.py", "--unbroken", Product.path, "--chains", "500", "--seed",
                String(seed),
            ], environment: Self.environment(database))
        #expect(outcome.status == 0, "\(outcome.text.suffix(6_000))\n\(outcome.errorText.suffix(2_000))")
    }

    @Test func `the hand-reasoned cases hold for the product`() throws {
        try PrivateServer.shared.createDatabase("precision_cases")
        let outcome = try Shell.outcome(
            of: [Product.python, "-B", Self.folder + "/run_cases.py", "--unbroken", Product.path],
            environment: Self.environment("precision_cases"))
        #expect(outcome.status == 0, "\(outcome.text.suffix(6_000))\n\(outcome.errorText.suffix(2_000))")
    }

    private static func environment(_ database: String) -> [String: String] {
        [
            "PGHOST": PrivateServer.shared.folder.path, "PGPORT": String(PrivateServer.shared.port),
            "PGUSER": "postgres", "PGDATABASE": database, "PYTHONIOENCODING": "utf-8",
        ]
    }
}
