import AuditChain
import Postgres
import Verification

extension Examination {
    /// The functions that seal rows run with their owner's privileges under a fixed search_path.
    mutating func examineSealing(_ log: Relation) throws(Obstacle) {
        let check = Check.sealingFunctions
        let leading = leadingFunctions(of: log)
        guard !leading.isEmpty else {
            judge(
                check, log.sqlName, .unknown, "No trigger was found that seals its rows.",
                remedy:
                    "Where the application seals them, whoever may insert rows can insert forged ones: let a trigger do it."
            )
            return
        }
        for trigger in leadingTriggers(of: log) where trigger.tableOID == log.oid && trigger.state != .always {
            let isOff = trigger.state != .origin
            judge(
                check, log.sqlName, isOff ? .fail : .warn,
                isOff
                    ? "The trigger \(trigger.name), which comes before its rows, is switched off."
                    : "The trigger \(trigger.name), which comes before its rows, is not ENABLE ALWAYS.",
                remedy:
                    "Read what it does; where it seals rows: ALTER TABLE \(log.sqlName) ENABLE ALWAYS TRIGGER \(trigger.name.sqlName)."
            )
        }
        let captures = Set(sources.captures(into: log.schema, log.name).map(\.functionOID))
        let areDefiners =
            !captures.isEmpty && !leading.contains { captures.contains($0.oid) && !$0.isDefiner }
        let digests = try sources.definitionDigests(of: leading.map(\.oid), in: &session)
        for function in leading {
            let digest = digests[function.oid] ?? "unknown: it was dropped meanwhile"
            if areDefiners, !captures.contains(function.oid), !function.isDefiner {
                judge(
                    check, function.title, .pass,
                    "It runs with the privileges and the search_path of what writes \(log.sqlName); SHA-256 \(digest)."
                )
            } else {
                try examineSealing(function, digest, of: log)
            }
        }
    }

    private mutating func examineSealing(_ function: SourceFunction, _ digest: String, of log: Relation)
        throws(Obstacle)
    {
        let check = Check.sealingFunctions
        let change = "ALTER FUNCTION \(function.title)"
        guard function.isDefiner else {
            return judge(
                check, function.title, .warn,
                "It runs with the caller's privileges, so everybody who writes an audited table may also insert rows of their own into \(log.sqlName).",
                remedy:
                    "\(change) SECURITY DEFINER SET search_path = pg_catalog, pg_temp; and REVOKE INSERT ON \(log.sqlName)."
            )
        }
        guard let path = function.searchPath else {
            return judge(
                check, function.title, .fail,
                "It runs with the privileges of \(function.owner) under the caller's search_path, so the caller decides which functions and tables its names mean.",
                remedy: "\(change) SET search_path = pg_catalog, pg_temp; and qualify the names in it.")
        }
        let open = """
            SELECT string_agg(quote_ident(name), ', ') FROM unnest($1::text[]) AS name
            LEFT JOIN pg_namespace n ON n.nspname = name
            WHERE name = '$user' OR has_schema_privilege('public', n.oid, 'CREATE')
            """
        let names = Self.array(path.filter { $0 != "pg_temp" })
        guard let found = try answer(to: open, [names], for: check, of: function.title) else { return }
        if let schemas = found.first?[0] {
            return judge(
                check, function.title, .fail,
                "It runs with the privileges of \(function.owner), and its search_path leads to \(schemas), where everybody may make functions and tables.",
                remedy: "\(change) SET search_path = pg_catalog, pg_temp; and qualify the names in it.")
        }
        guard path.last == "pg_temp" else {
            return judge(
                check, function.title, .warn,
                "Its search_path (\(path.listed)) does not end in pg_temp, so that a temporary table or type of the caller's comes first.",
                remedy:
                    "\(change) SET search_path = \((path.isEmpty ? ["pg_catalog"] : path).map(\.sqlName).joined(separator: ", ")), pg_temp."
            )
        }
        guard !function.isForEverybody else {
            return judge(
                check, function.title, .warn,
                "Everybody may make a trigger of it, on a temporary table too, and so have it write rows of their own into \(log.sqlName).",
                remedy: "REVOKE EXECUTE ON FUNCTION \(function.title) FROM PUBLIC.")
        }
        judge(
            check, function.title, .pass,
            "It runs with the privileges of \(function.owner), search_path fixed; SHA-256 \(digest).")
    }

    /// The triggers by which rows of a log are written and sealed.
    func leadingTriggers(of log: Relation) -> [TableTrigger] {
        sources.captures(into: log.schema, log.name)
            + sources.triggers.filter { $0.tableOID == log.oid && $0.events.contains(.insert) && $0.isBefore }
    }

