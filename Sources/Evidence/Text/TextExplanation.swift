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

    /// The whole text, which ends in a line break.
    public var text: String {
        var page = Page(style)
        let holds = explanation.contentHolds
        page.paragraph(
            "\(Printable.safe(explanation.chain)): row \(explanation.row.words): \(explanation.outcome)",
            ink: !holds ? .bad : explanation.link.holds ? .good : .doubtful)
        page.blank()
        page.paragraph("The formula's parts", ink: .title)
        for part in explanation.parts {
            page.exactly("part", Printable.safe(part.sql))
            page.tell(part.value, label: "value", indent: 4)
            if part.isServerRendered { page.fact("rendered", "by the server, which is believed in that", indent: 4) }
        }
        page.blank()
        page.paragraph("What is hashed", ink: .title)
        for preimage in explanation.preimages { page.tell(preimage, label: "value", indent: 2) }
        page.blank()
        page.paragraph("The hash", ink: .title)
        page.exactly("recomputed", Explanation.spelled(explanation.recomputed))
        page.exactly("stored", Explanation.spelled(explanation.stored))
        for sentence in explanation.mismatch { page.fact("", sentence) }
        page.blank()
        page.paragraph("The link", ink: .title)
        page.exactly(explanation.link.isStored ? "stored" : "previous", Explanation.spelled(explanation.link.value))
        for sentence in explanation.link.sentences { page.fact("", sentence) }
        return page.text
    }
}

extension Page {
    /// A value and its bytes.
    fileprivate mutating func tell(_ value: Explanation.Value, label: String, indent: Int) {
        switch value {
        case .null: fact(label, "NULL", indent: indent)
        case .secret: fact(label, "not shown: a secret is in it", indent: indent)
        case .text(let text, let bytes):
            exactly(label, "'" + Printable.safe(text) + "'", indent: indent)
            fact("bytes", bytes.isEmpty ? "none" : bytes, indent: indent)
        case .bytes(let bytes):
            fact(label, "no text", indent: indent)
            fact("bytes", bytes, indent: indent)
        }
    }
}
