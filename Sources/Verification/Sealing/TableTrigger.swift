/// A trigger of a table, as `pg_trigger` has it.
public struct TableTrigger: Sendable, Hashable {
    /// What it fires for.
    public enum Event: String, Sendable, Hashable, CaseIterable { case insert, update, delete, truncate }

    /// When it fires, by `session_replication_role`.
    public enum State: String, Sendable, Hashable {
        /// `ENABLE ALWAYS`: whatever that setting is.
        case always = "A"
        /// Enabled: not where it is `replica`.
        case origin = "O"
        /// `ENABLE REPLICA`: only there.
        case replica = "R"
        case disabled = "D"
    }

    /// `pg_class.oid`.
    public let tableOID: UInt32
    /// Schema and name as SQL spells them.
    public let table: String
    /// The schema as the catalog has it.
    public let schema: String
    /// The trigger's own name.
    public let name: String
    /// `pg_proc.oid`.
    public let functionOID: UInt32
    /// What it fires for.
    public let events: Set<Event>
    /// Whether it fires before, and so can keep it from happening.
    public let isBefore: Bool
    /// Whether it fires for each row; else for each statement.
    public let isForEachRow: Bool
    /// When it fires.
    public let state: State
    /// Whether it fires at commit.
    public let isDeferred: Bool
    /// Whether it has a WHEN condition, or fires for some columns only.
    public let isPartial: Bool

    /// - Parameter row: the fields of `SourceCatalog.triggersSQL`.
    init?(_ row: [String?]) {
        guard row.count >= 10, let table = row[0].flatMap({ UInt32($0) }),
            let function = row[3].flatMap({ UInt32($0) }),
            let bits = row[4].flatMap({ Int($0) }), let state = row[5].flatMap(State.init)
        else { return nil }
        tableOID = table
        self.table = row[1] ?? ""
        schema = row[9] ?? ""
        name = row[2] ?? ""
        functionOID = function
        // The bits of catalog/pg_trigger.h.
        let bit: [(Int, Event)] = [(4, .insert), (8, .delete), (16, .update), (32, .truncate)]
        events = Set(bit.filter { bits & $0.0 != 0 }.map(\.1))
        isForEachRow = bits & 1 != 0
        isBefore = bits & 2 != 0
        self.state = state
        isDeferred = row[6] == "t"
        isPartial = row[7] == "t" || row[8] == "t"
    }
}