    /// The functions of triggers by which rows of a log are written and sealed, each once.
    func leadingFunctions(of log: Relation) -> [SourceFunction] {
        var functions: [SourceFunction] = []
        for trigger in leadingTriggers(of: log) {
            guard let function = sources.function(of: trigger), !functions.contains(where: { $0.oid == function.oid })
            else { continue }
            functions.append(function)
        }
        return functions
    }

    /// Writers of a chain take turns, at a moment at which that can't deadlock.
    mutating func examineLock(_ design: ChainDesign) throws(Obstacle) {
        let check = Check.chainLock
        guard let log = design.table else { return }
        let sealing = leadingFunctions(of: log)
        guard !sealing.isEmpty else {
            judge(check, design.name, .unknown, "No trigger was found whose source could tell.")
            return
        }
        let isUnique = design.previous.map { link in
            log.indexes.contains {
                $0.isUnique && Set($0.columns).isSubset(of: Set(design.per + [link])) && $0.columns.contains(link)
            }
        }
        // A trigger of the log itself takes its turn for all; else each function that writes the log has to.
        let captures = sources.captures(into: log.schema, log.name)
        let captureOIDs = Set(captures.map(\.functionOID))
        func locks(of functions: [SourceFunction]) -> [[SourceFunction.Lock]] {
            functions.map { function in ([function] + sources.helpers(of: [function])).flatMap(\.locks) }
        }
        // It comes too late for one that has read the newest row before.
        let readsBefore = sealing.contains { function in
            captureOIDs.contains(function.oid)
                && ([function] + sources.helpers(of: [function])).contains { $0.reads(log.schema, log.name) }
        }
        let own = locks(of: sealing.filter { !captureOIDs.contains($0.oid) }).filter { !$0.isEmpty }
        let locks =
            own.isEmpty || readsBefore ? locks(of: sealing.filter { captureOIDs.contains($0.oid) }) : own
        guard !locks.isEmpty, !locks.contains(where: \.isEmpty) else {
            return judge(
                check, design.name, isUnique == true ? .warn : .fail,
                isUnique == true
                    ? "The trigger takes no lock; a unique index on the link keeps the chain from forking, at the price of errors for all but one of the writers that meet."
                    : "The trigger takes no lock: two writers can read the same newest row, and the chain forks.",
                remedy:
                    "PERFORM pg_advisory_xact_lock(…) before the newest row is read, in a deferred constraint trigger.")
        }
        let kinds = Set(locks.flatMap(\.self))
        func isSteady(_ lock: SourceFunction.Lock) -> Bool {
            switch lock {
            case .advisory, .table: true
            case .row(let table): table != log.name
            case .advisoryOfSession: false
            }
        }
        let steady = locks.map { $0.filter(isSteady) }
        guard !steady.contains(where: \.isEmpty) else {
            let isOfSession = kinds.contains(.advisoryOfSession)
            return judge(
                check, design.name, .warn,
                isOfSession
                    ? "The trigger locks by pg_advisory_lock, which the session keeps after its transaction, or lets go of before others can see its row."
                    : "The trigger locks the newest row (FOR UPDATE): who waits for it links to a row that is no longer the newest, and while there is no row nothing is locked.",
                remedy: "PERFORM pg_advisory_xact_lock(…) before the newest row is read.")
        }
        let shared = steady.dropFirst().reduce(Set(steady[0])) { $0.intersection($1) }
        guard !shared.isEmpty else {
            return judge(
                check, design.name, .warn,
                "The functions that write it lock in different ways, by which they do not wait for each other.",
                remedy: "PERFORM pg_advisory_xact_lock(…) with one key in each of them.")
        }
        let how =
            shared.contains(.advisory) ? "pg_advisory_xact_lock" : shared.contains(.table) ? "LOCK TABLE" : "FOR UPDATE"
        // What fires on the log itself does so when the capture writes there.
        let triggers = captures.isEmpty ? leadingTriggers(of: log) : captures
        if let early = triggers.first(where: { !$0.isDeferred }) {
            judge(
                check, design.name, .warn,
                "Writers take turns (\(how)), but from their first audited write on (\(early.name) on \(early.table)): against the row locks of other transactions that deadlocks.",
                remedy:
                    "Make it a constraint trigger, DEFERRABLE INITIALLY DEFERRED, so that the lock is taken at commit.")
            return
        }
        judge(
            check, design.name, isUnique == false ? .warn : .pass,
            "Writers take turns (\(how)) at commit"
                + (isUnique == false
                    ? ", but no unique index on \(design.previous ?? "the link") stops one that goes round the lock, or reads an old snapshot."
                    : isUnique == true ? ", and a unique index on the link stops whoever goes round the lock." : "."),
            remedy:
                "ALTER TABLE \(log.sqlName) ADD UNIQUE (\((design.per + [design.previous ?? ""]).map(\.sqlName).joined(separator: ", "))), its columns NOT NULL."
        )
    }
}
