import AuditChain
import Configuration
import Formula
import Postgres
import Rows

/// One entry's verification: a first look at every row, a second at those in doubt.
struct EntryRun: ~Copyable {
    let ready: EntryPreparation.Ready
    let interruption: Interruption
    private(set) var report: ChainReport
    private var look = LookResult(walk: Walk())
    private let jobs: Jobs
    private let observers: Observers
    private let detailLimit: Int
    /// Whether 90 % of the sealed rows fail, and whether they are enough to blame the formula for it.
    private var mostFail = false
    private var hasEnough = false
    /// Whether the server gives the stored hash where we do not.
    private var isDisputed = false

    /// - Parameters:
    ///   - detailLimit: of so many breaks the report gives details, the rest is counted.
    ///   - observers: what besides looks at each row.
    init(
        _ ready: EntryPreparation.Ready, interruption: Interruption, jobs: Jobs = Jobs(), detailLimit: Int = 50_000,
        observers: Observers = Observers()
    ) {
        self.observers = observers
        self.detailLimit = detailLimit
        self.jobs = jobs
        report = Self.blankReport(of: ready.entry)
        self.ready = ready
        self.interruption = interruption
    }

    private static func blankReport(of entry: PreparedEntry) -> ChainReport {
        var report = ChainReport(name: entry.name, table: entry.table, per: entry.per, order: entry.order)
        report.sealing = entry.sealing
        report.render = entry.usesServer ? .server : .client
        report.storesLink = entry.storesLink
        report.findings = entry.findings
        return report
    }

    /// Looks at every row; where a standby takes the snapshot away, goes on or begins again in another.
    mutating func run<Origin: Source & ~Copyable>(
        over source: inout Origin, progress: @escaping (Progress) -> Void
    ) throws(Obstacle) {
        var conflicts = ConflictRetry(ready.entry)
        defer { if let finding = conflicts.finding { report.findings.append(finding) } }
        while true {
            do throws(Obstacle) {
                return try look(over: &source, conflicts: &conflicts, progress: progress)
            } catch {
                try conflicts.startAgain(after: error, of: &source)
                report = Self.blankReport(of: ready.entry)
                look = LookResult(walk: Walk())
                (mostFail, hasEnough, isDisputed) = (false, false, false)
            }
        }
    }

    private mutating func look<Origin: Source & ~Copyable>(
        over source: inout Origin, conflicts: inout ConflictRetry, progress: @escaping (Progress) -> Void
    ) throws(Obstacle) {
        let entry = ready.entry
        try refuseRowsBySettings(of: &source)
        try countExcluded(of: &source)
        let estimate = try source.estimatedCount()
        progress(Progress(chain: entry.name, rows: 0, estimate: estimate))
        var pass = FirstPass(ready, jobs: jobs, observers: observers) {
            progress(Progress(chain: entry.name, rows: $0, estimate: estimate))
        }
        do throws(Obstacle) { try pass.run(over: &source, conflicts: &conflicts) } catch {
            look = pass.result
            throw error
        }
        look = pass.result
        if conflicts.mixesSnapshots { try countExcluded(of: &source) }
        let outcome = summarise()
        try checkComputable(outcome)
        if let count = pass.count, count != look.rows {
            if conflicts.mixesSnapshots {
                throw conflicts.rowsChanged(
                    "\(entry.table) has \(count.grouped) rows now, where \(look.rows.grouped) were read")
            }
            throw Obstacle(
                .damagedStream,
                "\(entry.table) has \(count.grouped) rows, but \(look.rows.grouped) came when they were read in order: an index lacks rows",
                hint: "REINDEX the table's indexes, look at them with pg_amcheck, and ask who could have changed them")
        }
        report.isComplete = outcome.doubtful.isEmpty
        report.chainsInDoubt = outcome.doubtful.count
        if look.rows == 0 {
            if !entry.allowsEmpty {
                report.findings.append(
                    Finding(
                        .nothingVerified,
                        report.excluded > 0
                            ? "where: let in none of \(report.excluded.grouped) rows: there was nothing to verify."
                            : "\(entry.table) has no rows: there was nothing to verify."))
            }
            return
        }
        if outcome.chainCount == look.rows, look.rows > 1 {
            report.findings.append(
                Finding(
                    .singleRowChains,
                    "Each of the \(look.rows.grouped) rows is a chain of its own, tied to no other row: per: \(ready.entry.per.joined(separator: ", ")) tells rows apart, not chains."
                ))
        }
        guard !outcome.doubtful.isEmpty else { return }
        let findings = report.findings
        while true {
            do throws(Obstacle) {
                try lookAgain(outcome, source: &source, conflicts: &conflicts, progress: progress)
                break
            } catch {
                try conflicts.lookAgain(after: error, of: &source)
                report.findings = findings
            }
        }
        report.chainsInDoubt = 0
        report.isComplete = true
    }

