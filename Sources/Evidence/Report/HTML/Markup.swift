/// A piece of a page.
///
/// What stands literally in the source is markup. What is put in is text, and escaped, unless it is a piece itself: a
/// value from outside becomes markup nowhere, and no call has to be remembered for that.
struct Markup: Sendable, ExpressibleByStringInterpolation {
    private(set) var text: String

    init(stringLiteral value: String) { text = value }

    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    /// What stands in our own source, such as a style sheet, and must not be escaped.
    init(source: String) { text = source }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ piece: Markup) { text += piece.text }

        mutating func appendInterpolation(_ number: Int) { text += String(number) }

        /// Text or an attribute's value; what turns the direction of writing or controls a device is spelled out.
        mutating func appendInterpolation(_ value: String) { append(Printable.safe(value), elements: [:]) }

        /// A sentence of ours, with values in it that `HTMLReport.isolated` or `.quoted` has set apart.
        mutating func appendInterpolation(told sentence: String) { append(sentence, elements: Self.isolates) }

        private static let isolates: [Unicode.Scalar: String] = [
            "\u{2066}": "<bdi lang=\"en\" dir=\"ltr\">", "\u{2068}": "<bdi>", "\u{2069}": "</bdi>",
        ]

        private mutating func append(_ value: String, elements: [Unicode.Scalar: String]) {
            for scalar in value.unicodeScalars {
                switch scalar {
                case "&": text += "&amp;"
                case "<": text += "&lt;"
                case ">": text += "&gt;"
                case "\"": text += "&quot;"
                case "'": text += "&#39;"
                default:
                    if let element = elements[scalar] {
                        text += element
                    } else {
                        text.unicodeScalars.append(scalar)
                    }
                }
            }
        }
    }

    static func += (piece: inout Markup, next: Markup) { piece.text += next.text }

    static func + (piece: Markup, next: Markup) -> Markup {
        var sum = piece
        sum += next
        return sum
    }
}

extension Sequence<Markup> {
    /// The pieces, one behind the other.
    func joined(_ separator: Markup = "") -> Markup {
        var sum: Markup = ""
        for (index, piece) in enumerated() {
            if index > 0 { sum += separator }
            sum += piece
        }
        return sum
    }
}
