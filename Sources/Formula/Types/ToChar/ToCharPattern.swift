/// The pattern of a `to_char(timestamptz|timestamp, pattern)`, compiled once.
public struct ToCharPattern: Sendable {
    struct Node: Sendable {
        var keyword: ToCharKeyword
        /// `FM`: no padding.
        var isFilled = true
        /// `TM`: the words of the locale, which are not padded either.
        var isLocalized = false
        /// `TH` or `th`.
        var ordinal: Ordinal?
        /// The literal text before it, in `literals`.
        var literal: Range<Int>
    }

    enum Ordinal: Sendable { case upper, lower }

    private(set) var nodes: [Node] = []
    private(set) var literals: [UInt8] = []
    /// Whether the pattern is empty, which gives NULL.
    let isEmpty: Bool

    /// Compiles a pattern; `nil` where the result would follow a locale that is not known to be C (`TMMonth`, `TMDy` …).
    public init?(_ pattern: String, settings: borrowing RenderSettings) {
        let text = Array(pattern.utf8)
        isEmpty = text.isEmpty
        var at = 0
        var literalStart = 0
        func follows(_ word: StaticString, _ place: Int) -> Bool {
            text[place...].starts(with: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        }
        while at < text.count {
            let isUnfilled = follows("FM", at) || follows("fm", at)
            let isLocalized = follows("TM", at) || follows("tm", at)
            if isUnfilled || isLocalized { at += 2 }
            guard at < text.count else { break }
            if let (spelling, keyword) = ToCharKeyword.all.first(where: { text[at...].starts(with: $0.spelling) }) {
                at += spelling.count
                var node = Node(keyword: keyword, literal: literalStart..<literals.count)
                node.isFilled = !isUnfilled
                node.isLocalized = isLocalized
                if follows("TH", at) {
                    node.ordinal = .upper
                } else if follows("th", at) {
                    node.ordinal = .lower
                }
                if node.ordinal != nil || follows("SP", at) { at += 2 }
                if isLocalized, Self.isWord(keyword), !settings.hasPlainTimeLocale { return nil }
                nodes.append(node)
                literalStart = literals.count
            } else if text[at] == UInt8(ascii: "\"") {
                at += 1
                while at < text.count, text[at] != UInt8(ascii: "\"") {
                    if text[at] == UInt8(ascii: "\\"), at + 1 < text.count { at += 1 }
                    literals.append(text[at])
                    at += 1
                }
                at += 1
            } else {
                if follows("\\\"", at) { at += 1 }
                // A character may have several bytes, none of which but the first may be looked at.
                repeat {
                    literals.append(text[at])
                    at += 1
                } while at < text.count && text[at] & 0xC0 == 0x80
            }
        }
        nodes.append(Node(keyword: .nothing, literal: literalStart..<literals.count))
    }

    private static func isWord(_ keyword: ToCharKeyword) -> Bool {
        switch keyword {
        case .month, .weekday: true
        default: false
        }
    }
}
