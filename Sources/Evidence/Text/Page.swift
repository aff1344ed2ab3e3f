/// Text for people as it grows: paragraphs and labelled facts, wrapped to a width.
struct Page {
    private(set) var text = ""
    let style: Style

    init(_ style: Style) { self.style = style }

    mutating func blank() { text += "\n" }

    mutating func paragraph(_ words: String, ink: Style.Ink = .plain, indent: Int = 0) {
        let margin = String(repeating: " ", count: indent)
        for line in Self.wrap(words, to: style.width - indent) { text += margin + style.paint(line, ink) + "\n" }
    }

    /// A fact behind its label; the label stands on the fact's first line.
    mutating func fact(_ label: String, _ words: String, indent: Int = 2) {
        let column = 11
        let margin = String(repeating: " ", count: indent)
        var label = label.padding(to: column)
        for line in Self.wrap(words, to: style.width - indent - column) {
            text += margin + label + line + "\n"
            label = String(repeating: " ", count: column)
        }
    }

    /// A fact that is to be read, or copied, character by character: on one line, however long it is.
    mutating func exactly(_ label: String, _ value: String, indent: Int = 2) {
        text += String(repeating: " ", count: indent) + label.padding(to: 11) + value + "\n"
    }

    /// Lines of at most this many characters, broken at spaces only.
    static func wrap(_ words: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        var count = 0
        for word in words.split(separator: " ") {
            let length = word.count
            if count > 0, count + 1 + length > width {
                lines.append(line)
                line = ""
                count = 0
            }
            if count > 0 {
                line += " "
                count += 1
            }
            line += word
            count += length
        }
        lines.append(line)
        return lines
    }
}

extension String {
    /// The text, filled up with spaces.
    func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
