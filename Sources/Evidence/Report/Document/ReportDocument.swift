import Formula
public import Typesetting

/// How a report is set.
public struct ReportLayout: Sendable {
    /// The language, `en` or `ar`.
    public var language: Language
    /// The sheet.
    public var paper: Paper
    /// The time zone in which moments are told, as PostgreSQL names it.
    public var zone: String
    /// Which laws and standards are told of.
    public var frameworks: [Framework]
    /// Whether somebody signs it.
    public var isSigned: Bool
    /// The name of who does.
    public var signer: String?

    /// The languages of reports.
    public enum Language: String, Sendable, Hashable, CaseIterable { case en, ar }

    /// Every part, as it is named.
    public init(
        language: Language, paper: Paper, zone: String, frameworks: [Framework], isSigned: Bool, signer: String?
    ) {
        self.language = language
        self.paper = paper
        self.zone = zone
        self.frameworks = frameworks
        self.isSigned = isSigned
        self.signer = signer
    }
}

/// A report as a document for people.
public struct ReportDocument {
    let facts: ReportFacts
    let layout: ReportLayout
    let say: Phrases
    let page: Composer
    let clock: LocalClock

    /// Where the signature shows, on the first page.
    static let signatureHeight = 58.0

    /// The document of these facts.
    public init(_ facts: ReportFacts, _ layout: ReportLayout) throws(DrawingLibrary.Trouble) {
        self.facts = facts
        self.layout = layout
        say = layout.language == .ar ? .arabic : .english
        page = try Composer(paper: layout.paper, direction: say.direction, language: say.language)
        clock = LocalClock(zone: Zone(setting: layout.zone) ?? .utc)
    }

    /// The PDF, not signed yet; `nil`: there was no memory for it.
    public func pdf() -> [UInt8]? {
        addCover()
        page.breakPage()
        addRetention()
        addAnchored()
        addBreaks()
        addControls()
        addMethod()
        let metadata = Metadata(
            title: say.title, author: facts.author.organisation ?? facts.author.name ?? "",
            subject: say.verdicts[facts.verification.verdict] ?? facts.verification.verdict,
            keywords: facts.verification.chains.map(\.name).joined(separator: ", "),
            creator: "unbroken \(facts.verification.tool.version)", createdAt: facts.madeAt)
        return page.finish(metadata) { canvas, box, number, count in
            addFrame(canvas, box, number, count)
        }
    }

    /// The box of the signature on the first page.
    public var signatureBox: Box {
        let height = Self.signatureHeight
        return Box(
            x: Composer.margins.side, y: page.paper.height - Composer.margins.bottom - height, width: page.width,
            height: height)
    }

    /// What stands on every page: the report's name above, the page's number below, and whether it is signed.
    private func addFrame(_ canvas: Canvas, _ box: Box, _ number: Int, _ count: Int) {
        let side = Composer.margins.side
        let width = page.width
        if number == 1 {
            canvas.fill(Box(x: 0, y: 0, width: box.width, height: 10), Look.navy)
            drawSignatureBox(canvas)
        } else {
            let title = page.text(RichText(say.title), Look.small, width: width)
            canvas.draw(title, x: side, y: 34)
            canvas.line(from: (side, 50), to: (side + width, 50), Look.rule)
        }
        let bottom = box.height - 44
        canvas.line(from: (side, bottom), to: (side + width, bottom), Look.rule)
        let database =
            facts.verification.database.map { "\(isolate(Printable.safe(shortened($0.name, to: 64)))) · " } ?? ""
        let left = page.text(RichText("\(database)\(isolate(clock.text(facts.madeAt)))"), Look.small, width: width)
        canvas.draw(left, x: side, y: bottom + 6)
        canvas.draw(
            page.text(RichText(say.page(number, count)), Look.small, width: width, alignment: .end), x: side,
            y: bottom + 6)
        if !layout.isSigned {
            let warning = page.text(.bold(say.notSigned, Look.bad), Look.small, width: width, alignment: .center)
            canvas.draw(warning, x: side, y: bottom + 18)
        }
    }

    private func drawSignatureBox(_ canvas: Canvas) {
        guard layout.isSigned else { return }
        let box = signatureBox
        canvas.fill(box, Look.ground, radius: 4)
        canvas.stroke(box, Look.navy, width: 0.8, radius: 4)
        let text = page.text(RichText(say.signatureAwaits), Look.small, width: box.width - 24)
        canvas.draw(text, x: box.x + 12, y: box.y + 8)
        let name = page.text(
            .bold(isolate(Printable.safe(layout.signer ?? ""))), TextStyle(12, Look.navy, bold: true),
            width: box.width - 24)
        canvas.draw(name, x: box.x + 12, y: box.y + 20)
        let time = page.text(RichText(isolate(clock.text(facts.madeAt))), Look.small, width: box.width - 24)
        canvas.draw(time, x: box.x + 12, y: box.y + 39)
    }

    // MARK: Parts that sections share

    func heading(_ title: String) {
        page.space(18)
        page.heading(title, level: 1, Look.heading)
        let ink = Look.navy
        page.picture(height: 8, glued: true) { canvas, box in
            canvas.line(from: (box.x, box.y + 2), to: (box.x + box.width, box.y + 2), ink, width: 1)
        }
    }

    func subheading(_ title: String) {
        page.space(8)
        page.heading(title, level: 2, Look.subheading)
        page.space(3)
    }

    func paragraph(_ text: RichText) {
        page.paragraph(text, Look.body)
        page.space(5)
    }

    /// Names and what they are, one a line.
    func list(_ lines: [(String, RichText)]) {
        let look = Table.Look(
            head: Look.head, cell: TextStyle(9, Look.ink, spacing: 1.08), rule: Look.rule, ground: Look.ground)
        page.table(
            Table([Table.Column("", share: 0.26), Table.Column("", share: 0.74)], lines.map { [.bold($0.0), $0.1] }),
            look)
    }

    /// A value whose direction is its own, such as a name or a digest, within text of the other.
    func isolate(_ text: String) -> String { say.direction == .rightToLeft ? "\u{2068}\(text)\u{2069}" : text }

    /// What the tool words in English, within text of any direction.
    func quoted(_ text: String) -> String {
        say.direction == .rightToLeft ? "\u{2066}\(Printable.safe(text))\u{2069}" : Printable.safe(text)
    }

    /// A row by its order values.
    func place(_ order: [String: String?]) -> String {
        isolate(
            order.sorted { $0.key < $1.key }
                .map { "\(Printable.safe($0.key))=\(Printable.safe(shortened($0.value ?? "NULL")))" }
                .joined(separator: ", "))
    }

    /// A value that whoever wrote the table may have made as long as they liked.
    func shortened(_ text: String, to limit: Int = 200) -> String {
        text.shortened(to: limit)
    }
}
