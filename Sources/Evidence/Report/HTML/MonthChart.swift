import AuditChain
import Typesetting

/// The picture of the years by month, as the document has it, in SVG.
struct MonthChart {
    private let picture: MonthPicture
    private let say: Phrases
    /// Which one of the page it is.
    private let number: Int
    private let label: String

    private static let width = 720
    private static let gutter = 60
    private static let top = 26
    private static let row = 38
    private static let cell = 55

    init(_ picture: MonthPicture, _ say: Phrases, number: Int, label: String) {
        self.picture = picture
        self.say = say
        self.number = number
        self.label = label
    }

    private var isMirrored: Bool { say.direction == .rightToLeft }

    private func x(_ month: Int) -> Int {
        isMirrored ? Self.width - Self.gutter - (month + 1) * Self.cell : Self.gutter + month * Self.cell
    }

    /// The picture with what its grounds mean.
    var figure: Markup {
        let height = Self.top + picture.years.count * Self.row
        let names = say.monthNames.enumerated().map { month, name in
            "<text class=\"name\" x=\"\(x(month) + Self.cell / 2)\" y=\"16\">\(name)</text>" as Markup
        }
        let years = picture.years.enumerated().map { index, year in
            row(year.year, year.months, y: Self.top + index * Self.row)
        }
        return """
            <figure class="months">
            <svg viewBox="0 0 \(Self.width) \(height)" role="group" aria-label="\(label)">
            \(patterns)
            <g aria-hidden="true">\(names.joined())</g>
            \(years.joined("\n"))
            </svg>
            <figcaption>
            \(legend)
            <p>\(say.utcMonths)</p>
            </figcaption>
            </figure>

            """
    }

    private func row(_ year: Int, _ months: [MonthPicture.Cell], y: Int) -> Markup {
        let cells = months.enumerated().map { month, cell -> Markup in
            guard let state = cell.state else { return ground(nil, x: x(month) + 2, y: y + 2) }
            let title = "\(say.monthNames[month]) \(year): \(say.rows) \(cell.rows.grouped), \(say.states[state] ?? "")"
            let count: Markup =
                cell.rows == 0
                ? ""
                : "<text x=\"\(x(month) + Self.cell / 2)\" y=\"\(y + Self.row / 2)\">\(MonthPicture.short(cell.rows))</text>"
            return """
                <g role="img" aria-label="\(title)" class="\(Self.name(state))"><title>\(title)</title>\
                \(ground(state, x: x(month) + 2, y: y + 2))\(count)</g>
                """
        }
        let place = isMirrored ? Self.width : 0
        return """
            <g role="group" aria-label="\(year)"><text class="year" x="\(place)" y="\(y + Self.row / 2)" \
            aria-hidden="true">\(year)</text>\(cells.joined())</g>
            """
    }

    /// A month's ground: each state differs from the others in its pattern too, for print without colour.
    private func ground(
        _ state: Phrases.MonthState?, x: Int, y: Int, width: Int = cell - 4, height: Int = row - 4
    ) -> Markup {
        func box(_ name: String, fill: String? = nil) -> Markup {
            let paint: Markup = fill.map { " fill=\"url(#\($0)-\(number))\"" } ?? ""
            return
                "<rect class=\"\(name)\"\(paint) x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" rx=\"4\"/>"
        }
        guard let state else { return box("future") }
        switch state {
        case .verified, .empty: return box("ground")
        case .broken:
            return box("ground")
                + "<path class=\"corner\" d=\"M\(x) \(y)h\(height / 2)l-\(height / 2) \(height / 2)z\"/>"
        case .unsealed: return box("ground") + box("mark", fill: "dots")
        case .before: return box("mark", fill: "lines")
        }
    }

    private var patterns: Markup {
        """
        <defs><pattern id="lines-\(number)" width="6" height="6" patternUnits="userSpaceOnUse" \
        patternTransform="rotate(45)"><path class="line" d="M0 0v6"/></pattern>\
        <pattern id="dots-\(number)" width="8" height="8" patternUnits="userSpaceOnUse"><circle class="dot" cx="2" \
        cy="2" r="1.1"/></pattern></defs>
        """
    }

    private var legend: Markup {
        let states: [Phrases.MonthState] = [.verified, .broken, .unsealed, .empty, .before]
        let items = states.map { state -> Markup in
            """
            <li><svg viewBox="0 0 30 22" width="30" height="22" class="\(Self.name(state))" aria-hidden="true" \
            focusable="false">\(ground(state, x: 1, y: 1, width: 28, height: 20))</svg>\(say.states[state] ?? "")</li>
            """
        }
        return "<ul class=\"legend\">\n\(items.joined("\n"))\n</ul>"
    }

    private static func name(_ state: Phrases.MonthState) -> String {
        switch state {
        case .verified: "verified"
        case .broken: "broken"
        case .empty: "empty"
        case .before: "before"
        case .unsealed: "unsealed"
        }
    }
}
