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
        for function in leading {
            guard function.isDefiner else {
                judge(
                    check, function.title, .warn,
                    "It runs with the caller's privileges, so everybody who writes an audited table may also insert rows of their own into \(log.sqlName).",
                    remedy:
                        "ALTER FUNCTION \(function.title) SECURITY DEFINER SET search_path = pg_catalog, pg_temp; and REVOKE INSERT ON \(log.sqlName)."
                )
                continue
            }
            guard let path = function.setting("search_path") else {
                judge(
                    check, function.title, .fail,
                    "It runs with the privileges of \(function.owner) under the caller's search_path, so the caller decides which functions and tables its names mean.",
                    remedy:
                        "ALTER FUNCTION \(function.title) SET search_path = pg_catalog, pg_temp; and qualify the names in it."
                )
                continue
            }
            let schemas = path.split(separator: ",").map { $0.trimmingPrefix { $0 == " " }.replacing("\"", with: "") }
            if let temporary = schemas.firstIndex(of: "pg_temp"), temporary == schemas.count - 1 || schemas.isEmpty {
                judge(
                    check, function.title, .pass,
                    "It runs with the privileges of \(function.owner), search_path fixed; SHA-256 \(function.sha256).")
            } else {
                judge(
                    check, function.title, .warn,
                    "Its search_path (\(path)) does not end in pg_temp, so that a temporary table or type of the caller's comes first.",
                    remedy:
                        "ALTER FUNCTION \(function.title) SET search_path = \(path.isEmpty ? "pg_catalog" : path), pg_temp."
                )
            }
        }
    }

    /// The functions of triggers by which rows of a log are written and sealed, each once.
    func leadingFunctions(of log: Relation) -> [SourceFunction] {
        var functions: [SourceFunction] = []
        let triggers =
            sources.captures(into: log.schema, log.name)
            + sources.triggers.filter { $0.tableOID == log.oid && $0.events.contains(.insert) && $0.isBefore }
        for trigger in triggers {
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
        let locking = (sealing + sources.helpers(of: sealing)).filter { !$0.locks.isEmpty }
        let isUnique = design.previous.map { link in
            log.indexes.contains {
                $0.isUnique && Set($0.columns).isSubset(of: Set(design.per + [link])) && $0.columns.contains(link)
            }
        }
        guard let how = locking.first.map(\.locks)?.first else {
            judge(
                check, design.name, isUnique == true ? .warn : .fail,
                isUnique == true
                    ? "The trigger takes no lock; a unique index on the link keeps the chain from forking, at the price of errors for all but one of the writers that meet."
                    : "The trigger takes no lock: two writers can read the same newest row, and the chain forks.",
                remedy:
                    "PERFORM pg_advisory_xact_lock(…) before the newest row is read, in a deferred constraint trigger."
            )
            return
        }
        if how == "pg_advisory_lock" {
            judge(
                check, design.name, .warn,
                "The trigger locks by pg_advisory_lock, which the session keeps after its transaction, or lets go of before others can see its row.",
                remedy: "Use pg_advisory_xact_lock.")
            return
        }
        if how == "FOR UPDATE" {
            judge(
                check, design.name, .warn,
                "The trigger locks the newest row (FOR UPDATE): who waits for it links to a row that is no longer the newest, and while there is no row nothing is locked.",
                remedy: "Take pg_advisory_xact_lock(…) before the newest row is read.")
            return
        }
        let triggers = sources.captures(into: log.schema, log.name)
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
                "ALTER TABLE \(log.sqlName) ADD UNIQUE (\((design.per + [design.previous ?? ""]).joined(separator: ", ")))."
        )
    }
}
