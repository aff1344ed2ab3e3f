import AuditChain

extension HTMLReport {
    private static let grades = ["fail", "warn", "unknown", "pass"]

    /// The controls with their grades, and by framework what each clause gets as evidence.
    var controls: Markup {
        guard let controls = facts.verification.controls else {
            return paragraph(say.notInspected) + frameworks([])
        }
        let sorted = controls.enumerated().sorted {
            (Self.grades.firstIndex(of: $0.element.grade) ?? 9, $0.offset) < (
                Self.grades.firstIndex(of: $1.element.grade) ?? 9, $1.offset
            )
        }.map(\.element)
        let rows = sorted.map { control in
            Row(
                attributes: " data-kind=\"\(control.grade)\"",
                cells: [
                    "\(title(of: control.check))<small>\(subject(of: control))</small>",
                    grade(control.grade), english(shortened(control.finding, to: 400)),
                    control.clauses.filter(isWanted).map(value).joined(", "),
                ])
        }
        return paragraph(say.controlsLead) + filter(of: controls) + "<div id=\"control-list\">\n"
            + table(say.controls, [say.check, web.grade, say.judgement, say.supports], rows, on: .cards) + "</div>\n"
            + frameworks(controls)
    }

    private func grade(_ grade: String) -> Markup {
        "<span class=\"grade\" data-grade=\"\(grade)\">\(say.grades[grade] ?? grade)</span>"
    }

    /// Of use with a script alone, which shows it.
    private func filter(of controls: [ReportFacts.Control]) -> Markup {
        let options = Self.grades.map { grade -> Markup in
            let count = controls.count { $0.grade == grade }
            return count == 0 ? "" : "<option value=\"\(grade)\">\(say.grades[grade] ?? grade) (\(count))</option>"
        }
        return """
            <form class="filter" hidden data-filter="#control-list tbody > tr" data-said="\(web.shown)">
            <label>\(web.grade) <select name="kind"><option value="">\(web.allGrades)</option>\(options.joined())</select>\
            </label>
            <label>\(web.text) <input type="search" name="text" autocomplete="off" spellcheck="false"></label>
            <output></output>
            </form>

            """
    }

    private func title(of check: String) -> String {
        say.checksTitle[check] ?? check.prefix(1).uppercased() + check.dropFirst().replacing("-", with: " ")
    }

    private func isWanted(_ clause: String) -> Bool { layout.frameworks.contains { $0.holds(clause) } }

    private func frameworks(_ controls: [ReportFacts.Control]) -> Markup {
        var content: Markup = "<h3>\(say.byFramework)</h3>\n"
        for framework in layout.frameworks {
            let clauses = facts.clauses.filter { framework.holds($0.clause) }
            guard !clauses.isEmpty else { continue }
            let name = say.frameworks[framework] ?? framework.rawValue
            content += "<h4>\(name)</h4>\n"
            content += table(
                name, [say.clause, say.asks, say.evidence, say.note],
                clauses.map { clause in
                    let own = say.ownText(of: clause)
                    let note: Markup = own.map { "\($0.note ?? "")" } ?? clause.note.map(english) ?? ""
                    return Row(cells: [
                        value(clause.clause), own.map { "\($0.asks)" } ?? english(clause.asks),
                        evidence(for: clause, of: controls), note,
                    ])
                }, on: .cards)
        }
        return content
    }

    private func subject(of control: ReportFacts.Control) -> Markup {
        say.subjects[control.subject].map { "\($0)" } ?? value(shortened(control.subject))
    }

    private func evidence(for clause: ReportFacts.ClauseText, of controls: [ReportFacts.Control]) -> Markup {
        let supporting = controls.filter { $0.clauses.contains(clause.clause) }
        let counts = ["pass", "warn", "fail", "unknown"].compactMap { grade -> Markup? in
            let count = supporting.count { $0.grade == grade }
            return count == 0 ? nil : "\(say.grades[grade] ?? grade) \(count)"
        }
        return ((clause.verdict ? ["\(say.verdictAsEvidence(facts.verification.verdict))"] : []) + counts).joined(" · ")
    }
}
