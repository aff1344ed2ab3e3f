/// Which values are replaced by a marker when rows are taken out: a column's, or some in its JSON documents.
public struct MaskedValue: Sendable, Hashable {
    /// What stands in their place; in a document, as a string.
    public static let marker = "[masked]"

    /// The column.
    public var column: String
    /// The keys down to a value of a document; empty: all of the column.
    public var keys: [String]

    /// Values of a column, or at a path in its documents.
    public init(column: String, keys: [String]) {
        self.column = column
        self.keys = keys
    }

    /// What `new_data.email` or `"a.b".c` says, in which quotation marks keep a point or a comma, and stand twice for one.
    ///
    /// - Returns: `nil` for a part without a name, or a quotation mark without its other.
    public init?(parsing text: String) {
        guard let parts = Self.parts(of: text, at: "."), let column = parts.first, !parts.contains("") else {
            return nil
        }
        self.init(column: column, keys: Array(parts.dropFirst()))
    }

    /// Several of them, with commas between.
    public static func list(parsing text: String) -> [MaskedValue]? {
        var values: [MaskedValue] = []
        guard let parts = parts(of: text, at: ",", keepsQuotes: true) else { return nil }
        for part in parts {
            guard let value = MaskedValue(parsing: part) else { return nil }
            values.append(value)
        }
        return values
    }

    /// As it can be parsed again.
    public var text: String { ([column] + keys).map(Self.spelled).joined(separator: ".") }

    private static func spelled(_ name: String) -> String {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0 != "." && $0 != "," && $0 != "\"" && !$0.properties.isWhitespace
        }
        return isPlain
            ? name : "\"" + name.unicodeScalars.reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) } + "\""
    }

    /// Cuts at a separator that does not stand in quotes; `nil`: a quotation mark is alone.
    private static func parts(of text: String, at separator: Unicode.Scalar, keepsQuotes: Bool = false) -> [String]? {
        var (parts, part) = ([String](), String.UnicodeScalarView())
        var (isQuoted, wasQuoted) = (false, false)
        func trimmed() -> String {
            wasQuoted && !keepsQuotes
                ? String(part) : String(part).trimmingBlanks
        }
        for scalar in text.unicodeScalars {
            if scalar == "\"" {
                // The second of two within quotes opens them again, and stands for one.
                if !isQuoted, wasQuoted, !keepsQuotes { part.append(scalar) }
                if keepsQuotes { part.append(scalar) }
                (isQuoted, wasQuoted) = (!isQuoted, true)
            } else if scalar == separator, !isQuoted {
                parts.append(trimmed())
                (part, wasQuoted) = (String.UnicodeScalarView(), false)
            } else if isQuoted || !wasQuoted || keepsQuotes {
                part.append(scalar)
            } else if !scalar.properties.isWhitespace {
                return nil
            }
        }
        guard !isQuoted else { return nil }
        return parts + [trimmed()]
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        let scalars = unicodeScalars.drop { $0.properties.isWhitespace }
        guard let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(scalars[...last])
    }
}
