public import AuditChain
public import Postgres

/// The functions of a database that are somebody's own, and the triggers that call them.
public struct SourceCatalog: Sendable {
    /// Neither PostgreSQL's, nor an extension's, nor written in C.
    public let functions: [SourceFunction]
    /// Those that call such a function, those of partitions included.
    public let triggers: [TableTrigger]

    /// Reads them; at most 20,000 of each, which no database of ours comes near.
    public init(in session: inout Session) throws(Obstacle) {
        functions = try session.rows(of: Self.functionsSQL).compactMap { row in
            guard let oid = row[0].flatMap({ UInt32($0) }) else { return nil }
            return SourceFunction(
                oid: oid, title: row[1] ?? "", schema: row[2] ?? "", name: row[3] ?? "", definition: row[4] ?? "",
                body: row[5] ?? "", isTriggerFunction: row[6] == "t", isDefiner: row[7] == "t",
                settings: (row[8] ?? "").split(separator: "\u{1}").map(String.init), owner: row[9] ?? "")
        }
        triggers = try session.rows(of: Self.triggersSQL).compactMap(TableTrigger.init)
    }

    private static let functionsSQL = """
        SELECT p.oid, p.oid::regprocedure, n.nspname, p.proname, pg_get_functiondef(p.oid),
            CASE WHEN p.prosqlbody IS NULL THEN p.prosrc ELSE pg_get_function_sqlbody(p.oid) END,
            p.prorettype = 'trigger'::regtype, p.prosecdef, array_to_string(p.proconfig, E'\\x01'),
            pg_get_userbyid(p.proowner)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
        WHERE n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND p.prokind IN ('f', 'p')
            AND l.lanname NOT IN ('c', 'internal') AND NOT EXISTS (
                SELECT FROM pg_depend d
                WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
        ORDER BY p.oid LIMIT 20000
        """

    private static let triggersSQL = """
        SELECT t.tgrelid, t.tgrelid::regclass, t.tgname, t.tgfoid, t.tgtype, t.tgenabled,
            t.tgdeferrable AND t.tginitdeferred, t.tgqual IS NOT NULL, t.tgattr::text <> ''
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE p.pronamespace <> 'pg_catalog'::regnamespace AND (NOT t.tgisinternal OR t.tgparentid <> 0)
        ORDER BY t.tgrelid::regclass::text, t.tgname LIMIT 20000
        """

    /// The function of a trigger, where it is somebody's own.
    public func function(of trigger: TableTrigger) -> SourceFunction? {
        functions.first { $0.oid == trigger.functionOID }
    }

    /// The functions that insert into a table, and those that call these.
    public func writers(of schema: String, _ table: String) -> [SourceFunction] {
        var writers = functions.filter { $0.inserts(into: schema, table) }
        var fresh = writers
        while !fresh.isEmpty {
            fresh = functions.filter { candidate in
                !writers.contains { $0.oid == candidate.oid } && fresh.contains { candidate.calls($0) }
            }
            writers += fresh
        }
        return writers
    }

    /// The triggers by which rows get into a table.
    public func captures(into schema: String, _ table: String) -> [TableTrigger] {
        let writers = Set(writers(of: schema, table).map(\.oid))
        return triggers.filter { writers.contains($0.functionOID) }
    }

    /// The functions that these call, and what those call.
    public func helpers(of callers: [SourceFunction]) -> [SourceFunction] {
        var known = Set(callers.map(\.oid))
        var helpers: [SourceFunction] = []
        var fresh = callers
        while !fresh.isEmpty {
            let called = functions.filter { candidate in
                !known.contains(candidate.oid) && fresh.contains { $0.calls(candidate) }
            }
            known.formUnion(called.map(\.oid))
            helpers += called
            fresh = called
        }
        return helpers
    }
}
