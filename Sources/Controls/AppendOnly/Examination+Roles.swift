import AuditChain
import Postgres

extension Examination {
    /// The application does not work as the owner of a log.
    mutating func examineOwner(_ log: Relation) throws(Obstacle) {
        let check = Check.tableOwner
        let sql = """
            SELECT o.rolcanlogin, o.rolsuper, (
                SELECT string_agg(r.rolname, ', ' ORDER BY r.rolname) FROM pg_roles r
                WHERE r.rolname = ANY ($2::text[]) AND pg_has_role(r.oid, o.oid, 'MEMBER'))
            FROM pg_roles o WHERE o.rolname = $1
            """
        let application =
            "{"
            + scope.application.map { "\"\($0.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\"" }
            .joined(separator: ",") + "}"
        guard let row = try answer(to: sql, [log.owner, application], for: check, of: log.sqlName)?.first else {
            return
        }
        let remedy = "Give the log to a role that cannot log in: ALTER TABLE \(log.sqlName) OWNER TO …"
        if let working = row[2] {
            judge(
                check, log.sqlName, .fail,
                "The application works as \(working), which is or may become the owner \(log.owner).",
                remedy: remedy)
        } else if !scope.application.isEmpty {
            judge(
                check, log.sqlName, .pass,
                "The owner is \(log.owner); the application works as \(scope.application.listed), which cannot become it."
            )
        } else if row[0] == "t" {
            judge(
                check, log.sqlName, .warn,
                "The owner \(log.owner) can log in\(row[1] == "t" ? " and is a superuser" : ""); whether the application does so as this role, nobody said.",
                remedy: remedy + "; or name the application's roles in unbroken.yml, controls: application:")
        } else {
            judge(check, log.sqlName, .pass, "The owner \(log.owner) cannot log in.")
        }
    }

    /// Superusers and roles with BYPASSRLS.
    mutating func examinePrivilegedRoles() throws(Obstacle) {
        let check = Check.privilegedRoles
        let sql = """
            SELECT rolname, rolsuper, rolcanlogin, oid = 10 FROM pg_roles WHERE rolsuper OR rolbypassrls ORDER BY rolname
            """
        guard let roles = try answer(to: sql, for: check, of: "roles") else { return }
        let superusers = roles.filter { $0[1] == "t" }.map { $0[0] ?? "" }
        let bypassing = roles.filter { $0[1] != "t" }.map { $0[0] ?? "" }
        let added = roles.filter { $0[1] == "t" && $0[2] == "t" && $0[3] != "t" }.map { $0[0] ?? "" }
        let working = scope.application.filter { superusers.contains($0) || bypassing.contains($0) }
        var sentence = "Superusers: \(superusers.listed)."
        if !bypassing.isEmpty { sentence += " BYPASSRLS: \(bypassing.listed)." }
        if !working.isEmpty {
            judge(
                check, "roles", .fail, "The application works as \(working.listed). " + sentence,
                remedy: "Take the attribute away: ALTER ROLE \(working[0]) NOSUPERUSER NOBYPASSRLS.")
        } else if !added.isEmpty {
            judge(
                check, "roles", .warn,
                sentence + " Beside the one that the cluster was made with, \(added.listed) can log in.",
                remedy:
                    "Make sure that each of them is a person's or a tool's that must be one, or ALTER ROLE … NOSUPERUSER."
            )
        } else {
            judge(check, "roles", .pass, sentence)
        }
    }
}
