public import AuditChain
public import Verification

/// What one look at the controls round the logs found: the one value from which exit status, text and JSON are made.
public struct Inspection: Sendable {
    /// What looked.
    public var tool: Report.Tool
    /// Which database was looked at.
    public var database: Report.Database
    /// SHA-256 of the configuration file's bytes, lower-case hex.
    public var configurationSHA256: String
    /// UTC, as `2026-01-31T12:00:00.123456Z`; so is `finishedAt`.
    public var startedAt: String
    /// When it ended.
    public var finishedAt: String
    /// For each audit table, in SQL spelling, the functions by which its rows get their hash.
    public var sealing: [(table: String, parts: [SealingPart])]
    /// What each check says, in the order of `Check`.
    public var judgements: [Judgement]

    /// How many judgements have a grade.
    public func count(of grade: Grade) -> Int { judgements.count { $0.grade == grade } }

    /// The exit status: 0, or 2 where one is as bad as the person said.
    ///
    /// What is not known counts as `warn`: nobody could look is no pass.
    public func exitStatus(failingOn worst: Grade?) -> ExitStatus {
        switch worst {
        case .fail: count(of: .fail) > 0 ? .unmet : .intact
        case .warn, .unknown: count(of: .pass) < judgements.count ? .unmet : .intact
        case .pass, nil: .intact
        }
    }
}
