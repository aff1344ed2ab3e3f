/// How a control stands.
public enum Grade: String, Sendable, Hashable, CaseIterable {
    /// It holds.
    case pass
    /// The role may not see enough, or the database does not say.
    case unknown
    /// It holds less than it could.
    case warn
    /// It does not hold.
    case fail
}

/// What a check says of one thing that it looked at.
public struct Judgement: Sendable, Hashable {
    /// Which check.
    public var check: Check
    /// What was looked at: a table, a chain of unbroken.yml, the database.
    public var subject: String
    /// How it stands.
    public var grade: Grade
    /// What was found.
    public var finding: String
    /// How to mend it; `nil` where there is nothing to mend.
    public var remedy: String?
}
