import AuditChain
import Typesetting

/// A picture of the years by month: how many rows each has, and how it stands.
struct MonthPicture {
    /// A month of it.
    struct Cell {
        var state: Phrases.MonthState?
        var rows: Int
    }

    /// The years, oldest first, each with its twelve months.
    private(set) var years: [(year: Int, months: [Cell])]

    static let rowHeight = 21.0

    init(_ chain: ReportFacts.Chain, _ retention: ReportFacts.Retention) {
        var rows: [String: (rows: Int, verified: Int)] = [:]
        for month in chain.months ?? [] {
            if let name = month.month { rows[name] = (month.rows, month.verified) }
        }
        let broken = BrokenMonths(chain)
        let first = rows.keys.filter { !$0.hasSuffix("BC") }.min() ?? "9999-12"
        let today = Int(retention.today.prefix(4)) ?? 0
        let now = String(retention.today.prefix(7))
        years = (today - retention.years...today).map { year in
            (
                year,
                (1...12).map { month in
                    let name = Self.name(year, month)
                    guard let count = rows[name] else {
                        let state: Phrases.MonthState? = name > now ? nil : name < first ? .before : .empty
                        return Cell(state: state, rows: 0)
                    }
                    let state: Phrases.MonthState =
                        broken.holds(name) ? .broken : count.verified < count.rows ? .unsealed : .verified
                    return Cell(state: state, rows: count.rows)
                }
            )
        }
    }

    private static func name(_ year: Int, _ month: Int) -> String {
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + (month < 10 ? "-0" : "-")
            + String(month)
    }

    /// The same in pieces that fit on a page.
    var slabs: [MonthPicture] {
        stride(from: 0, to: years.count, by: 24).map { start in
            var piece = self
            piece.years = Array(years[start..<min(start + 24, years.count)])
            return piece
        }
    }

    var height: Double { 16 + Double(years.count) * Self.rowHeight }

    /// `950`, `9.5k`, `95k`, `1.2M`.
    static func short(_ number: Int) -> String {
        for (size, letter) in [(1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")] where number >= size {
            let tenths = number / (size / 10)
            return tenths >= 100 ? "\(tenths / 10)\(letter)" : "\(tenths / 10).\(tenths % 10)\(letter)"
        }
        return String(number)
    }

    func draw(on canvas: Canvas, in box: Box, with page: Composer, _ say: Phrases) {
        let gutter = 40.0
        let width = (box.width - gutter) / 12
        let isMirrored = page.direction == .rightToLeft
        func x(_ month: Int) -> Double {
            isMirrored ? box.x + box.width - gutter - Double(month + 1) * width : box.x + gutter + Double(month) * width
        }
        for (month, name) in say.monthNames.enumerated() {
            let text = page.text(RichText(name), TextStyle(7, Look.muted), width: width, alignment: .center)
            canvas.draw(text, x: x(month), y: box.y)
        }
        for (row, (year, months)) in years.enumerated() {
            let y = box.y + 14 + Double(row) * Self.rowHeight
            let label = page.text(.bold(String(year)), TextStyle(8, Look.navy), width: gutter - 6)
            canvas.draw(label, x: isMirrored ? box.x + box.width - gutter + 6 : box.x, y: y + 4)
            for (month, cell) in months.enumerated() {
                let place = Box(x: x(month) + 1, y: y, width: width - 2, height: Self.rowHeight - 2)
                Self.draw(cell.state, on: canvas, in: place)
                guard cell.rows > 0 else { continue }
                let text = page.text(
                    .bold(Self.short(cell.rows)), TextStyle(7, cell.state == .broken ? Look.white : Look.ink),
                    width: place.width, alignment: .center)
                canvas.draw(text, x: place.x, y: place.y + (place.height - text.height) / 2)
            }
        }
    }

    /// A month's ground: each state differs from the others in its pattern too, for print without colour.
    static func draw(_ state: Phrases.MonthState?, on canvas: Canvas, in box: Box) {
        switch state {
        case .verified: canvas.fill(box, Look.verified, radius: 2)
        case .broken:
            canvas.fill(box, Look.bad, radius: 2)
            canvas.fill(
                [(box.x, box.y), (box.x + 7, box.y), (box.x, box.y + 7)].map { (x: $0.0, y: $0.1) }, Look.white)
            canvas.stroke(box, Look.ink, width: 1.2, radius: 2)
        case .unsealed:
            canvas.fill(box, Ink(0xF3DDB3), radius: 2)
            canvas.stroke(box, Look.doubt, width: 0.8, radius: 2)
        case .empty:
            canvas.fill(box, Look.white, radius: 2)
            canvas.stroke(box, Look.bad, width: 0.8, radius: 2)
        case .before: canvas.hatch(box, Look.pale)
        case nil: canvas.stroke(box, Look.ground, width: 0.5, radius: 2)
        }
    }
}

extension ReportDocument {
    /// What the grounds of the picture mean.
    func addLegend() {
        let states: [Phrases.MonthState] = [.verified, .broken, .unsealed, .empty, .before]
        let texts = states.map { page.text(RichText(say.states[$0] ?? ""), TextStyle(7.5, Look.ink)) }
        let direction = say.direction
        page.picture(height: 20) { canvas, box in
            let isMirrored = direction == .rightToLeft
            var x = isMirrored ? box.x + box.width : box.x
            for (state, text) in zip(states, texts) {
                let width = 14 + 4 + text.width + 12
                if isMirrored { x -= width }
                let sample = Box(x: isMirrored ? x + width - 14 : x, y: box.y + 6, width: 14, height: 10)
                MonthPicture.draw(state, on: canvas, in: sample)
                canvas.draw(text, x: isMirrored ? x + width - 18 - text.width : x + 18, y: box.y + 5)
                if !isMirrored { x += width }
            }
        }
    }
}
