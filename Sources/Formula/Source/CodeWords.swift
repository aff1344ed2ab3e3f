internal import CPgQuery

/// The words of SQL or PL/pgSQL code in their order, without its comments: what PostgreSQL's own scanner sees.
public struct CodeWords: Sendable, Hashable {
    /// One of them.
    public struct Word: Sendable, Hashable {
        /// What it is.
        public enum Kind: Sendable, Hashable { case name, constant, sign }
        /// A name as the catalog has it (folded to lower case unless it is quoted), what a constant holds, or a sign.
        public var text: String
        /// What it is.
        public var kind: Kind
    }

    /// The words.
    public let words: [Word]
    /// Whether a keyword of SQL is among them, reserved or not.
    private let hasKeyword: Bool

    /// - Returns: `nil` where the scanner refuses the code, as where a quotation never ends.
    public init?(scanning code: String) {
        guard !code.utf8.contains(0) else { return nil }
        let result = pg_query_scan(code)
        defer { pg_query_free_scan_result(result) }
        guard result.error == nil, let data = result.pbuf.data else { return nil }
        let unpacked = data.withMemoryRebound(to: UInt8.self, capacity: result.pbuf.len) {
            pg_query__scan_result__unpack(nil, result.pbuf.len, $0)
        }
        guard let unpacked else { return nil }
        defer { pg_query__scan_result__free_unpacked(unpacked, nil) }
        let bytes = Array(code.utf8)
        var words: [Word] = []
        var hasKeyword = false
        for index in 0..<unpacked.pointee.n_tokens {
            guard let token = unpacked.pointee.tokens[index]?.pointee else { return nil }
            let (start, end) = (Int(token.start), Int(token.end))
            guard 0 <= start, start < end, end <= bytes.count else { return nil }
            let text = String(decoding: bytes[start..<end], as: UTF8.self)
            switch token.token {
            case PG_QUERY__TOKEN__SQL_COMMENT, PG_QUERY__TOKEN__C_COMMENT: continue
            case PG_QUERY__TOKEN__SCONST, PG_QUERY__TOKEN__USCONST:
                words.append(Word(text: Self.content(of: text), kind: .constant))
            case PG_QUERY__TOKEN__IDENT, PG_QUERY__TOKEN__UIDENT:
                words.append(Word(text: Self.folded(text), kind: .name))
            default:
                let isKeyword = token.keyword_kind != PG_QUERY__KEYWORD_KIND__NO_KEYWORD
                hasKeyword = hasKeyword || isKeyword
                words.append(Word(text: isKeyword ? text.lowercased() : text, kind: isKeyword ? .name : .sign))
            }
        }
        self.words = words
        self.hasKeyword = hasKeyword
    }

    /// Whether a name needs no quotes in SQL: it is in lower case, and no keyword.
    public static func isPlainName(_ name: String) -> Bool {
        guard name.wholeMatch(of: /[a-z_][a-z0-9_]*/) != nil else { return false }
        guard let scanned = CodeWords(scanning: name) else { return false }
        return scanned.words.count == 1 && !scanned.hasKeyword
    }

    private static func folded(_ name: String) -> String {
        guard name.hasPrefix("\""), name.count >= 2 else { return name.lowercased() }
        return String(name.dropFirst().dropLast()).replacing("\"\"", with: "\"")
    }

    /// What stands between a constant's quotes, of either kind.
    private static func content(of constant: String) -> String {
        if constant.hasPrefix("$"), let end = constant.dropFirst().firstIndex(of: "$") {
            let mark = constant[...end].count
            return String(constant.dropFirst(mark).dropLast(mark))
        }
        guard let open = constant.firstIndex(of: "'"), constant.hasSuffix("'") else { return constant }
        return String(constant[constant.index(after: open)...].dropLast()).replacing("''", with: "'")
    }
}
