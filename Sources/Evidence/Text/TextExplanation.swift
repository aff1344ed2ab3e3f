public import Verification

/// How a row is hashed, told to a person.
public struct TextExplanation {
    private let explanation: Explanation
    private let style: Style

    /// An explanation in a layout.
    public init(_ explanation: Explanation, style: Style) {
        self.explanation = explanation
        self.style = style
    }

    /// Whether the formula gives the stored hash.
    private var holds: Bool { explanation.recomputed != nil && explanation.recomputed == explanation.stored }

    /// The whole text, which ends in a line break.
    public var text: String {
        var page = Page(style)
        let place = Place.named(explanation.row.map(\.column), explanation.row.map(\.value))
        let outcome = holds ? "the formula gives the stored hash." : "the formula does not give the stored hash."
        page.paragraph(
            "\(Printable.safe(explanation.chain)): row \(place): \(outcome)", ink: holds ? .good : .bad)
        page.blank()
        page.paragraph("The formula's parts", ink: .title)
        for part in explanation.parts {
            page.fact("part", Printable.safe(part.sql))
            page.fact("value", part.value.map { "'" + Printable.safe($0) + "'" } ?? "NULL, or not shown", indent: 4)
            page.fact("bytes", part.bytes.isEmpty ? "none" : part.bytes, indent: 4)
        }
        page.blank()
        page.paragraph("What is hashed", ink: .title)
        for preimage in explanation.preimages { page.fact("bytes", preimage.isEmpty ? "none" : preimage) }
        page.blank()
        page.fact("recomputed", Printable.safe(explanation.recomputed ?? "NULL"))
        page.fact("stored", Printable.safe(explanation.stored ?? "NULL"))
        page.fact("link", Printable.safe(explanation.link ?? "NULL"))
        if let names = explanation.linkNames {
            page.fact("", "the hash of row " + Place.named(explanation.row.map(\.column), names))
        } else if explanation.link != nil {
            page.fact("", "the hash of no row; the genesis, or a row that is gone")
        }
        return page.text
    }
}
