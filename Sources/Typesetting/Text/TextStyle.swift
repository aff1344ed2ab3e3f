/// How text looks.
public struct TextStyle: Sendable, Hashable {
    /// The size of the type, in points.
    public var size: Double
    /// Whether it is bold.
    public var isBold = false
    /// Whether it is set in the family's type of one width, for digests and columns.
    public var isMono = false
    /// Its colour.
    public var ink: Ink
    /// The distance from line to line, as a multiple of the type's own.
    public var spacing = 1.0

    /// A style of this size and colour.
    public init(_ size: Double, _ ink: Ink, bold: Bool = false, mono: Bool = false, spacing: Double = 1) {
        self.size = size
        self.ink = ink
        isBold = bold
        isMono = mono
        self.spacing = spacing
    }

    /// Pango's name of the font: its families in the order in which they are tried.
    var fontDescription: String {
        let family = isMono ? "Noto Sans Mono,Noto Mono,Noto Sans,Noto Sans Arabic" : "Noto Sans,Noto Sans Arabic"
        return "\(family) \(isBold ? "Bold " : "")\(size)px"
    }
}

/// Text of which parts may look otherwise.
public struct RichText: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// A part that looks the same throughout.
    public struct Span: Sendable, Hashable {
        /// What it says.
        public var text: String
        /// Whether it is bold, of one width, or in another colour than the rest.
        public var isBold = false, isMono = false, ink: Ink?
    }

    /// The parts, one behind the other.
    public var spans: [Span]

    /// Plain text.
    public init(_ text: String) { spans = [Span(text: text)] }

    /// Plain text.
    public init(stringLiteral text: String) { self.init(text) }

    /// Bold text.
    public static func bold(_ text: String, _ ink: Ink? = nil) -> RichText {
        RichText(spans: [Span(text: text, isBold: true, ink: ink)])
    }

    /// Text of one width.
    public static func mono(_ text: String) -> RichText { RichText(spans: [Span(text: text, isMono: true)]) }

    private init(spans: [Span]) { self.spans = spans }

    /// One behind the other.
    public static func + (left: RichText, right: RichText) -> RichText { RichText(spans: left.spans + right.spans) }

    /// What it says.
    public var plain: String { spans.map(\.text).joined() }

    /// Pango's markup.
    var markup: String {
        spans.map { span in
            var attributes = ""
            if span.isBold { attributes += " weight='bold'" }
            if span.isMono { attributes += " face='Noto Sans Mono,Noto Mono' size='92%'" }
            if let ink = span.ink { attributes += " foreground='\(ink.hex)'" }
            let text = Self.escaped(span.text)
            return attributes.isEmpty ? text : "<span\(attributes)>\(text)</span>"
        }.joined()
    }

    /// Markup's own characters escaped; what no XML may hold is left out, for the markup would not be read.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            default:
                if scalar.value >= 0x20, scalar.value != 0x7F, !(0xFFFE...0xFFFF).contains(scalar.value) {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }
}
