import AuditChain
import Formula
import Rows

/// An entry's formula, as it is or with other settings, by ranges of settings.
struct FormulaUnderTrial {
    private let entry: PreparedEntry
    private var formulas: [CompiledFormula]
    private let starts: [Int]
    private let rangeField: Int?

    init(_ ready: borrowing EntryPreparation.Ready) {
        entry = ready.entry
        formulas = ready.formulas
        starts = ready.formulaStarts
        rangeField = ready.rangeField
    }

    /// Whether all of it is computed here, so that other settings can be tried.
    var isClientSide: Bool { !formulas.contains(where: \.isServerRendered) }
    var readsTime: Bool { formulas.contains(where: \.readsTime) }
    var usesSecret: Bool { formulas.contains(where: \.usesSecret) }
    var hashIsText: Bool { entry.hashIsText }

    /// The same with some settings changed in every range; `nil` where the formula does not compile with them.
    func changed(by settings: [TriedSetting]) -> FormulaUnderTrial? {
        var copy = self
        do throws(Obstacle) {
            for index in formulas.indices {
                var changed = formulas[index].settings
                for setting in settings { setting.change(&changed) }
                copy.formulas[index] = try formulas[index].compiled(under: changed)
            }
        } catch { return nil }
        return copy
    }

    func outcome(of sample: SampledRow) -> FormulaOutcome? {
        let range = range(of: sample.row)
        let (formula, start) = (formulas[range], starts[range])
        let fields = entry.layout.fields
        if entry.storesLink { return formula.outcome(of: sample.row.row, fields: fields, expressionsFrom: start) }
        guard let link = sample.before else {
            return formula.outcome(of: sample.row.row, link: nil, fields: fields, expressionsFrom: start)
        }
        return formula.outcome(of: sample.row.row, link: link.bytes.span, fields: fields, expressionsFrom: start)
    }

    /// The ways in which the stored hash of every one of these rows follows; none: at least one does not follow.
    func agreements(on rows: [SampledRow]) -> [Agreement] {
        var agreements: [Agreement]?
        for row in rows {
            guard let outcome = outcome(of: row) else { return [] }
            let ofRow = Agreement.all(of: outcome, stored: row.stored)
            let common = agreements.map { $0.filter(ofRow.contains) } ?? ofRow
            if common.isEmpty { return [] }
            agreements = common
        }
        return agreements ?? []
    }

    private func range(of row: OwnedRow) -> Int {
        guard let rangeField, let field = row.row[rangeField], field.count == 4 else { return 0 }
        return min(Int(field[2]) << 8 | Int(field[3]), formulas.count - 1)
    }
}