    /// What the server renders is read under the writer's settings, all else is not: rows that these change are not the same
    /// for both.
    private func refuseRowsBySettings<Origin: Source & ~Copyable>(of source: inout Origin) throws(Obstacle) {
        guard try source.rowsFollowSettings() else { return }
        throw Obstacle(
            .configuration,
            "\(ready.entry.name): \(ready.entry.hasFilter ? "where:" : "what is read") gives other rows or values under settings: than under UTC and ISO",
            hint:
                "write it so that no setting matters, such as (at AT TIME ZONE 'Asia/Tokyo')::date in place of at::date, and to_char(…) in place of at::text"
        )
    }

    private mutating func countExcluded<Origin: Source & ~Copyable>(of source: inout Origin) throws(Obstacle) {
        guard ready.entry.hasFilter else { return }
        report.excluded = try source.excludedCount()
        report.findings.removeAll { $0.kind == .rowsExcluded }
        guard report.excluded > 0 else { return }
        report.findings.append(
            Finding(.rowsExcluded, "where: leaves out \(report.excluded.grouped) rows, of which nothing was verified."))
    }

    /// A formula that can't be computed over any row says nothing of the rows.
    private mutating func checkComputable(_ outcome: Walk.Outcome) throws(Obstacle) {
        guard outcome.sealed >= 20, look.uncomputable == outcome.sealed, let trouble = look.trouble
        else { return }
        look.isFormulaToBlame = true
        throw Obstacle(
            .configuration,
            "\(ready.entry.formulaPosition): the formula can't be computed over any of \(outcome.sealed.grouped) rows: \(trouble.sentence)",
            hint: "compare it with the expression in the trigger; unbroken explain shows it part by part for one row")
    }

    /// The counts of the first look.
    private mutating func summarise() -> Walk.Outcome {
        let outcome = look.walk.finished()
        report.chainCount = outcome.chainCount
        mostFail = outcome.failing * 10 >= outcome.sealed * 9
        hasEnough = outcome.sealed >= 20
        report.rows = look.rows
        report.unsealed = outcome.unsealed
        report.verified = report.rows - report.unsealed
        if look.rows > 0 {
            report.first = place(look.first)
            report.last = place(look.last)
        }
        report.months = look.calendar?.months { place($0) }
        if let watch = look.watch {
            if let policy = observers.retention {
                report.retention = RetentionReport(
                    policy, over: watch.days, from: watch.beginning, now: observers.now)
            }
            report.findings += watch.findings(naming: { place($0) }, retention: report.retention)
        } else if look.rows > 0, let policy = observers.retention, policy.rhythm != .none {
            report.findings.append(
                Finding(.retentionGap, "retention: can't be judged: \(ready.entry.name) has no time: that is a moment.")
            )
        }
        return outcome
    }

    private func place(_ row: [[UInt8]?]) -> ChainReport.RowPlace {
        let entry = ready.entry
        var order: [String?] = []
        for (index, text) in entry.orderTexts.enumerated() {
            if let bytes = row[index] { order.append(text.text(bytes.span)) } else { order.append(nil) }
        }
        var time: String?
        var next = entry.orderTexts.count
        if let shown = entry.time {
            if let bytes = row[next] { time = shown.text(bytes.span).map(PreparedEntry.instant) }
            next += 1
        }
        return ChainReport.RowPlace(
            order: order, time: time, hash: row[next].map { entry.hashValue($0).spelling })
    }

    private mutating func lookAgain<Origin: Source & ~Copyable>(
        _ outcome: Walk.Outcome, source: inout Origin, conflicts: inout ConflictRetry,
        progress: @escaping (Progress) -> Void
    ) throws(Obstacle) {
        let interruption = interruption
        let (name, count) = (ready.entry.name, look.rows)
        let mostFail = mostFail
        var second = SecondLook(
            entry: ready.entry, segments: outcome.doubtful, entryMismatches: hasEnough && mostFail,
            mostFail: mostFail, causes: CauseSearch(ready), detailLimit: detailLimit,
            goOn: { () throws(Obstacle) in
                if interruption.isSet {
                    throw Obstacle(.interrupted, "interrupted while the rows in doubt were read again")
                }
            },
            seen: { progress(Progress(chain: name, stage: .lookingAgain, rows: $0, estimate: count)) })
        // Another snapshot may have new rows at the end.
        if conflicts.mixesSnapshots { second.through = ready.entry.place(toReadFromRemembered: look.last) }
        let kept = KeptRows(entry: ready.entry, renderer: try ready.renderer(), isStopped: { interruption.isSet })
        defer { take(second) }
        try second.run(over: &source, kept: kept)
        // What the first look doubted must have been found again: else somebody answers differently when asked twice.
        let isExplained = second.breaks.count > 0 || second.opinion.disputedCount > 0
        let mayBeNothing = isExplained || second.driftCount > 0 || ready.entry.tiesArePossible
        guard second.rowsSeen == look.rows, isExplained || look.caughtCount == 0, mayBeNothing else {
            if conflicts.mixesSnapshots {
                throw conflicts.rowsChanged(
                    "\(second.rowsSeen.grouped) rows of \(ready.entry.table) were read again, where \(look.rows.grouped) had been read"
                )
            }
            throw Obstacle(
                .damagedStream,
                "\(ready.entry.table) gave other rows when those in doubt were read again (\(second.rowsSeen.grouped) instead of \(look.rows.grouped))",
                hint:
                    "a view, a function in the formula, or an index that lacks rows answers differently when asked twice"
            )
        }
    }

