import AuditChain

/// Finds out in what a formula that does not fit differs from the one that sealed the rows.
struct CauseSearch {
    private let formula: FormulaUnderTrial
    /// What was found for other chains of the entry: most likely the same again.
    private var known: [(settings: [TriedSetting], agreement: Agreement, causes: [FormulaTrial.Cause])] = []
    private var suspects: [FormulaTrial.Suspect] = []
    /// More chains than this are not tried with everything: what ails one ails the next.
    private var searchesLeft = 4
    /// More chains than this are not tried at all.
    private var trialsLeft = 1_000
    private var excusesLeft = 1_000

    /// Whether the cause of a mismatch was found.
    var hasFound: Bool { !known.isEmpty }

    init(_ ready: borrowing EntryPreparation.Ready) { formula = FormulaUnderTrial(ready) }

    /// Tries other formulas on rows of one break; `nil`: there is none to try them on, or enough was tried.
    mutating func trial(
        of rows: [SampledRow], goOn: () throws(Obstacle) -> Void
    ) throws(Obstacle) -> FormulaTrial? {
        guard !rows.isEmpty, trialsLeft > 0 else { return nil }
        trialsLeft -= 1
        if let known = try knownCause(of: rows, goOn: goOn) { return known }
        guard searchesLeft > 0 else { return FormulaTrial(rows: rows.count, suspects: suspects) }
        searchesLeft -= 1
        if let agreement = formula.agreements(on: rows).first {
            return found([], agreement, agreement.causes(isText: formula.hashIsText), on: rows)
        }
        let search = SettingsSearch(formula, on: rows)
        if let hit = try search.hit(goOn: goOn) {
            let settings = hit.settings.map { setting in
                FormulaTrial.Cause.setting(
                    name: setting.name, value: setting.value,
                    others: setting.name == "TimeZone" ? hit.otherZones : [])
            }
            return found(
                hit.settings, hit.agreement, settings + hit.agreement.causes(isText: formula.hashIsText), on: rows)
        }
        suspects = suspects(given: search.mattering.compactMap(\.first?.name))
        return FormulaTrial(rows: rows.count, suspects: suspects)
    }

    /// Tries on the rows of a break that is told as a change of content what was found to ail other rows, or, where
    /// nearly all fail, everything: where the formula may be what is wrong, nobody should take them for altered.
    mutating func excuse(
        for rows: [SampledRow], mayBeTheFormula: Bool, goOn: () throws(Obstacle) -> Void
    ) throws(Obstacle) -> FormulaTrial? {
        guard !rows.isEmpty, excusesLeft > 0 else { return nil }
        excusesLeft -= 1
        let trial = mayBeTheFormula ? try trial(of: rows, goOn: goOn) : try knownCause(of: rows, goOn: goOn)
        return trial?.causes.isEmpty == false ? trial : nil
    }

    private func knownCause(
        of rows: [SampledRow], goOn: () throws(Obstacle) -> Void
    ) throws(Obstacle) -> FormulaTrial? {
        for one in known {
            try goOn()
            if formula.changed(by: one.settings)?.agreements(on: rows).contains(one.agreement) == true {
                return FormulaTrial(rows: rows.count, causes: one.causes)
            }
        }
        return nil
    }

    private mutating func found(
        _ settings: [TriedSetting], _ agreement: Agreement, _ causes: [FormulaTrial.Cause], on rows: [SampledRow]
    ) -> FormulaTrial {
        known.append((settings, agreement, causes))
        return FormulaTrial(rows: rows.count, causes: causes)
    }

    /// What may be the cause all the same: a setting that nothing depends on can't be.
    private func suspects(given mattering: [String]) -> [FormulaTrial.Suspect] {
        FormulaTrial.Suspect.allCases.filter { suspect in
            switch suspect {
            case .timeZone: mattering.contains("TimeZone") || !formula.isClientSide && formula.readsTime
            case .dateStyle: mattering.contains("DateStyle") || !formula.isClientSide && formula.readsTime
            case .intervalStyle: mattering.contains("IntervalStyle")
            case .floatDigits: mattering.contains("extra_float_digits")
            case .byteaOutput: mattering.contains("bytea_output")
            case .precision: formula.readsTime
            case .cast, .trigger: true
            case .secret: formula.usesSecret
            }
        }
    }
}
