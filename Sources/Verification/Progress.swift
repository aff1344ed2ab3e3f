/// How far a run has come.
public struct Progress: Sendable {
    /// What is being done.
    public enum Stage: Sendable {
        /// Every row is read and verified.
        case reading
        /// The rows in doubt are read again.
        case lookingAgain
        /// The rows that were asked for are found and handed out.
        case takingOut
        /// The rows of an export are checked.
        case checking
    }

    /// The entry of `chains:` that is being read.
    public var chain: String
    /// What is being done with it.
    public var stage: Stage
    /// How many of its rows this stage has come to.
    public var rows: Int
    /// How many it has by the planner's estimate, by the first look's count, or by an export's manifest.
    public var estimate: Int?

    /// A state of a run.
    public init(chain: String, stage: Stage = .reading, rows: Int, estimate: Int?) {
        self.chain = chain
        self.stage = stage
        self.rows = rows
        self.estimate = estimate
    }
}
