import AuditChain
import Formula

/// A report as a page: the same sections as the document's, in the same order and words.
struct HTMLReport {
    let facts: ReportFacts
    let layout: ReportLayout
    let say: Phrases
    let web: Phrases.Web
    let clock: LocalClock

    init(_ facts: ReportFacts, _ layout: ReportLayout) {
        self.facts = facts
        self.layout = layout
        say = layout.language == .ar ? .arabic : .english
        web = layout.language == .ar ? .arabic : .english
        clock = LocalClock(zone: Zone(setting: layout.zone) ?? .utc)
    }

    /// All that stands in the page's body but for the machine form and the script.
    var body: Markup {
        let sections = [
            ("retention", say.retention, retention), ("anchored", say.anchored, anchored),
            ("breaks", say.breaks, breaks), ("controls", say.controls, controls), ("method", say.method, method),
            ("checking", say.checking, checking), ("limits", say.limits, limits),
            ("attachments", say.attachments, attachments),
        ]
        let links = sections.map { name, title, _ in "<li><a href=\"#\(name)\">\(title)</a></li>" as Markup }
        let warning: Markup = layout.isSigned ? "" : "<p class=\"unsigned\" role=\"note\">\(say.notSigned)</p>\n"
        let database = facts.verification.database.map { "\(value($0.name)) · " as Markup } ?? ""
        return """
            <a class="skip" href="#report">\(web.skip)</a>
            \(warning)<div class="sheet">
            <header>
            \(title)
            </header>
            <nav aria-label="\(web.contents)"><ul>
            \(links.joined("\n"))
            </ul></nav>
            <main id="report" tabindex="-1">
            \(cover)
            \(sections.map { section($0.0, $0.1, $0.2) }.joined("\n"))
            </main>
            <footer><p>\(database)\(moment(facts.madeAt)) · unbroken \(facts.verification.tool.version)</p></footer>
            </div>
            """
    }

    private func section(_ name: String, _ title: String, _ content: Markup) -> Markup {
        """
        <section id="\(name)" aria-labelledby="\(name)-title">
        <h2 id="\(name)-title">\(title)</h2>
        \(content)
        </section>
        """
    }

    // MARK: Parts that sections share

    func paragraph(_ sentence: String) -> Markup { "<p>\(told: sentence)</p>\n" }

    /// Names and what they are, one a line.
    func list(_ lines: [(name: Markup, value: Markup)]) -> Markup {
        let items = lines.map { "<div><dt>\($0.name)</dt><dd>\($0.value)</dd></div>" as Markup }
        return "<dl>\n\(items.joined("\n"))\n</dl>\n"
    }

    /// A row of a table, of which the first cell names the row.
    struct Row {
        var attributes: Markup = ""
        var cells: [Markup]
    }

    /// How a table shows on a narrow screen: each row as a card, or the whole behind a window that scrolls.
    enum Narrow { case cards, window }

    /// - Parameter caption: for those who hear the page; `isShown`: for those who see it too.
    func table(
        _ caption: String, isShown: Bool = false, _ heads: [String], _ rows: [Row], on narrow: Narrow
    ) -> Markup {
        // A card is no table to a browser any more, and the roles say that it still is one.
        let isCards = narrow == .cards
        func role(_ name: String) -> Markup { isCards ? " role=\"\(name)\"" : "" }
        let head = heads.map { "<th scope=\"col\"\(role("columnheader"))>\(told: $0)</th>" as Markup }
        let body = rows.map { row -> Markup in
            let cells = row.cells.enumerated().map { index, cell -> Markup in
                let label: Markup = isCards && heads.indices.contains(index) ? " data-label=\"\(heads[index])\"" : ""
                return index == 0
                    ? "<th scope=\"row\"\(role("rowheader"))>\(cell)</th>" : "<td\(role("cell"))\(label)>\(cell)</td>"
            }
            return "<tr\(role("row"))\(row.attributes)>\(cells.joined())</tr>"
        }
        let look: Markup = isCards ? " class=\"cards\"" : ""
        let heard: Markup = isShown ? "" : " class=\"heard\""
        let table: Markup = """
            <table\(look)\(role("table"))>
            <caption\(heard)>\(told: caption)</caption>
            <thead\(role("rowgroup"))><tr\(role("row"))>\(head.joined())</tr></thead>
            <tbody\(role("rowgroup"))>
            \(body.joined("\n"))
            </tbody>
            </table>

            """
        return isCards ? table : "<div class=\"window\" tabindex=\"0\" role=\"group\">\n\(table)</div>\n"
    }

    /// A value whose direction is its own, such as a name or a digest.
    func value(_ text: String) -> Markup { "<bdi>\(text)</bdi>" }

    func moment(_ instant: String) -> Markup { value(clock.text(instant)) }

    func code(_ text: String) -> Markup { "<code>\(text)</code>" }

    /// What the tool words in English, within text of any direction.
    func english(_ text: String) -> Markup {
        say.language == "en" ? "\(text)" : "<bdi lang=\"en\" dir=\"ltr\">\(text)</bdi>"
    }

    /// A value for a sentence that is `told`.
    func isolated(_ text: String) -> String { "\u{2068}\(Printable.safe(text))\u{2069}" }

    /// A row by its order values.
    func place(_ order: [String: String?]) -> Markup { value(spelled(order)) }

    /// Likewise, as it is.
    func spelled(_ order: [String: String?]) -> String {
        order.sorted { $0.key < $1.key }
            .map { "\($0.key)=\(shortened($0.value ?? "NULL"))" }.joined(separator: ", ")
    }

    /// A value that whoever wrote the table may have made as long as they liked.
    func shortened(_ text: String, to limit: Int = 200) -> String {
        text.shortened(to: limit)
    }
}
