/// A page of plain text, its lines broken at 78 characters.
struct PlainPage {
    private(set) var text = ""
    private static let width = 78

    mutating func heading(_ words: String) {
        separate()
        text += words.uppercased() + "\n"
    }

    mutating func paragraph(_ words: String) {
        separate()
        text += Self.filled(words, first: "", rest: "")
    }

    /// Lines that stay as they are, set in.
    mutating func literal(_ lines: String) {
        separate()
        for line in lines.split(separator: "\n", omittingEmptySubsequences: false) { text += "    \(line)\n" }
    }

    mutating func bullets(_ sentences: [String]) {
        separate()
        for sentence in sentences { text += Self.filled(sentence, first: "- ", rest: "  ") }
    }

    mutating func numbered(_ sentences: [String]) {
        for (index, sentence) in sentences.enumerated() {
            separate()
            text += Self.filled(sentence, first: "\(index + 1). ", rest: "   ")
        }
    }

    /// Names, and behind each what it is.
    mutating func list(_ entries: [(name: String, meaning: String)]) {
        separate()
        for entry in entries {
            let name = entry.name + String(repeating: " ", count: max(1, 24 - entry.name.count))
            text += Self.filled(entry.meaning, first: "    " + name, rest: String(repeating: " ", count: 28))
        }
    }

    private mutating func separate() {
        if !text.isEmpty { text += "\n" }
    }

    private static func filled(_ words: String, first: String, rest: String) -> String {
        var (lines, line, isEmpty) = ("", first, true)
        for word in words.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines += line + "\n"
                (line, isEmpty) = (rest, true)
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + line + "\n"
    }
}
