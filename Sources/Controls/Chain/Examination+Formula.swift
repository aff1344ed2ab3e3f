import AuditChain
import Postgres
import Rows
import Verification

extension Examination {
    /// What is hashed depends on the row alone, tells rows apart, and leaves nothing out.
    mutating func examineFormula(_ design: ChainDesign) {
        examineSettings(design)
        if design.ambiguities.isEmpty {
            judge(.formulaAmbiguity, design.name, .pass, "No two different rows were found to give the same bytes.")
        }
        for sentence in design.ambiguities {
            judge(
                .formulaAmbiguity, design.name, .fail, sentence.prefix(1).uppercased() + sentence.dropFirst() + ".",
                remedy:
                    "Hash jsonb_build_array(…)::text, or put before each field its length; rows that exist keep their formula."
            )
        }
        examineCoverage(design)
    }

    private mutating func examineSettings(_ design: ChainDesign) {
        let check = Check.formulaSettings
        guard !design.decidingSettings.isEmpty else {
            judge(
                check, design.name, design.isServerRendered ? .unknown : .pass,
                design.isServerRendered
                    ? "The server renders a part of the formula, which was not looked into."
                    : "The formula gives the same whatever a session's settings are.",
                remedy: "Write that part with functions that are computed here.")
            return
        }
        let functions = design.table.map { leadingFunctions(of: $0) } ?? []
        // Each function that writes the log has to fix them, or one that seals what they write.
        let captures =
            design.table.map { log in
                Set(sources.captures(into: log.schema, log.name).map(\.functionOID))
            } ?? []
        let capturing = functions.filter { captures.contains($0.oid) }
        let own = functions.filter { !captures.contains($0.oid) }
        let open = design.decidingSettings.sorted().filter { name in
            (capturing.isEmpty || capturing.contains { $0.setting(name) == nil })
                && !own.contains { $0.setting(name) != nil }
        }
        guard !open.isEmpty else {
            judge(
                check, design.name, .pass,
                "The formula depends on \(design.decidingSettings.sorted().listed), which the trigger's function fixes."
            )
            return
        }
        judge(
            check, design.name, .fail,
            functions.isEmpty
                ? "The formula's text depends on the writer's \(open.listed), and no trigger was found that fixes them."
                : "The formula's text depends on the writer's \(open.listed), which the trigger's function does not fix.",
            remedy:
                "ALTER FUNCTION … SET \(open[0]) = …; or write to_char(… AT TIME ZONE 'UTC', …) for times and encode(…, 'hex') for bytes."
        )
    }

    private mutating func examineCoverage(_ design: ChainDesign) {
        let check = Check.formulaCoverage
        guard let table = design.table else {
            judge(check, design.name, .unknown, "Its rows come from a query, which may leave columns out.")
            return
        }
        let known = Set(design.formulaColumns + [design.hash, design.previous].compactMap(\.self))
        let left = table.columns.map(\.name).filter { !known.contains($0) }
        guard !left.isEmpty else {
            judge(check, design.name, .pass, "Every column of \(table.sqlName) goes into the hash.")
            return
        }
        let ordering = left.filter { design.order.contains($0) || design.per.contains($0) }
        judge(
            check, design.name, .warn,
            "The formula leaves out \(left.listed)"
                + (ordering.isEmpty ? "." : "; of these \(ordering.listed) decides where a row stands."),
            remedy: "Let the formula of new rows take them in, or keep in mind that nothing proves what they say.")
    }
}
