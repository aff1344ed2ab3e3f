import Formula

/// A statement of SQL or PL/pgSQL code: words up to a semicolon.
struct SourceStatement {
    private let words: [CodeWords.Word]

    private init(_ words: [CodeWords.Word]) { self.words = words }

    /// The statements of code, and those in its constants, for `EXECUTE`; not in those that it merely says.
    static func all(of code: String) -> [SourceStatement] { all(of: code, depth: 0) }

    private static func all(of code: String, depth: Int) -> [SourceStatement] {
        guard let words = CodeWords(scanning: code)?.words else { return [] }
        var statements: [SourceStatement] = []
        for part in words.split(whereSeparator: { $0.kind == .sign && $0.text == ";" }) {
            let statement = SourceStatement(Array(part))
            statements.append(statement)
            guard depth < 3, !statement.has("raise") else { continue }
            for word in part where word.kind == .constant && word.text.contains(" ") {
                statements += all(of: word.text, depth: depth + 1)
            }
        }
        return statements
    }

    private func has(_ name: String) -> Bool { words.contains { $0.kind == .name && $0.text == name } }

    /// The first place of these names, one behind the other.
    private func place(of sequence: String...) -> Int? {
        guard words.count >= sequence.count else { return nil }
        return (0...(words.count - sequence.count)).first { start in
            sequence.indices.allSatisfy {
                words[start + $0].kind == .name && words[start + $0].text == sequence[$0]
            }
        }
    }

    /// The name at a place, with its schema, and where what follows begins.
    private func reference(at start: Int) -> (SourceFunction.Reference, next: Int)? {
        guard start < words.count, words[start].kind == .name else { return nil }
        guard start + 2 < words.count, words[start + 1].text == ".", words[start + 2].kind == .name else {
            return (SourceFunction.Reference(schema: nil, name: words[start].text), start + 1)
        }
        return (SourceFunction.Reference(schema: words[start].text, name: words[start + 2].text), start + 3)
    }

    var raises: Bool {
        let mild: Set = ["debug", "log", "info", "notice", "warning"]
        return words.indices.contains { index in
            words[index].kind == .name && words[index].text == "raise"
                && !(index + 1 < words.count && mild.contains(words[index + 1].text))
        }
    }

    var catches: Bool { place(of: "exception", "when") != nil }

    /// What an `INSERT` writes to.
    var insertion: SourceFunction.Reference? {
        guard !has("raise"), let start = place(of: "insert", "into") ?? place(of: "merge", "into") else { return nil }
        return reference(at: start + 2)?.0
    }

    var calls: [SourceFunction.Reference] {
        words.indices.compactMap { index in
            guard words[index].kind == .name, index + 1 < words.count, words[index + 1].text == "(" else { return nil }
            let isQualified = index >= 2 && words[index - 1].text == "." && words[index - 2].kind == .name
            return SourceFunction.Reference(
                schema: isQualified ? words[index - 2].text : nil, name: words[index].text)
        }
    }

    var lock: SourceFunction.Lock? {
        let called = Set(calls.map(\.name))
        if called.contains("pg_advisory_xact_lock") { return .advisory }
        if called.contains("pg_advisory_lock") { return .advisoryOfSession }
        if let start = words.firstIndex(where: { $0.kind == .name && $0.text == "lock" }),
            has("mode") || words.count < start + 6
        {
            let mode = words[start...].filter { $0.kind == .name }.map(\.text).joined(separator: " ")
            let excludes =
                mode.contains("share row exclusive mode") || mode.contains("access exclusive mode")
                || mode.contains(" in exclusive mode") || !mode.hasSuffix(" mode")
            if excludes, !has("for") { return .table }
        }
        guard place(of: "for", "update") != nil, let from = words.firstIndex(where: { $0.text == "from" }),
            let table = reference(at: from + 1)?.0
        else { return nil }
        return .row(of: table.name)
    }
}
