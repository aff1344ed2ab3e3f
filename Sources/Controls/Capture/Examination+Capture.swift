import AuditChain
import Postgres
import Verification

/// A table of which every change should be recorded.
private struct CapturedTable {
    var oid: UInt32
    var name: String
    /// Whether it is a part of another: a statement that names that one fires its triggers for rows only, and for TRUNCATE.
    var isPart: Bool
    /// The triggers by which its changes get into the log.
    var captures: [TableTrigger]
    /// Triggers that keep it from being emptied.
    var refusals: [TableTrigger]
}

extension Examination {
    /// Each critical table has triggers for INSERT, UPDATE, DELETE and TRUNCATE that write to a log, on its partitions and
    /// children too.
    mutating func examineCapture() throws(Obstacle) {
        let check = Check.captureTriggers
        let logs = logs
        guard !logs.isEmpty else {
            return judge(
                check, "the database", .unknown,
                "The chains read queries, not tables: what fills them was not looked at.")
        }
        let captures = captures
        guard let rows = try answer(to: Self.tablesSQL, for: check, of: "the database") else { return }
        // Which tables those rows are of that the log has most of, as far as the planner's statistics tell.
        var named: [String: String] = [:]
        for log in logs {
            for row in try answer(to: Self.namedSQL, [String(log.oid)], for: check, of: log.sqlName) ?? [] {
                if let table = row[0] { named[table] = row[1] }
            }
        }
        let critical = Set(scope.critical.map { String($0.oid) })
        let captured = Set(captures.map { String($0.tableOID) })
        let own = Set(logs.map { String($0.oid) })
        var bare: [String] = []
        var dropped: [(name: String, column: String)] = []
        var seen: Set<String> = []
        var isAnything = false
        for row in rows {
            guard let oid = row[0].flatMap({ UInt32($0) }), let name = row[1], let schema = row[2] else { continue }
            // The table itself and all that it is a part of.
            let line = Set((row[3] ?? "").split(separator: ",").map(String.init))
            // The logs themselves are not recorded in themselves.
            guard line.isDisjoint(with: own) else { continue }
            seen.formUnion(line)
            let isPart = line.count > 1
            let isAudited = !line.isDisjoint(with: captured)
            guard isAudited || !line.isDisjoint(with: critical) else {
                guard critical.isEmpty, !isPart, schemas.contains(schema) else { continue }
                if let column = named[row[4] ?? ""] ?? named[name] {
                    dropped.append((name, column))
                } else {
                    bare.append(name)
                }
                continue
            }
            isAnything = true
            judge(
                CapturedTable(
                    oid: oid, name: name,
                    isPart: isPart, captures: captures.filter { $0.tableOID == oid },
                    refusals: sources.triggers.filter {
                        $0.tableOID == oid && effect(of: $0, on: .truncate).refuses > .never
                    }))
        }
        for table in scope.critical where !seen.contains(String(table.oid)) && !own.contains(String(table.oid)) {
            judge(
                check, table.sqlName, .unknown,
                "It is no table that holds rows of its own: what changes them was not looked at.",
                remedy: "Name the tables behind it.")
        }
        if !isAnything {
            judge(
                check, "the database", .unknown, "No trigger was found that writes to \(logs.map(\.sqlName).listed).",
                remedy:
                    "Where something else writes the log, name the tables whose changes it must record: controls: critical: in unbroken.yml; where triggers should, make them."
            )
        }
        for (name, column) in dropped {
            judge(
                check, name, .fail,
                "The log has rows of it (\(column)), and no trigger writes any: it was recorded once, or something else records it.",
                remedy:
                    "Make its trigger again, find out who dropped it and when, and compare the table with the newest rows of the log. Where it is not meant, name the critical tables in unbroken.yml, controls: critical:."
            )
        }
        if !bare.isEmpty, isAnything {
            judge(
                check, "the database", .warn,
                "Tables beside the audited ones have no audit trigger: \(bare.sorted().listed).",
                remedy:
                    "Give those whose changes matter a trigger, and name the critical ones in unbroken.yml, controls: critical:; then the others are not asked about."
            )
        }
    }

    private mutating func judge(_ table: CapturedTable) {
        var worst = Grade.pass
        var sentences: [String] = []
        func tell(_ grade: Grade, _ sentence: String) {
            if grade == .fail || worst == .pass { worst = grade }
            sentences.append(sentence)
        }
        for event in TableTrigger.Event.allCases {
            let word = event.rawValue.uppercased()
            let found = table.captures.filter {
                $0.events.contains(event) && ($0.isForEachRow || !table.isPart || event == .truncate)
            }
            if found.contains(where: { $0.state == .always && !$0.isPartial }) { continue }
            if event == .truncate, !table.refusals.isEmpty {
                let (grade, sentence) = guarding(event, by: table.refusals)
                if grade != .pass { tell(grade, sentence) }
                continue
            }
            if let trigger = found.first(where: { $0.state == .origin && !$0.isPartial }) {
                tell(
                    .warn,
                    "\(word) is recorded by \(trigger.name), which is not ENABLE ALWAYS: session_replication_role silences it."
                )
            } else if let trigger = found.first(where: { $0.isPartial && ($0.state == .always || $0.state == .origin) })
            {
                tell(.warn, "\(word) is recorded by \(trigger.name) only for some columns or under a condition.")
            } else if let trigger = found.first {
                tell(.fail, "\(word) is not recorded: the trigger \(trigger.name) is switched off.")
            } else if event == .truncate {
                tell(.fail, "TRUNCATE is neither recorded nor refused.")
            } else {
                tell(.fail, "\(word) is not recorded: no trigger writes it to a log.")
            }
        }
        for trigger in table.captures
        where trigger.state == .disabled && !sentences.contains(where: { $0.contains(trigger.name) }) {
            tell(.warn, "The trigger \(trigger.name), which writes to a log too, is switched off.")
        }
        judge(
            .captureTriggers, table.name, worst,
            worst == .pass
                ? "INSERT, UPDATE and DELETE are recorded by \(Set(table.captures.map(\.name)).sorted().listed), TRUNCATE is recorded or refused."
                : sentences.joined(separator: " "),
            remedy:
                "ALTER TABLE \(table.name) ENABLE ALWAYS TRIGGER …, or make the trigger that is missing; then compare the table with the newest rows of the log."
        )
    }

