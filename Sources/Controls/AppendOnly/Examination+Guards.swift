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
            let triggers = sources.triggers.filter { $0.tableOID == oid }
            var worst = Grade.pass
            var sentences: [String] = []
            var refusing: Set<String> = []
            for event in [TableTrigger.Event.update, .delete, .truncate] {
                // A statement that names the parent fires none of a part's triggers for statements but those for TRUNCATE.
                let firing = triggers.filter {
                    $0.events.contains(event) && ($0.isForEachRow || !isPart || event == .truncate)
                }
                let (grade, sentence) = guarding(event, by: firing)
                if grade == .pass { refusing.insert(sentence) } else { sentences.append(sentence) }
                if grade == .fail || worst == .pass { worst = grade }
            }
            // What another guard still refuses holds; but somebody switched this one off.
            for trigger in triggers
            where trigger.state == .disabled && !sentences.contains(where: { $0.contains(trigger.name) }) {
                let refused = [TableTrigger.Event.update, .delete, .truncate].filter {
                    trigger.events.contains($0) && effect(of: trigger, on: $0).refuses > .never
                }
                guard !refused.isEmpty else { continue }
                let words = refused.map { $0.rawValue.uppercased() }.listed
                sentences.append("The trigger \(trigger.name), which refuses \(words) too, is switched off.")
                if worst == .pass { worst = .warn }
            }
            guard worst != .pass else {
                judge(
                    check, table, .pass,
                    "UPDATE, DELETE and TRUNCATE are refused by \(refusing.sorted().listed), ENABLE ALWAYS.")
                continue
            }
            judge(
                check, table, worst, sentences.joined(separator: " "),
                remedy:
                    "Have a BEFORE trigger that raises an error for each of them, and ALTER TABLE \(table) ENABLE ALWAYS TRIGGER …; on partitions a trigger FOR EACH STATEMENT of the parent does not fire."
            )
        }
    }

    /// How an event is guarded, and what there is to say of it; of a guard that holds, its name.
    func guarding(_ event: TableTrigger.Event, by guards: [TableTrigger]) -> (Grade, String) {
        let word = event.rawValue.uppercased()
        let refusing = guards.filter { effect(of: $0, on: event).refuses > .never }
        let sure = refusing.filter { !$0.isPartial && effect(of: $0, on: event).refuses == .always }
        if let found = sure.first(where: { $0.state == .always }) { return (.pass, found.name) }
        if let found = sure.first(where: { $0.state == .origin }) {
            return (
                .warn,
                "\(word) is refused by \(found.name), which is not ENABLE ALWAYS: session_replication_role silences it."
            )
        }
        let isOn = { (trigger: TableTrigger) in trigger.state == .always || trigger.state == .origin }
        if let found = refusing.first(where: { $0.isPartial && isOn($0) }) {
            return (.warn, "\(word) is refused by \(found.name) only for some columns or under a condition.")
        }
        if let found = refusing.first(where: isOn), let function = sources.function(of: found) {
            return (.warn, "\(word) is refused by \(found.name) only under a condition in \(function.title).")
        }
        if let found = guards.first(where: {
            isOn($0) && !$0.isPartial && effect(of: $0, on: event).discards == .always
        }) {
            return (.warn, "\(word) is passed over by \(found.name) without an error, so that nobody notices.")
        }
        if let found = guards.first(where: { isOn($0) && !isRead($0) }) {
            return (.unknown, "Whether \(found.name) refuses \(word) its function does not tell in SQL.")
        }
        if let found = refusing.first {
            return (.fail, "\(word) goes through: the trigger \(found.name) is switched off.")
        }
        return (.fail, "No trigger refuses \(word).")
    }

    /// What a trigger does to a row; nothing is known of a function that was not read.
    func effect(of trigger: TableTrigger, on event: TableTrigger.Event) -> TriggerEffect {
        guard isRead(trigger), var effect = sources.function(of: trigger).map({ sources.effect(of: $0, on: event) })
        else { return TriggerEffect() }
        if !trigger.isBefore || !trigger.isForEachRow { effect.discards = .never }
        return effect
    }

    private func isRead(_ trigger: TableTrigger) -> Bool { sources.function(of: trigger)?.isRead == true }

    /// No trigger throws away rows that are to be written to a log.
    mutating func examineDiscards(_ log: Relation) throws(Obstacle) {
        let check = Check.discardingTriggers
        guard holdsRows(log, for: check),
            let tables = try answer(to: Self.storageSQL, [String(log.oid)], for: check, of: log.sqlName)
        else { return }
        let storage = Set(tables.compactMap { $0[0].flatMap { UInt32($0) } }).union([log.oid])
        // A partition's copy of its parent's trigger is told of once.
        var known: Set<UInt32> = []
        let before = sources.triggers.sorted { $0.tableOID == log.oid && $1.tableOID != log.oid }.filter {
            storage.contains($0.tableOID) && $0.events.contains(.insert) && $0.isBefore && $0.isForEachRow
                && $0.state != .disabled && known.insert($0.functionOID).inserted
        }
        var isClean = true
        for trigger in before {
            let function = sources.function(of: trigger)
            // One that writes the row into a part itself, as was done before tables could be partitioned.
            let isRouting =
                function.map { function in
                    tables.contains { function.inserts(into: $0[3] ?? "", $0[4] ?? "") }
                } ?? false
            let discards = effect(of: trigger, on: .insert).discards
            guard !isRouting, discards > .never || !isRead(trigger) else { continue }
            isClean = false
            let title = function?.title ?? "its function"
            guard isRead(trigger) else {
                judge(
                    check, trigger.table, .unknown,
                    "Whether the trigger \(trigger.name) throws rows away, \(title) does not tell in SQL.",
                    remedy: "Read \(title).")
                continue
            }
            let isSure = discards == .always && !trigger.isPartial
            judge(
                check, trigger.table, isSure ? .fail : .warn,
                isSure
                    ? "The trigger \(trigger.name) throws every row away before it is written: \(title) returns none."
                    : "The trigger \(trigger.name) can throw rows away before they are written: \(title) does not always return NEW.",
                remedy:
                    "Read \(title), and find out who made it and why; what it threw away is nowhere. Then DROP TRIGGER \(trigger.name.sqlName) ON \(trigger.table), if nothing else needs it."
            )
        }
        if isClean { judge(check, log.sqlName, .pass, "No trigger was found that throws its rows away.") }
    }

    /// The tables in which the rows are: the table itself, or its partitions and children.
    static let storageSQL = """
        \(Self.treeSQL)
        SELECT c.oid, c.oid::regclass::text, EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid), n.nspname, c.relname
        FROM tree JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'f') ORDER BY 2
        """

    /// No rule rewrites statements on a log.
    mutating func examineRules(_ log: Relation) throws(Obstacle) {
        let check = Check.tableRules
        let sql = """
            \(Self.treeSQL)
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
