/// What `inspect` looks at; the raw value is the name in JSON.
public enum Check: String, Sendable, Hashable, CaseIterable {
    case appendOnlyGrants = "append-only-grants"
    case guardTriggers = "guard-triggers"
    case discardingTriggers = "discarding-triggers"
    case tableRules = "table-rules"
    case definerFunctions = "definer-functions"
    case tableOwner = "table-owner"
    case privilegedRoles = "privileged-roles"
    case captureTriggers = "capture-triggers"
    case replicationRole = "replication-role"
    case sealingFunctions = "sealing-functions"
    case formulaSettings = "formula-settings"
    case formulaAmbiguity = "formula-ambiguity"
    case formulaCoverage = "formula-coverage"
    case chainLock = "chain-lock"
    case rowSecurity = "row-security"
    case monthlyPartitions = "monthly-partitions"
    case scheduledJobs = "scheduled-jobs"
    case materializedViews = "materialized-views"
    case validIndexes = "valid-indexes"
    case logDurability = "log-durability"
    case dataChecksums = "data-checksums"
    case walArchiving = "wal-archiving"
    case commitTimestamps = "commit-timestamps"
    case statementLogging = "statement-logging"
    case transportEncryption = "transport-encryption"
    case writeStatistics = "write-statistics"
    case sequencePosition = "sequence-position"
    case rowOrigins = "row-origins"

    /// Why it matters, in one sentence.
    public var reason: String {
        switch self {
        case .appendOnlyGrants: "Whoever may change or remove rows of the log can rewrite it, chain and all."
        case .guardTriggers: "A guard trigger stops the mistake and the intruder that privileges let through."
        case .discardingTriggers: "A row that a trigger throws away was never written, and no chain shows that."
        case .definerFunctions:
            "Whoever may call a function that changes the log, or switches its guards off, needs no privilege on it."
        case .tableRules: "A rule turns a statement into another before any trigger sees it."
        case .tableOwner: "The owner can switch off every trigger, so nobody should work as the owner."
        case .privilegedRoles:
            "These roles stand above every guard in the database; their number should be small and known."
        case .captureTriggers: "A table whose trigger is missing or off leaves no rows, and no chain shows that."
        case .replicationRole: "session_replication_role = replica silences every trigger that is not ENABLE ALWAYS."
        case .sealingFunctions:
            "Whoever calls a function with its owner's privileges can slip in objects of their own, unless its search_path is fixed; and a changed function seals other rows than it should."
        case .formulaSettings:
            "A hash that depends on a session's settings fits or fails by who looks, so that honest rows look forged."
        case .formulaAmbiguity: "Where bytes can move between neighbours, two different rows have one hash."
        case .formulaCoverage: "A column that the formula leaves out can be changed without a trace."
        case .chainLock: "Writers that do not take turns link to the same row, and the chain forks."
        case .rowSecurity: "Without row security, who may read the log may read everything that anybody ever did."
        case .monthlyPartitions: "Where next month has no partition, writing fails or ends in the default one."
        case .scheduledJobs: "A job that no longer runs is noticed when what it kept in order is needed."
        case .materializedViews: "A view that is never refreshed shows what was."
        case .validIndexes:
            "An index that is not valid is kept up to date but never used, and a unique one guards nothing."
        case .logDurability: "What is not safely on disk at commit is gone after a crash, as if it had never been."
        case .dataChecksums: "Without checksums a damaged page passes for what was written."
        case .walArchiving: "Only archived log lets the database be brought back to a moment before a deed."
        case .commitTimestamps: "With them, a break can be told to the second at which it was written."
        case .statementLogging:
            "The server's own log is a witness that the database's superusers can't rewrite from SQL."
        case .transportEncryption: "On a connection in the clear, what is verified may not be what the server sent."
        case .writeStatistics: "PostgreSQL counts updates and deletions; an append-only table has none."
        case .sequencePosition:
            "Numbers that were drawn, and rows that are not there, are rows that failed or were removed at the end."
        case .rowOrigins: "A row that a younger transaction wrote than its neighbours' was written again."
        }
    }
}