    private mutating func take(_ second: SecondLook) {
        isDisputed = second.opinion.disputedCount > 0
        report.breakCount = second.breaks.count
        report.breaks = withoutSeals(second.breaks.details)
        if let (chain, first, last) = second.firstDrift {
            let more = second.driftCount > 1 ? " (and \(second.driftCount - 1) more such places)" : ""
            let where_ = Self.spelled(ready.entry.per, chain) + Self.spelled(ready.entry.order, first)
            let to = Self.spelled(ready.entry.order, last)
            report.findings.append(
                Finding(
                    .orderDrift,
                    "Rows from \(where_.joined(separator: ", ")) to \(to.joined(separator: ", ")) were last written at one moment and stand in another order than they were sealed in\(more). That is no break.\(ready.entry.time == nil ? " Without time: in unbroken.yml, whoever moved them would look the same." : "")"
                ))
        }
        if second.opinion.disputedCount > 0 {
            report.findings.append(disagreement(second.opinion))
        }
    }

    private func disagreement(_ opinion: SecondOpinion) -> Finding {
        let rows = opinion.disputed.map { Self.spelled(ready.entry.order, $0.row).joined(separator: ", ") }
        let more = opinion.disputedCount > rows.count ? "; and others" : ""
        let first = opinion.disputed.first.flatMap { told in
            told.difference.map { " In \(rows.first ?? "the first") \($0)." }
        }
        return Finding(
            .rendererDisagreement,
            """
            For \(opinion.disputedCount.grouped) row\(opinion.disputedCount == 1 ? "" : "s") the server's rendering gives the stored hash and ours does not \
            (\(rows.joined(separator: "; "))\(more)): one of the two renders wrongly, and nobody is accused of it.\
            \(first ?? "") Say render: server if you trust the server, and report this.
            """)
    }

    private static func spelled(_ names: [String], _ values: [String?]) -> [String] {
        zip(names, values).map { "\($0)=\($1 ?? "NULL")" }
    }

    /// Where the formula holds a secret, the hash that it gives for a forged row is the seal that whoever forged it lacks: it
    /// is nobody's to read in a verdict.
    private func withoutSeals(_ breaks: [Break]) -> [Break] {
        guard ready.formulas.contains(where: \.usesSecret) else { return breaks }
        return breaks.map { found in
            var found = found
            if found.kind.isOfContent || found.kind == .unsealedRow || !ready.entry.storesLink {
                found.expectedHash = nil
            }
            return found
        }
    }

    /// What can be said where the run ended early: rows whose content fails are broken, however far it got.
    consuming func partialReport() -> ChainReport {
        var run = self
        if run.report.rows == 0 {
            run.report.chainsInDoubt = run.summarise().doubtful.count
            // Of days behind the last row that was read nothing is known.
            run.report.retention = nil
            run.report.findings.removeAll { $0.kind == .retentionGap }
        }
        run.report.isComplete = false
        guard run.report.breakCount == 0, run.look.caughtCount > 0 else { return run.report }
        let unsealed = run.look.caught.filter { $0.kind == .unsealedRow }
        if run.isDisputed || run.look.isFormulaToBlame {
            // The server has cleared rows already, or no row can be computed: nobody is accused by the formula.
            run.report.breaks = unsealed
            run.report.breakCount = unsealed.count
        } else if run.mostFail, run.hasEnough {
            run.report.breaks = Self.mismatches(run.look.caught) + unsealed
            run.report.breakCount = run.report.breaks.count
        } else {
            run.report.breakCount = run.look.caughtCount
            run.report.breaks = run.look.caught
        }
        run.report.breaks = run.withoutSeals(run.report.breaks)
        return run.report
    }

    /// Where nearly every row fails it is the formula that does not fit: one break for each chain.
    private static func mismatches(_ caught: [Break]) -> [Break] {
        var breaks: [Break] = []
        var places: [[String?]: Int] = [:]
        for var one in caught where one.kind == .alteredContent {
            if let place = places[one.chain] {
                breaks[place].last = one.last
                // Only so many were caught one by one.
                breaks[place].rows = nil
                continue
            }
            one.kind = .formulaMismatch
            one.alternatives = [.alteredContent]
            places[one.chain] = breaks.count
            breaks.append(one)
        }
        return breaks
    }
}
