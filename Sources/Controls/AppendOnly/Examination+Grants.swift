import AuditChain
import Postgres
import Verification

extension Examination {
    /// No role but the owner may update, delete or truncate a log, directly or as a member of another role.
    mutating func examineGrants(_ log: Relation) throws(Obstacle) {
        let check = Check.appendOnlyGrants
        let isSealedByDefiner = leadingFunctions(of: log).contains(where: \.isDefiner)
        guard
            let rows = try answer(
                to: Self.grantsSQL, [String(log.oid), isSealedByDefiner ? "t" : "f"], for: check, of: log.sqlName),
            let defaults = try answer(
                to: Self.defaultsSQL, [log.owner, log.schema], for: check, of: log.sqlName)
        else { return }
        for row in rows {
            let (roles, table, privileges, through) = (row[0] ?? "", row[1] ?? "", row[2] ?? "", row[3] ?? "")
            let isOwn = through == roles
            let way = isOwn ? "" : ", as a member of \(through)"
            let source = through == "PUBLIC" ? through : through.sqlName
            judge(
                check, log.sqlName, row[4] == "t" ? .fail : .warn, "\(roles) may \(privileges) \(table)\(way).",
                remedy: isOwn
                    ? "REVOKE \(privileges) ON \(table) FROM \(source)."
                    : through == log.owner || row[5] == "t"
                        ? "REVOKE \(source) FROM … takes a role out of it."
                        : "REVOKE \(privileges) ON \(table) FROM \(source), or take the roles out of it.")
        }
        for row in defaults {
            judge(
                check, log.sqlName, .warn,
                "Every new table that \(row[0] ?? "") makes\(row[1].map { " in \($0)" } ?? "") is born with \(row[3] ?? "") for \(row[2] ?? ""), the log's next partition too.",
                remedy:
                    "ALTER DEFAULT PRIVILEGES FOR ROLE \((row[0] ?? "").sqlName)\(row[1].map { " IN SCHEMA \($0.sqlName)" } ?? "") REVOKE \(row[3] ?? "") ON TABLES FROM \(row[2] == "PUBLIC" ? "PUBLIC" : (row[2] ?? "").sqlName)."
            )
        }
        if rows.isEmpty, defaults.isEmpty {
            judge(
                check, log.sqlName, .pass,
                "Beside superusers nobody but the owner \(log.owner) may update, delete or truncate it.")
        }
    }

    /// Superusers may everything and are told elsewhere. A role that may become another (SET ROLE) counts as that one,
    /// whether it inherits or not. Whoever may insert rows where a trigger seals them with its owner's privileges can
    /// forge them; whoever may make triggers can keep rows from being written.
    private static let grantsSQL = """
        WITH RECURSIVE tree AS (
            SELECT $1::oid AS oid UNION SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid
        ), wanted AS (
            SELECT c.oid AS relation, c.relowner, p.privilege, p.is_grave
            FROM tree JOIN pg_class c USING (oid)
            CROSS JOIN (VALUES ('UPDATE', true), ('DELETE', true), ('TRUNCATE', true), ('INSERT', true),
                ('TRIGGER', false)) AS p (privilege, is_grave)
            WHERE p.privilege <> 'INSERT' OR $2::boolean
        ), everybody AS (
            SELECT * FROM wanted WHERE has_table_privilege('public', relation, privilege)
                OR privilege IN ('UPDATE', 'INSERT') AND has_any_column_privilege('public', relation, privilege)
        ), held AS (
            SELECT w.*, g.oid AS grantee, g.rolname::text AS name, g.rolname ~ '^pg_' AS is_predefined
            FROM wanted w CROSS JOIN pg_roles g
            WHERE NOT g.rolsuper AND (g.oid = w.relowner OR has_table_privilege(g.oid, w.relation, w.privilege)
                    OR w.privilege IN ('UPDATE', 'INSERT') AND has_any_column_privilege(g.oid, w.relation, w.privilege))
                AND NOT EXISTS (
                    SELECT FROM everybody e WHERE e.relation = w.relation AND e.privilege = w.privilege)
        ), sources AS (
            -- Who has it from another role has it no more once that one has not.
            SELECT h.* FROM held h WHERE h.grantee = h.relowner OR NOT EXISTS (
                SELECT FROM pg_auth_members m JOIN held other
                    ON other.grantee = m.roleid AND other.relation = h.relation AND other.privilege = h.privilege
                WHERE m.member = h.grantee)
        ), reached AS (
            SELECT s.relation, s.privilege, s.is_grave, s.name AS through, s.is_predefined,
                array_to_string((array_agg(r.rolname::text ORDER BY r.rolname))[1:20], ', ')
                    || CASE WHEN count(*) > 20 THEN ' and ' || count(*) - 20 || ' more' ELSE '' END AS roles
            FROM sources s JOIN pg_roles r ON pg_has_role(r.oid, s.grantee, 'MEMBER')
            WHERE NOT r.rolsuper AND r.oid <> s.relowner AND r.rolname !~ '^pg_' AND (
                r.oid = s.grantee OR NOT EXISTS (SELECT FROM sources o WHERE o.grantee = r.oid
                    AND o.relation = s.relation AND o.privilege = s.privilege))
                AND (r.oid <> s.grantee OR s.grantee <> s.relowner)
            GROUP BY s.relation, s.privilege, s.is_grave, s.name, s.is_predefined, s.relowner, s.grantee
            UNION ALL SELECT relation, privilege, is_grave, 'PUBLIC', false, 'PUBLIC' FROM everybody
        )
        SELECT roles, relation::regclass::text, string_agg(privilege, ', ' ORDER BY privilege), through,
            bool_or(is_grave), is_predefined
        FROM reached GROUP BY roles, relation, through, is_predefined ORDER BY roles, 2
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
