import Formula

/// A function of the database as its source tells: what it writes to, calls, refuses and waits for.
///
/// Only text is read, once. What a function builds while it runs is seen as far as constants of its source spell it; what it
/// merely says (`RAISE`) does not count.
public struct SourceFunction: Sendable {
    /// `pg_proc.oid`.
    public let oid: UInt32
    /// Schema, name and argument types as SQL spells them.
    public let title: String
    /// Schema and name as the catalog has them.
    public let schema: String, name: String
    /// Whether it runs with its owner's privileges.
    public let isDefiner: Bool
    /// Whether everybody may call it, and make a trigger of it.
    public let isForEverybody: Bool
    /// What it sets while it runs, such as `search_path=pg_catalog, pg_temp`.
    public let settings: [String]
    /// The role that owns it.
    public let owner: String
    /// The language that it is written in.
    public let language: String
    /// Whether its source could be read as PL/pgSQL or SQL.
    public let isRead: Bool
    /// How it makes writers take turns.
    public let locks: [Lock]
    /// Whether it switches triggers off, or sets `session_replication_role`.
    public let silences: Bool
    /// What stands before a parenthesis in it, perhaps with its schema.
    let calls: Set<Reference>
    /// Whether all of it is done in its order: it has no conditions, loops or handlers, and nothing behind a `RETURN`.
    let isStraight: Bool
    /// What it does as a trigger's function, by itself.
    let effects: [TableTrigger.Event: TriggerEffect]
    private let inserts: Set<Reference>
    private let changes: Set<Reference>
    private let reads: Set<Reference>

    /// A name in a source, with its schema where the source says it.
    struct Reference: Sendable, Hashable {
        var schema: String?
        var name: String
    }

    /// A way to make writers take turns.
    public enum Lock: Sendable, Hashable {
        /// `pg_advisory_xact_lock`.
        case advisory
        /// `pg_advisory_lock`, which outlives the transaction.
        case advisoryOfSession
        /// `LOCK TABLE` in a mode that excludes another like it.
        case table
        /// `SELECT … FROM` this table `FOR UPDATE`.
        case row(of: String)
    }

    init(
        oid: UInt32, title: String, schema: String, name: String, body: String, isDefiner: Bool,
        isForEverybody: Bool, settings: [String], owner: String, language: String
    ) {
        self.oid = oid
        self.title = title
        self.schema = schema
        self.name = name
        self.isDefiner = isDefiner
        self.isForEverybody = isForEverybody
        self.settings = settings
        self.owner = owner
        self.language = language
        let scanned = CodeWords(scanning: body)
        isRead = scanned != nil && ["plpgsql", "sql"].contains(language)
        let words = scanned?.words ?? []
        effects = Dictionary(
            uniqueKeysWithValues: TableTrigger.Event.allCases.map { ($0, SourceFlow.effect(of: words, on: $0)) })
        isStraight =
            !words.contains { $0.kind == .name && ["if", "case", "loop", "exception"].contains($0.text) }
            && words.count { $0.kind == .name && $0.text == "return" } <= 1
            && words.drop { $0.kind != .name || $0.text != "return" }.drop { $0.text != ";" }
                .allSatisfy { [";", "end"].contains($0.text) }
        let statements = SourceStatement.all(of: words)
        locks = statements.compactMap(\.lock)
        calls = Set(statements.flatMap(\.calls))
        inserts = Set(statements.compactMap(\.insertion))
        changes = Set(statements.flatMap(\.changes))
        reads = Set(statements.flatMap(\.reads))
        silences = statements.contains(where: \.silences)
    }

    /// The value of a setting that it makes; `nil`: none.
    public func setting(_ name: String) -> String? {
        settings.first { $0.lowercased().hasPrefix(name.lowercased() + "=") }
            .map { String($0.drop { $0 != "=" }.dropFirst()) }
    }

    /// The schemas of the `search_path` that it sets; `nil`: it sets none.
    public var searchPath: [String]? {
        guard let path = setting("search_path") else { return nil }
        return path.split(separator: ",").map { part in
            let name = String(part.trimmingPrefix { $0 == " " })
            return name.hasPrefix("\"") && name.hasSuffix("\"") && name.count >= 2
                ? String(name.dropFirst().dropLast()).replacing("\"\"", with: "\"") : name
        }.filter { !$0.isEmpty }
    }

    /// Whether an `INSERT` into a table stands in it, with its schema or where the `search_path` may lead there.
    public func inserts(into schema: String, _ table: String) -> Bool {
        isNamed(schema, table, in: inserts)
    }

    /// Whether it changes or removes rows of a table, alters or drops it, or makes or drops its triggers, likewise.
    public func changes(_ schema: String, _ table: String) -> Bool { isNamed(schema, table, in: changes) }

    /// Whether rows of a table are read in it, likewise.
    public func reads(_ schema: String, _ table: String) -> Bool { isNamed(schema, table, in: reads) }

    private func isNamed(_ schema: String, _ table: String, in references: Set<Reference>) -> Bool {
        references.contains(Reference(schema: schema, name: table))
            || references.contains(Reference(schema: nil, name: table)) && finds(schema)
    }

    /// Whether a function's name without its schema may mean one in this schema.
    func finds(_ schema: String) -> Bool { searchPath?.contains(schema) ?? true }
}
