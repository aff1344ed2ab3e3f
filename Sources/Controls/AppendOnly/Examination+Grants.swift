import AuditChain
import Postgres

extension Examination {
    /// No role but the owner may update, delete or truncate a log, directly or as a member of another role.
    mutating func examineGrants(_ log: Relation) throws(Obstacle) {
        let check = Check.appendOnlyGrants
        guard let rows = try answer(to: Self.grantsSQL, [String(log.oid)], for: check, of: log.sqlName),
            let defaults = try answer(
                to: Self.defaultsSQL, [log.owner, log.schema], for: check, of: log.sqlName)
        else { return }
        for row in rows {
            let (role, table, privileges, through) = (row[0] ?? "", row[1] ?? "", row[2] ?? "", row[3] ?? "")
            let way = through == role || through.isEmpty ? "" : ", as a member of \(through)"
            let remedy =
                through == log.owner
                ? "Take the role out of the owner: REVOKE \(log.owner) FROM \(role)."
                : "REVOKE \(privileges) ON \(table) FROM \(through.isEmpty ? role : through), or take \(role) out of it."
            judge(check, log.sqlName, .fail, "\(role) may \(privileges) \(table)\(way).", remedy: remedy)
        }
        for row in defaults {
            judge(
                check, log.sqlName, .warn,
                "Every new table that \(row[0] ?? "") makes\(row[1].map { " in \($0)" } ?? "") is born with \(row[3] ?? "") for \(row[2] ?? ""), the log's next partition too.",
                remedy:
                    "ALTER DEFAULT PRIVILEGES FOR ROLE \(row[0] ?? "")\(row[1].map { " IN SCHEMA \($0)" } ?? "") REVOKE \(row[3] ?? "") ON TABLES FROM \(row[2] ?? "")."
            )
        }
        if rows.isEmpty, defaults.isEmpty {
            judge(
                check, log.sqlName, .pass,
                "Beside superusers nobody but the owner \(log.owner) may update, delete or truncate it.")
        }
    }

    /// Superusers may everything and are told elsewhere. A role that may become another (SET ROLE) counts as that one,
    /// whether it inherits or not.
    private static let grantsSQL = """
        WITH RECURSIVE tree AS (
            SELECT $1::oid AS oid UNION SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid
        ), wanted AS (
            SELECT c.oid AS relation, c.relowner, p.privilege
            FROM tree JOIN pg_class c USING (oid)
            CROSS JOIN unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS p (privilege)
        ), everybody AS (
            SELECT relation, privilege FROM wanted
            WHERE has_table_privilege('public', relation, privilege)
                OR privilege = 'UPDATE' AND has_any_column_privilege('public', relation, 'UPDATE')
        ), held AS (
            SELECT w.*, g.oid AS grantee, g.rolname::text AS name FROM wanted w CROSS JOIN pg_roles g
            WHERE NOT g.rolsuper AND (g.oid = w.relowner OR has_table_privilege(g.oid, w.relation, w.privilege)
                    OR w.privilege = 'UPDATE' AND has_any_column_privilege(g.oid, w.relation, 'UPDATE'))
                AND NOT EXISTS (
                    SELECT FROM everybody e WHERE e.relation = w.relation AND e.privilege = w.privilege)
        ), reached AS (
            SELECT DISTINCT ON (r.oid, h.relation, h.privilege) r.rolname::text AS role, h.relation, h.privilege,
                h.name AS through
            FROM held h JOIN pg_roles r ON pg_has_role(r.oid, h.grantee, 'MEMBER')
            WHERE NOT r.rolsuper AND r.oid <> h.relowner AND r.rolname !~ '^pg_'
            ORDER BY r.oid, h.relation, h.privilege, h.grantee = r.oid, h.grantee
        )
        SELECT role, relation::regclass::text, string_agg(privilege, ', ' ORDER BY privilege), through
        FROM (SELECT * FROM reached UNION ALL SELECT 'PUBLIC', relation, privilege, 'PUBLIC' FROM everybody) AS found
        GROUP BY role, relation, through ORDER BY role, 2
        """

    private static let defaultsSQL = """
        SELECT pg_get_userbyid(d.defaclrole), n.nspname,
            CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END,
            string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
        FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace, aclexplode(d.defaclacl) a
        WHERE d.defaclobjtype = 'r' AND pg_get_userbyid(d.defaclrole) = $1 AND coalesce(n.nspname = $2, true)
            AND a.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE') AND a.grantee <> d.defaclrole
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """
}
