/// Whether a YAML file may use aliases within its keys.
///
/// A parser compares keys by all that they hold, and aliases of aliases make that grow without bound: a file of one
/// kilobyte would keep it busy for years. Nobody writes such keys in earnest, so a file that looks as if it had
/// some is refused before it is parsed. A file without anchors always passes.
enum TangledKeys {
    static func mayStand(in content: String) -> Bool {
        let scalars = Array(content.unicodeScalars)
        var hasAnchor = false
        var hasAlias = false
        var hasLargeKey = false
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : " "
            switch scalar {
            case "&" where isName(next) && opensToken(scalars, at: index): hasAnchor = true
            case "*" where isName(next) && opensToken(scalars, at: index):
                hasAlias = true
                var end = index + 1
                while end < scalars.count, isName(scalars[end]) { end += 1 }
                if isKeyEnd(scalars, at: end) { hasLargeKey = true }
            case "?" where next.properties.isWhitespace && opensToken(scalars, at: index): hasLargeKey = true
            case "]" where isKeyEnd(scalars, at: index + 1): hasLargeKey = true
            case "}" where isKeyEnd(scalars, at: index + 1): hasLargeKey = true
            default: break
            }
        }
        return hasAnchor && hasAlias && hasLargeKey
    }

    private static func isName(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar == "-" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private static func opensToken(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
        guard index > 0 else { return true }
        switch scalars[index - 1] {
        case "[", "{", ",", ":": return true
        default: return scalars[index - 1].properties.isWhitespace
        }
    }

    /// Whether a colon follows that is not the first half of SQL's `::`.
    private static func isKeyEnd(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
        var end = index
        while end < scalars.count, scalars[end].properties.isWhitespace { end += 1 }
        guard end < scalars.count, scalars[end] == ":" else { return false }
        return end + 1 >= scalars.count || scalars[end + 1] != ":"
    }
}