    /// Tables with rows of their own, each with the tables that it is a part of; an extension's are left out.
    private static let tablesSQL = """
        WITH RECURSIVE line AS (
            SELECT c.oid, c.oid AS member FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
                AND NOT EXISTS (SELECT FROM pg_depend d
                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
            UNION SELECT l.oid, i.inhparent FROM line l JOIN pg_inherits i ON i.inhrelid = l.member
        )
        SELECT c.oid, c.oid::regclass::text, n.nspname, string_agg(l.member::text, ','), c.relname
        FROM line l JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
        GROUP BY c.oid, n.nspname ORDER BY 2
        """

    /// The values that the log's columns of text have most often, where they are names of tables, and the column's name.
    ///
    /// Columns whose values have no type of somebody's own, whose cast to text would be run here.
    private static let namedSQL = """
        SELECT DISTINCT v.value, s.attname FROM pg_class l JOIN pg_namespace n ON n.oid = l.relnamespace
        JOIN pg_attribute a ON a.attrelid = l.oid AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'name'::regtype)
        JOIN pg_stats s ON s.schemaname = n.nspname AND s.tablename = l.relname AND s.attname = a.attname
        CROSS JOIN unnest(s.most_common_vals::text::text[]) AS v(value)
        WHERE l.oid = $1::oid AND s.attname ~* 'table|relation|entity|object|resource|target|model'
        ORDER BY 1, 2
        """

    /// `session_replication_role` is preset nowhere, and nobody but superusers may set it.
    mutating func examineReplicationRole() throws(Obstacle) {
        let check = Check.replicationRole
        let sql = """
            SELECT setting, coalesce('role ' || r.rolname, 'every role'), coalesce('database ' || d.datname, 'every database')
            FROM pg_db_role_setting s CROSS JOIN unnest(s.setconfig) AS setting
            LEFT JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
            WHERE setting ~* '^session_replication_role=(replica|local)$'
                AND (d.datname IS NULL OR d.datname = current_database())
            UNION ALL
            SELECT 'session_replication_role=' || boot.reset_val, 'every role', 'the whole server'
            FROM pg_settings AS boot WHERE boot.name = 'session_replication_role' AND boot.reset_val = 'replica'
                AND boot.source IN ('default', 'configuration file', 'command line', 'environment variable')
            """
        guard let presets = try answer(to: sql, for: check, of: "the database") else { return }
        for preset in presets {
            let isLocal = preset[0]?.hasSuffix("local") == true
            judge(
                check, "the database", isLocal ? .warn : .fail,
                "\(preset[0] ?? "") is preset for \(preset[1] ?? "") in \(preset[2] ?? "").",
                remedy:
                    "ALTER ROLE … or ALTER DATABASE … RESET session_replication_role; then look for what was written meanwhile."
            )
        }
        var grants: [[String?]] = []
        // pg_parameter_acl is of PostgreSQL 15.
        if try answer(to: "SELECT to_regclass('pg_catalog.pg_parameter_acl')", for: check, of: "the database")?.first?[
            0] != nil
        {
            let sql = """
                SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END
                FROM pg_parameter_acl p, aclexplode(p.paracl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
                WHERE p.parname = 'session_replication_role' AND NOT coalesce(r.rolsuper, false)
                """
            grants = try answer(to: sql, for: check, of: "the database") ?? []
            for grant in grants {
                judge(
                    check, "the database", .warn, "\(grant[0] ?? "") may set session_replication_role.",
                    remedy:
                        "REVOKE ALL ON PARAMETER session_replication_role FROM \(grant[0] == "PUBLIC" ? "PUBLIC" : (grant[0] ?? "").sqlName)."
                )
            }
        }
        let silencing = sources.functions.filter {
            let role = $0.setting("session_replication_role")
            return $0.isDefiner && (role == "replica" || role == "local")
        }
        for function in silencing {
            judge(
                check, function.title, .warn,
                "It sets session_replication_role with the privileges of \(function.owner)\(function.isForEverybody ? ", for everybody who calls it" : "").",
                remedy: "ALTER FUNCTION \(function.title) RESET session_replication_role, or REVOKE EXECUTE on it.")
        }
        if presets.isEmpty, grants.isEmpty, silencing.isEmpty {
            judge(
                check, "the database", .pass,
                "It is preset for no role or database, and nobody but superusers may set it.")
        }
    }
}
