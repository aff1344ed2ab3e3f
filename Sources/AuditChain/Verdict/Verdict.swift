/// What a run may say of the log; each but `incomplete` has one exit status (design.md, "Verdict and exit status").
public enum Verdict: String, Sendable, Hashable, CaseIterable {
    /// Every row was verified and no break was found.
    case intact
    /// At least one break, even if the look was cut short after it.
    case broken
    /// No break, but something that was promised is not there.
    case unmet
    /// The run could not look at every row, and found no break in those that it saw.
    case incomplete
}

/// The exit statuses of every command.
public enum ExitStatus: Int32, Sendable, Hashable, CaseIterable {
    case intact = 0
    case broken = 1
    case unmet = 2
    case usage = 64
    case damaged = 65
    case unreachable = 69
    case internalError = 70
    case fileTrouble = 74
    case permission = 77
    case configuration = 78
    case interrupted = 130
}
