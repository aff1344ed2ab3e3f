public import AuditChain
public import Configuration
import Synchronization

/// Verifies the chains of a configuration.
public struct Verifier: Sendable {
    /// What verifies: this tool and the libraries that it runs with.
    public static var tool: Report.Tool { Report.Tool(version: "0.1.0", openssl: "unknown", libpq: "unknown") }

    /// What ends a run early.
    public var interruption: Interruption

    /// A verifier of these entries of a configuration; none named: of all.
    public init(configuration: Configuration, database: String?, chains: [String]) throws(Obstacle) {
        let known = configuration.chains.map(\.name.value)
        if let unknown = chains.first(where: { !known.contains($0) }) {
            throw Obstacle(
                .usage, "\(configuration.path) has no chain '\(unknown)'",
                hint: NearestName.hint(for: unknown, among: known, called: "its chains"))
        }
        interruption = Interruption()
    }

    /// Reads and verifies; blocks until it is done.
    public func run(progress: @Sendable (Progress) -> Void) -> Report {
        Report(
            tool: Self.tool, database: nil, configurationSHA256: "", startedAt: "",
            finishedAt: "", chains: [], findings: [],
            stopped: Obstacle(.internalError, "nothing verifies yet"))
    }

    /// How a row is hashed.
    public func explain(chain: String, row: [String: String]) throws(Obstacle) -> Explanation {
        throw Obstacle(.internalError, "nothing explains yet")
    }
}

/// How far a run has come.
public struct Progress: Sendable {
    /// The entry of `chains:` that is being read.
    public var chain: String
    /// How many of its rows were read.
    public var rows: Int
    /// How many it has by the planner's estimate.
    public var estimate: Int?

    /// A state of a run.
    public init(chain: String, rows: Int, estimate: Int?) {
        self.chain = chain
        self.rows = rows
        self.estimate = estimate
    }
}

/// A wish to end a run early, which any thread may set.
public final class Interruption: Sendable {
    private let flag = Atomic(false)

    /// A wish that is not set.
    public init() {}

    /// Sets it.
    public func interrupt() { flag.store(true, ordering: .relaxed) }

    /// Whether it is set.
    public var isInterrupted: Bool { flag.load(ordering: .relaxed) }
}
