import AuditChain
import Postgres
import Verification

extension Examination {
    /// The application does not work as the owner of a log, nor of what the log rests on.
    mutating func examineOwner(_ log: Relation) throws(Obstacle) {
        let check = Check.tableOwner
        let functions = leadingFunctions(of: log) + guardFunctions(of: log)
        let tables = Set(sources.captures(into: log.schema, log.name).map { String($0.tableOID) }).sorted()
        guard
            let rows = try answer(
                to: Self.ownersSQL,
                [
                    String(log.oid), Self.array(tables),
                    Self.array(functions.map { String($0.oid) }),
                    Self.array(scope.application),
                ], for: check, of: log.sqlName)
        else { return }
        for row in rows {
            let (title, owner) = (row[0] ?? "", row[1] ?? "")
            let isLog = row[5] == "t"
            let remedy =
                "Give it to a role that cannot log in and that nobody is a member of: ALTER … \(title) OWNER TO …"
            if let working = row[4] {
                judge(
                    check, title, .fail,
                    "The application works as \(working), which is or may become the owner \(owner).",
                    remedy: remedy)
            } else if scope.application.isEmpty, row[2] == "t", isLog || owner != log.owner {
                judge(
                    check, title, .warn,
                    "The owner \(owner)\(row[3] == "t" ? ", a superuser," : "") can log in, or somebody who may become it can; whether the application does, nobody said.",
                    remedy: remedy + "; or name the application's roles in unbroken.yml, controls: application:")
            } else if isLog {
                judge(
                    check, title, .pass,
                    scope.application.isEmpty
                        ? "Nobody who can log in is or may become the owner \(owner)."
                        : "The owner is \(owner); the application works as \(scope.application.listed), which is none of its members."
                )
            }
        }
    }

    /// The functions that keep a log from being changed.
    private func guardFunctions(of log: Relation) -> [SourceFunction] {
        sources.triggers.filter { $0.tableOID == log.oid }.compactMap { sources.function(of: $0) }
            .filter { function in
                TableTrigger.Event.allCases.contains { sources.effect(of: function, on: $0).refuses > .never }
            }
    }

    /// Each thing once, with its owner: the log, audited tables, functions, their schema, the database.
    private static let ownersSQL = """
        WITH owned AS (
            SELECT oid::regclass::text AS title, relowner AS owner, oid = $1::oid AS is_log FROM pg_class
                WHERE oid = $1::oid OR oid = ANY ($2::oid[])
            UNION SELECT oid::regprocedure::text, proowner, false FROM pg_proc WHERE oid = ANY ($3::oid[])
            UNION SELECT 'SCHEMA ' || quote_ident(n.nspname), n.nspowner, false FROM pg_namespace n
                WHERE n.oid = (SELECT relnamespace FROM pg_class WHERE oid = $1::oid)
            UNION SELECT 'DATABASE ' || quote_ident(datname), datdba, false FROM pg_database
                WHERE datname = current_database()
        )
        SELECT o.title, r.rolname, EXISTS (
                SELECT FROM pg_roles m WHERE m.rolcanlogin AND pg_has_role(m.oid, r.oid, 'MEMBER')
                    AND (m.oid = r.oid OR NOT m.rolsuper)),
            r.rolsuper, (
                SELECT string_agg(m.rolname, ', ' ORDER BY m.rolname) FROM pg_roles m
                WHERE m.rolname = ANY ($4::text[]) AND (pg_has_role(m.oid, r.oid, 'MEMBER')
                    OR EXISTS (SELECT FROM pg_roles s WHERE s.rolsuper AND pg_has_role(m.oid, s.oid, 'MEMBER')))),
            o.is_log
        FROM owned o JOIN pg_roles r ON r.oid = o.owner ORDER BY NOT o.is_log, o.title
        """

    /// Superusers, roles with BYPASSRLS, and those that can make themselves one.
    mutating func examinePrivilegedRoles() throws(Obstacle) {
        let check = Check.privilegedRoles
        let sql = """
            SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolcanlogin, r.oid = 10, concat_ws(', ',
                (SELECT 'a member of ' || string_agg(s.rolname, ', ' ORDER BY s.rolname) FROM pg_roles s
                    WHERE NOT r.rolsuper AND s.oid <> r.oid AND pg_has_role(r.oid, s.oid, 'MEMBER')
                        AND (s.rolsuper OR s.rolname IN ('pg_execute_server_program', 'pg_write_server_files'))),
                CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN r.rolreplication THEN 'REPLICATION' END)
            FROM pg_roles r WHERE r.rolname !~ '^pg_' ORDER BY r.rolname
            """
        guard let roles = try answer(to: sql, for: check, of: "roles") else { return }
        func named(_ isWanted: ([String?]) -> Bool) -> [String] { roles.filter(isWanted).map { $0[0] ?? "" } }
        let superusers = named { $0[1] == "t" }
        let bypassing = named { $0[1] != "t" && $0[2] == "t" }
        let added = named { $0[1] == "t" && $0[3] == "t" && $0[4] != "t" }
        let rising = roles.filter { $0[1] != "t" && $0[3] == "t" && $0[5]?.isEmpty == false }
        var sentence = "Superusers: \(superusers.listed)."
        if !bypassing.isEmpty { sentence += " BYPASSRLS: \(bypassing.listed)." }
        for role in rising { sentence += " \(role[0] ?? "") is \(role[5] ?? ""), by which it can come to more." }
        let strong = Set(superusers + bypassing + rising.map { $0[0] ?? "" })
        let working = scope.application.filter(strong.contains)
        if let first = working.first {
            judge(
                check, "roles", .fail, "The application works as \(working.listed). " + sentence,
                remedy:
                    superusers == [first]
                    ? "Let the application work as another role: \(first) is the only superuser."
                    : "Let the application work as another role, or ALTER ROLE \(first.sqlName) NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION, and REVOKE what it is a member of."
            )
        } else if !added.isEmpty || !rising.isEmpty {
            let others =
                added.isEmpty ? "" : " Beside the one that the cluster was made with, \(added.listed) can log in."
            judge(
                check, "roles", .warn, sentence + others,
                remedy:
                    "Make sure that each of them is a person's or a tool's that must be so; else ALTER ROLE … NOSUPERUSER NOCREATEROLE NOREPLICATION, or REVOKE."
            )
        } else {
            judge(check, "roles", .pass, sentence)
        }
    }
}
