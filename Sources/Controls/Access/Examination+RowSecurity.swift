import AuditChain
import Formula
import Postgres

extension Examination {
    /// Row security is on for a log, and for the tables beside it.
    mutating func examineRowSecurity(_ log: Relation) throws(Obstacle) {
        let check = Check.rowSecurity
        let policies = """
            SELECT polname, CASE polcmd WHEN '*' THEN 'ALL' WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                ELSE 'DELETE' END, CASE WHEN polroles = '{0}' THEN 'PUBLIC' ELSE (
                    SELECT string_agg(pg_get_userbyid(r), ', ' ORDER BY 1) FROM unnest(polroles) r) END,
                pg_get_expr(polqual, polrelid), polpermissive
            FROM pg_policy WHERE polrelid = $1::oid ORDER BY 1
            """
        let owner = """
            SELECT EXISTS (SELECT FROM pg_roles m WHERE m.rolcanlogin AND pg_has_role(m.oid, r.oid, 'MEMBER')
                AND (m.oid = r.oid OR NOT m.rolsuper)) FROM pg_roles r WHERE r.rolname = $1
            """
        guard let found = try answer(to: policies, [String(log.oid)], for: check, of: log.sqlName),
            let login = try answer(to: owner, [log.owner], for: check, of: log.sqlName)
        else { return }
        let list = found.map { "\($0[0] ?? "") (\($0[1] ?? "") for \($0[2] ?? ""))" }
        guard log.kind == .table || log.kind == .partitioned else {
            return judge(
                check, log.sqlName, .unknown, "It is no table: row security of what is behind it was not looked at.")
        }
        guard log.hasRowSecurity else {
            judge(
                check, log.sqlName, .fail, "Row security is off.",
                remedy:
                    "ALTER TABLE \(log.sqlName) ENABLE ROW LEVEL SECURITY; and a policy for those who may read of it.")
            return
        }
        var open: [[String?]] = []
        for policy in found where policy[4] == "t" && ["ALL", "SELECT"].contains(policy[1]) {
            if try isOpen(policy[3], of: log) { open.append(policy) }
        }
        let policySentence =
            list.isEmpty ? "No policy lets anybody but the owner see a row." : "Policies: \(list.listed)."
        if !open.isEmpty {
            judge(
                check, log.sqlName, .warn, "The policy \(open[0][0] ?? "") shows every row. " + policySentence,
                remedy: "Let it show people what is theirs; who must see everything gets BYPASSRLS.")
        } else if log.forcesRowSecurity {
            judge(check, log.sqlName, .pass, "Row security is on and forced on the owner too. " + policySentence)
        } else if login.first?[0] == "t" {
            judge(
                check, log.sqlName, .warn,
                "Row security is on, but not forced on the owner \(log.owner), who can log in. " + policySentence,
                remedy:
                    "Give the log to a role that cannot log in. To force it (FORCE ROW LEVEL SECURITY) takes a policy by which the trigger still sees the newest row: else the chain begins anew with each row."
            )
        } else {
            judge(
                check, log.sqlName, .pass,
                "Row security is on; the owner \(log.owner), who is not bound by it, cannot log in. " + policySentence)
        }
    }

    /// Whether a policy's condition asks for nothing, such as `true` or `(1 = 1)`; the server says what constants come to.
    private mutating func isOpen(_ condition: String?, of log: Relation) throws(Obstacle) -> Bool {
        guard let condition, let words = CodeWords(scanning: condition)?.words, !words.isEmpty,
            words.filter({ $0.kind == .name }).allSatisfy({
                ["true", "false", "and", "or", "not", "text", "integer", "is", "null"].contains($0.text)
            })
        else { return false }
        return try answer(to: "SELECT \(condition)", for: .rowSecurity, of: log.sqlName)?.first?[0] == "t"
    }

    /// The other tables of the schemas.
    mutating func examineRowSecurityBeside() throws(Obstacle) {
        let check = Check.rowSecurity
        let sql = """
            SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relrowsecurity AND c.relpersistence <> 't'
                AND n.nspname = ANY ($1::text[]) AND c.oid <> ALL ($2::oid[]) AND NOT EXISTS (
                    SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            ORDER BY 1
            """
        let own = Self.array(logs.map { String($0.oid) })
        let names = Self.array(schemas)
        guard let bare = try answer(to: sql, [names, own], for: check, of: "the database") else { return }
        let tables = bare.map { $0[0] ?? "" }
        if tables.isEmpty {
            judge(check, "the database", .pass, "It is on for every other table and partition of \(schemas.listed).")
        } else {
            judge(
                check, "the database", .warn, "Tables without it: \(tables.listed).",
                remedy:
                    "ALTER TABLE … ENABLE ROW LEVEL SECURITY; a partition that is asked directly is not held by its parent's."
            )
        }
    }
}
