public import AuditChain
import Foundation
public import Postgres

/// The functions of a database that are somebody's own, and the triggers that call them.
public struct SourceCatalog: Sendable {
    /// Neither PostgreSQL's, nor an extension's, nor written in C.
    public let functions: [SourceFunction]
    /// Those that call such a function, those of partitions included.
    public let triggers: [TableTrigger]

    /// For each function, by its place, those that it may call.
    private let callees: [[Int]]
    private let places: [UInt32: Int]

    /// Reads them; at most 20,000 of each, which no database of ours comes near.
    public init(in session: inout Session) throws(Obstacle) {
        // Names stand with their schemas, whatever a formula looked at before has to find.
        try session.search([])
        let functions = try Self.rows(of: Self.functionsSQL, [], in: &session).compactMap(Self.function)
        self.functions = functions
        triggers = try Self.rows(of: Self.triggersSQL, [], in: &session).compactMap(TableTrigger.init)
        let byName = Dictionary(grouping: functions.indices) { functions[$0].name }
        callees = functions.map { function in
            var found: Set<Int> = []
            for call in function.calls {
                for place in byName[call.name] ?? [] {
                    let isMeant =
                        call.schema.map { $0 == functions[place].schema } ?? function.finds(functions[place].schema)
                    if isMeant { found.insert(place) }
                }
            }
            return found.sorted()
        }
        places = Dictionary(functions.indices.map { (functions[$0].oid, $0) }) { first, _ in first }
    }

    static func rows(
        of sql: String, _ parameters: [String?], in session: inout Session
    ) throws(Obstacle) -> [[String?]] {
        var refusal: Obstacle?
        if let rows = try session.rows(of: sql, parameters, unless: &refusal) { return rows }
        throw refusal ?? Obstacle(.internalError, "the server refused to tell of its functions, and did not say why")
    }

    private static func function(_ row: [String?]) -> SourceFunction? {
        guard let oid = row[0].flatMap({ UInt32($0) }) else { return nil }
        let settings = row[6].flatMap { try? JSONDecoder().decode([String].self, from: Data($0.utf8)) }
        return SourceFunction(
            oid: oid, title: row[1] ?? "", schema: row[2] ?? "", name: row[3] ?? "", body: row[4] ?? "",
            isDefiner: row[5] == "t", isForEverybody: row[8] == "t", settings: settings ?? [], owner: row[7] ?? "",
            language: row[9] ?? "")
    }

    private static let functionsSQL = """
        SELECT p.oid, p.oid::regprocedure, n.nspname, p.proname,
            CASE WHEN p.prosqlbody IS NULL THEN p.prosrc ELSE pg_get_function_sqlbody(p.oid) END,
            p.prosecdef, to_json(p.proconfig)::text, pg_get_userbyid(p.proowner),
            has_function_privilege('public', p.oid, 'EXECUTE'), l.lanname
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
        WHERE p.pronamespace <> 'pg_catalog'::regnamespace AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' AND p.prokind IN ('f', 'p')
            AND l.lanname NOT IN ('c', 'internal') AND NOT EXISTS (
                SELECT FROM pg_depend d
                WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
        ORDER BY p.oid LIMIT 20000
        """

    private static let triggersSQL = """
        SELECT t.tgrelid, t.tgrelid::regclass, t.tgname, t.tgfoid, t.tgtype, t.tgenabled,
            t.tgdeferrable AND t.tginitdeferred, t.tgqual IS NOT NULL, t.tgattr::text <> '', n.nspname
        FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE p.pronamespace <> 'pg_catalog'::regnamespace AND (NOT t.tgisinternal OR t.tgparentid <> 0)
        ORDER BY t.tgrelid::regclass::text, t.tgname LIMIT 20000
        """

    /// The function of a trigger, where it is somebody's own.
    public func function(of trigger: TableTrigger) -> SourceFunction? {
        places[trigger.functionOID].map { functions[$0] }
    }

    /// The functions that insert into a table, and those that call these.
    public func writers(of schema: String, _ table: String) -> [SourceFunction] {
        var isWriter = functions.map { $0.inserts(into: schema, table) }
        var hasMore = isWriter.contains(true)
        while hasMore {
            hasMore = false
            for place in functions.indices where !isWriter[place] && callees[place].contains(where: { isWriter[$0] }) {
                isWriter[place] = true
                hasMore = true
            }
        }
        return functions.indices.filter { isWriter[$0] }.map { functions[$0] }
    }

    /// The triggers by which rows get into a table.
    public func captures(into schema: String, _ table: String) -> [TableTrigger] {
        let writers = Set(writers(of: schema, table).map(\.oid))
        return triggers.filter { writers.contains($0.functionOID) }
    }

    /// The functions that these call, and what those call.
    public func helpers(of callers: [SourceFunction]) -> [SourceFunction] {
        var fresh = callers.compactMap { places[$0.oid] }
        var known = Set(fresh)
        var helpers: [Int] = []
        while let place = fresh.popLast() {
            for callee in callees[place] where known.insert(callee).inserted {
                helpers.append(callee)
                fresh.append(callee)
            }
        }
        return helpers.sorted().map { functions[$0] }
    }

    /// What a trigger's function does for an event, those that it calls included.
    public func effect(of function: SourceFunction, on event: TableTrigger.Event) -> TriggerEffect {
        var effect = function.effects[event] ?? TriggerEffect()
        if let place = places[function.oid] {
            var known: Set<Int> = []
            effect.refuses = refusal(by: place, on: event, known: &known)
        }
        return effect
    }

    /// What is called where the order of things is not known for sure may not be called.
    private func refusal(by place: Int, on event: TableTrigger.Event, known: inout Set<Int>) -> Certainty {
        guard known.insert(place).inserted else { return .never }
        let function = functions[place]
        var refusal = function.effects[event]?.refuses ?? .never
        for callee in callees[place] {
            let helped = self.refusal(by: callee, on: event, known: &known)
            refusal = max(refusal, function.isStraight ? helped : min(helped, .perhaps))
        }
        return refusal
    }
}
