/// How text for people is laid out.
public struct Style: Sendable, Hashable {
    /// Whether ANSI escape sequences colour the text.
    public var color: Bool
    /// Characters a line; words longer than that, such as hashes, stay whole all the same.
    public var width: Int
    /// How many breaks are told in full.
    public var breaks: Int

    /// A layout; a width below 40 counts as 40.
    public init(color: Bool, width: Int, breaks: Int = 20) {
        self.color = color
        self.width = max(40, width)
        self.breaks = breaks
    }

    /// What a stretch of text is, by which it gets its colour.
    enum Ink: String {
        case good = "\u{1B}[1;32m"
        case bad = "\u{1B}[1;31m"
        case doubtful = "\u{1B}[1;33m"
        case title = "\u{1B}[1m"
        case plain = ""
    }

    func paint(_ text: String, _ ink: Ink) -> String {
        color && ink != .plain ? ink.rawValue + text + "\u{1B}[0m" : text
    }
}
