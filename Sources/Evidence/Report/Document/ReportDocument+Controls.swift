import AuditChain
import Typesetting

extension ReportDocument {
    /// The controls with their grades, and by framework what each clause gets as evidence.
    func addControls() {
        heading(say.controls)
        guard let controls = facts.verification.controls else {
            paragraph(RichText(say.notInspected))
            addFrameworks([])
            return
        }
        paragraph(RichText(say.controlsLead))
        let order = ["fail", "warn", "unknown", "pass"]
        let sorted = controls.enumerated().sorted {
            (order.firstIndex(of: $0.element.grade) ?? 9, $0.offset) < (
                order.firstIndex(of: $1.element.grade) ?? 9, $1.offset
            )
        }.map(\.element)
        page.table(
            Table(
                [
                    Table.Column(say.check, share: 0.24), Table.Column("", share: 0.1),
                    Table.Column(say.judgement, share: 0.42), Table.Column(say.supports, share: 0.24),
                ],
                sorted.map { control in
                    [
                        .bold(title(of: control.check))
                            + RichText(
                                "\n\(say.subjects[control.subject] ?? isolate(Printable.safe(shortened(control.subject))))"
                            ),
                        .bold(say.grades[control.grade] ?? control.grade, Look.ink(ofGrade: control.grade)),
                        RichText(quoted(shortened(control.finding, to: 400))),
                        RichText(
                            isolate(control.clauses.filter(isWanted).joined(separator: ", "))),
                    ]
                }), Look.table)
        addFrameworks(controls)
    }

    private func title(of check: String) -> String {
        say.checksTitle[check] ?? check.prefix(1).uppercased() + check.dropFirst().replacing("-", with: " ")
    }

    private func isWanted(_ clause: String) -> Bool { layout.frameworks.contains { $0.holds(clause) } }

    private func addFrameworks(_ controls: [ReportFacts.Control]) {
        subheading(say.byFramework)
        for framework in layout.frameworks {
            let clauses = facts.clauses.filter { framework.holds($0.clause) }
            guard !clauses.isEmpty else { continue }
            page.space(6)
            page.heading(say.frameworks[framework] ?? framework.rawValue, level: 3, TextStyle(9, Look.navy, bold: true))
            page.space(2)
            page.table(
                Table(
                    [
                        Table.Column(say.clause, share: 0.2), Table.Column(say.asks, share: 0.3),
                        Table.Column(say.evidence, share: 0.28), Table.Column(say.note, share: 0.22),
                    ],
                    clauses.map { clause in
                        let own = say.ownText(of: clause)
                        let supporting = controls.filter { $0.clauses.contains(clause.clause) }
                        let grouped = Dictionary(grouping: supporting) { $0.grade }
                        let counts = ["pass", "warn", "fail", "unknown"].compactMap { grade in
                            grouped[grade].map { "\(say.grades[grade] ?? grade) \($0.count)" }
                        }
                        let evidence =
                            ((clause.verdict ? ["\(say.verdictAsEvidence(facts.verification.verdict))"] : []) + counts)
                            .joined(separator: " · ")
                        return [
                            .bold(isolate(clause.clause)), RichText(own?.asks ?? quoted(clause.asks)),
                            RichText(evidence), RichText(own.map { $0.note ?? "" } ?? clause.note.map(quoted) ?? ""),
                        ]
                    }), Look.table)
        }
    }

    /// How it was done, how to check it, and what it does not show.
    func addMethod() {
        heading(say.method)
        for text in say.methodText { paragraph(RichText(text)) }
        let functions = facts.verification.chains.flatMap(\.sealing)
        if !functions.isEmpty {
            list(
                functions.prefix(20).map {
                    (isolate(Printable.safe(shortened($0.function, to: 80))), .mono(isolate($0.sha256)))
                })
            page.space(6)
        }
        heading(say.checking)
        // The first is of the signature.
        for text in layout.isSigned ? say.checkingText[...] : [say.notSigned] + say.checkingText.dropFirst() {
            paragraph(RichText(text))
        }
        heading(say.limits)
        for text in say.limitsText { paragraph(RichText("• " + text)) }
        heading(say.attachments)
        paragraph(RichText(say.attachmentsText + (layout.isSigned ? " " + say.attachmentsSigned : "")))
        let unknown = page.unknownScalars.sorted { $0.value < $1.value }.prefix(200)
        if !unknown.isEmpty {
            let names = unknown.map { "U+" + String($0.value, radix: 16, uppercase: true) }.joined(separator: " ")
            paragraph(RichText(say.fonts(isolate(names))))
        }
    }
}
