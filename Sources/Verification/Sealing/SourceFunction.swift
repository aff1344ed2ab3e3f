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
    /// `CREATE OR REPLACE FUNCTION …`, as `pg_get_functiondef` gives it.
    public let definition: String
    /// Whether it runs with its owner's privileges.
    public let isDefiner: Bool
    /// Whether everybody may make a trigger of it.
    public let isForEverybody: Bool
    /// What it sets while it runs, such as `search_path=pg_catalog, pg_temp`.
    public let settings: [String]
    /// The role that owns it.
    public let owner: String
    /// Whether an error is raised in it.
    public let raises: Bool
    /// Whether it catches errors, so that what it raises may come to nothing.
    public let catches: Bool
    /// How it makes writers take turns.
    public let locks: [Lock]
    /// What stands before a parenthesis in it, perhaps with its schema.
    let calls: Set<Reference>
    private let inserts: Set<Reference>

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
        oid: UInt32, title: String, schema: String, name: String, definition: String, body: String, isDefiner: Bool,
        isForEverybody: Bool, settings: [String], owner: String
    ) {
        self.oid = oid
        self.title = title
        self.schema = schema
        self.name = name
        self.definition = definition
        self.isDefiner = isDefiner
        self.isForEverybody = isForEverybody
        self.settings = settings
        self.owner = owner
        let statements = SourceStatement.all(of: body)
        raises = statements.contains(where: \.raises)
        catches = statements.contains(where: \.catches)
        locks = statements.compactMap(\.lock)
        calls = Set(statements.flatMap(\.calls))
        inserts = Set(statements.compactMap(\.insertion))
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
        inserts.contains(Reference(schema: schema, name: table))
            || inserts.contains(Reference(schema: nil, name: table)) && finds(schema)
    }

    /// Whether a function's name without its schema may mean one in this schema.
    func finds(_ schema: String) -> Bool { searchPath?.contains(schema) ?? true }
}
