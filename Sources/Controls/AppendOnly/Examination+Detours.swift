import AuditChain
import Postgres
import Verification

extension Examination {
    /// Nobody may call a function that changes a log, or switches triggers off, with privileges that they have not.
    mutating func examineDetours(_ log: Relation) throws(Obstacle) {
        let check = Check.definerFunctions
        guard let tree = try answer(to: Self.namesSQL, [String(log.oid)], for: check, of: log.sqlName) else { return }
        func changes(_ functions: [SourceFunction]) -> Bool {
            functions.contains { function in tree.contains { function.changes($0[0] ?? "", $0[1] ?? "") } }
        }
        let detours = sources.functions.filter { function in
            guard function.isDefiner else { return false }
            let all = [function] + sources.helpers(of: [function])
            return all.contains(where: \.silences) || changes(all)
        }
        let oids = Self.array(detours.map { String($0.oid) })
        guard let rows = try answer(to: Self.callersSQL, [String(log.oid), oids], for: check, of: log.sqlName) else {
            return
        }
        let triggers = Set(sources.triggers.map(\.functionOID))
        var isClean = true
        for row in rows {
            guard let function = detours.first(where: { String($0.oid) == row[0] }) else { continue }
            let isOpen = function.isForEverybody
            guard isOpen || row[1] != nil else { continue }
            isClean = false
            let deed =
                changes([function] + sources.helpers(of: [function]))
                ? "changes \(log.sqlName)" : "switches triggers off"
            // What is made to be fired by a trigger is not called, though whoever may call it can make one.
            judge(
                check, function.title, isOpen && !triggers.contains(function.oid) ? .fail : .warn,
                "It \(deed) with the privileges of \(function.owner), for \(isOpen ? "everybody" : row[1] ?? "") who calls it.",
                remedy: isOpen
                    ? "REVOKE EXECUTE ON FUNCTION \(function.title) FROM PUBLIC; then see in the server's log who called it."
                    : "Make sure that they must, and that what it did is on record; else REVOKE EXECUTE ON FUNCTION \(function.title)."
            )
        }
        if isClean {
            judge(
                check, log.sqlName, .pass,
                "No function was found by which somebody changes it, or switches triggers off, with another's privileges."
            )
        }
    }

    /// A log and its parts.
    private static let namesSQL = """
        \(treeSQL)
        SELECT n.nspname, c.relname FROM tree JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
        """

    /// Of functions whose owner may change the log: who may call them that is not such an owner.
    private static let callersSQL = """
        SELECT p.oid, (
            SELECT string_agg(r.rolname, ', ' ORDER BY r.rolname) FROM pg_roles r
            WHERE NOT r.rolsuper AND r.rolname !~ '^pg_' AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
                AND NOT pg_has_role(r.oid, p.proowner, 'MEMBER') AND NOT pg_has_role(r.oid, c.relowner, 'MEMBER'))
        FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner CROSS JOIN pg_class c
        WHERE c.oid = $1::oid AND p.oid = ANY ($2::oid[]) AND (o.rolsuper
            OR pg_has_role(o.oid, c.relowner, 'MEMBER') OR has_table_privilege(o.oid, c.oid, 'UPDATE, DELETE, TRUNCATE')
            OR has_any_column_privilege(o.oid, c.oid, 'UPDATE'))
        ORDER BY p.oid::regprocedure::text
        """
}
