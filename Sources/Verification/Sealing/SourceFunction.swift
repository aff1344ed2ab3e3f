import Formula

/// A function of the database as its source tells: what it writes to, calls and refuses.
///
/// Only text is read. What a function builds while it runs is seen as far as constants of its source spell it.
public struct SourceFunction: Sendable {
    /// `pg_proc.oid`.
    public let oid: UInt32
    /// Schema, name and argument types as SQL spells them.
    public let title: String
    /// Schema and name as the catalog has them.
    public let schema: String, name: String
    /// `CREATE OR REPLACE FUNCTION …`, as `pg_get_functiondef` gives it.
    public let definition: String
    /// Whether it returns `trigger`.
    public let isTriggerFunction: Bool
    /// Whether it runs with its owner's privileges.
    public let isDefiner: Bool
    /// What it sets while it runs, such as `search_path=pg_catalog, pg_temp`.
    public let settings: [String]
    /// The role that owns it.
    public let owner: String
    private let words: [CodeWords.Word]

    init(
        oid: UInt32, title: String, schema: String, name: String, definition: String, body: String,
        isTriggerFunction: Bool, isDefiner: Bool, settings: [String], owner: String
    ) {
        self.oid = oid
        self.title = title
        self.schema = schema
        self.name = name
        self.definition = definition
        self.isTriggerFunction = isTriggerFunction
        self.isDefiner = isDefiner
        self.settings = settings
        self.owner = owner
        words = Self.words(of: body, depth: 0)
    }

    /// The body's words, and behind them those of constants that hold SQL, for `EXECUTE`.
    private static func words(of code: String, depth: Int) -> [CodeWords.Word] {
        guard let scanned = CodeWords(scanning: code)?.words else { return [] }
        var words = scanned
        for word in scanned where word.kind == .constant && depth < 3 && word.text.contains(" ") {
            words += Self.words(of: word.text, depth: depth + 1)
        }
        return words
    }

    /// The value of a setting that it makes; `nil`: none.
    public func setting(_ name: String) -> String? {
        settings.first { $0.lowercased().hasPrefix(name.lowercased() + "=") }.map {
            String($0.drop { $0 != "=" }.dropFirst())
        }
    }

    /// Whether an `INSERT` into a table stands in it, with or without its schema.
    public func inserts(into schema: String, _ table: String) -> Bool {
        places(of: ["insert", "into"]).contains { start in
            var rest = words[(start + 2)...]
            if rest.first?.text == schema, rest.dropFirst().first?.text == "." { rest = rest.dropFirst(2) }
            return rest.first?.text == table && rest.first?.kind == .name && rest.dropFirst().first?.text != "."
        }
    }

    /// Whether another function's name stands in it before a parenthesis.
    public func calls(_ other: SourceFunction) -> Bool {
        words.indices.contains { index in
            guard words[index].kind == .name, words[index].text == other.name, index + 1 < words.count,
                words[index + 1].text == "("
            else { return false }
            return index < 2 || words[index - 1].text != "." || words[index - 2].text == other.schema
        }
    }

    /// Whether an error is raised in it.
    public var raises: Bool {
        let mild: Set = ["debug", "log", "info", "notice", "warning"]
        return words.indices.contains { index in
            words[index].kind == .name && words[index].text == "raise"
                && !(index + 1 < words.count && mild.contains(words[index + 1].text))
        }
    }

    /// How it makes writers take turns: the words that do so, the strongest first; empty: it does not.
    public var locks: [String] {
        var found: [String] = []
        for name in ["pg_advisory_xact_lock", "pg_advisory_lock"] where mentions(name) { found.append(name) }
        if !places(of: ["lock", "table"]).isEmpty { found.append("LOCK TABLE") }
        if !places(of: ["for", "update"]).isEmpty { found.append("FOR UPDATE") }
        return found
    }

    /// Whether a name stands in it.
    public func mentions(_ name: String) -> Bool { words.contains { $0.kind == .name && $0.text == name } }

    private func places(of sequence: [String]) -> [Int] {
        guard words.count >= sequence.count else { return [] }
        return (0...(words.count - sequence.count)).filter { start in
            sequence.indices.allSatisfy {
                words[start + $0].kind == .name && words[start + $0].text == sequence[$0]
            }
        }
    }
}
