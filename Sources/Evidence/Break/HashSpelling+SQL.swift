import AuditChain

extension HashSpelling {
    /// In words, such as `upper-case hex behind 'sha256:'`.
    var words: String {
        var words = form.words
        if !prefix.isEmpty { words += " behind \(Self.literal(prefix))" }
        if !suffix.isEmpty { words += " before \(Self.literal(suffix))" }
        return words
    }

    /// SQL that writes a digest like this, with `…` for the digest.
    func sql(isText: Bool) -> String {
        var parts = [form.sql]
        var start = prefix
        if form == .lowerHex, prefix.hasSuffix("\\x") {
            // A cast of bytea to text writes just that.
            start = String(prefix.dropLast(2))
            parts = ["(…)::text"]
        }
        if !start.isEmpty { parts.insert(Self.literal(start), at: 0) }
        if !suffix.isEmpty { parts.append(Self.literal(suffix)) }
        let whole = parts.joined(separator: " || ")
        return isText || form == .bytes ? whole : "convert_to(\(whole), 'UTF8')"
    }

    /// A text as SQL spells it; what can't be seen as an escape.
    private static func literal(_ text: String) -> String {
        var spelled = ""
        var isEscaped = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": (spelled, isEscaped) = (spelled + "\\n", true)
            case "\r": (spelled, isEscaped) = (spelled + "\\r", true)
            case "\t": (spelled, isEscaped) = (spelled + "\\t", true)
            case "\\": (spelled, isEscaped) = (spelled + "\\\\", true)
            case "'": spelled += "''"
            default: spelled.unicodeScalars.append(scalar)
            }
        }
        return (isEscaped ? "E'" : "'") + spelled + "'"
    }
}

extension HashSpelling.Form {
    fileprivate var words: String {
        switch self {
        case .bytes: "the digest's bytes"
        case .lowerHex: "lower-case hex"
        case .upperHex: "upper-case hex"
        case .base64: "base64"
        case .longBase64: "base64 in one line"
        case .unpaddedBase64: "base64 without ="
        case .urlBase64: "base64 with - and _ for + and /"
        case .unpaddedURLBase64: "base64 with - and _ for + and /, without ="
        }
    }

    fileprivate var sql: String {
        switch self {
        case .bytes: "…"
        case .lowerHex: "encode(…, 'hex')"
        case .upperHex: "upper(encode(…, 'hex'))"
        case .base64: "encode(…, 'base64')"
        case .longBase64: "replace(encode(…, 'base64'), E'\\n', '')"
        case .unpaddedBase64: "translate(encode(…, 'base64'), E'=\\n', '')"
        case .urlBase64: "translate(encode(…, 'base64'), E'+/\\n', '-_')"
        case .unpaddedURLBase64: "translate(encode(…, 'base64'), E'+/=\\n', '-_')"
        }
    }
}
