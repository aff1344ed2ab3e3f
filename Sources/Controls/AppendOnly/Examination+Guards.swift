import AuditChain
import Postgres
import Verification

extension Examination {
    /// Triggers that refuse to update, delete or truncate a log stand on it and on each of its partitions.
    mutating func examineGuards(_ log: Relation) throws(Obstacle) {
        let check = Check.guardTriggers
        guard let tables = try answer(to: Self.storageSQL, [String(log.oid)], for: check, of: log.sqlName) else {
            return
        }
        if tables.isEmpty {
            judge(
                check, log.sqlName, .unknown, "It holds no rows itself, and no table does for it.",
                remedy: "Name the table that holds the rows; or make its first partition, with guards.")
        }
        for row in tables {
            guard let oid = row[0].flatMap({ UInt32($0) }), let table = row[1] else { continue }
            let isPart = row[2] == "t"
            let guards = sources.triggers.filter { trigger in
                guard trigger.tableOID == oid, let function = sources.function(of: trigger) else { return false }
                // A statement that names the parent fires none of a part's triggers for statements but those for TRUNCATE.
                let fires = trigger.isForEachRow || !isPart || trigger.events == [.truncate]
                return fires && sources.refuses(function)
            }
            var worst = Grade.pass
            var sentences: [String] = []
            for event in [TableTrigger.Event.update, .delete, .truncate] {
                let (grade, sentence) = Self.guarding(event, by: guards.filter { $0.events.contains(event) })
                if grade == .fail || worst == .pass { worst = grade == .pass ? worst : grade }
                if let sentence { sentences.append(sentence) }
            }
            guard worst != .pass else {
                judge(
                    check, table, .pass,
                    "UPDATE, DELETE and TRUNCATE are refused by \(Set(guards.map(\.name)).sorted().listed), ENABLE ALWAYS."
                )
                continue
            }
            judge(
                check, table, worst, sentences.joined(separator: " "),
                remedy:
                    "Have a BEFORE trigger that raises an error for each of them, and ALTER TABLE \(table) ENABLE ALWAYS TRIGGER …; on partitions a trigger FOR EACH STATEMENT of the parent does not fire."
            )
        }
    }

    private static func guarding(_ event: TableTrigger.Event, by guards: [TableTrigger]) -> (Grade, String?) {
        let word = event.rawValue.uppercased()
        if guards.contains(where: { $0.state == .always && !$0.isPartial }) { return (.pass, nil) }
        if let found = guards.first(where: { $0.state == .origin && !$0.isPartial }) {
            return (
                .warn,
                "\(word) is refused by \(found.name), which is not ENABLE ALWAYS: session_replication_role silences it."
            )
        }
        if let found = guards.first(where: { $0.isPartial && ($0.state == .always || $0.state == .origin) }) {
            return (.warn, "\(word) is refused by \(found.name) only for some columns or under a condition.")
        }
        if let found = guards.first {
            return (.fail, "\(word) goes through: the trigger \(found.name) is switched off.")
        }
        return (.fail, "No trigger refuses \(word).")
    }

    /// The tables in which the rows are: the table itself, or its partitions and children.
    static let storageSQL = """
        WITH RECURSIVE tree AS (
            SELECT $1::oid AS oid UNION SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid
        )
        SELECT c.oid, c.oid::regclass::text, EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)
        FROM tree JOIN pg_class c USING (oid) WHERE c.relkind IN ('r', 'f') ORDER BY 2
        """

    /// No rule rewrites statements on a log.
    mutating func examineRules(_ log: Relation) throws(Obstacle) {
        let check = Check.tableRules
        let sql = """
            WITH RECURSIVE tree AS (
                SELECT $1::oid AS oid UNION SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid
            )
            SELECT r.rulename, r.ev_class::regclass::text FROM pg_rewrite r JOIN tree ON r.ev_class = tree.oid
            WHERE r.rulename <> '_RETURN' ORDER BY 1, 2
            """
        guard let rules = try answer(to: sql, [String(log.oid)], for: check, of: log.sqlName) else { return }
        if rules.isEmpty { return judge(check, log.sqlName, .pass, "It has no rules.") }
        for rule in rules {
            judge(
                check, log.sqlName, .fail, "The rule \(rule[0] ?? "") of \(rule[1] ?? "") rewrites statements on it.",
                remedy: "Find out who made it and why, then DROP RULE \((rule[0] ?? "").sqlName) ON \(rule[1] ?? "").")
        }
    }
}
