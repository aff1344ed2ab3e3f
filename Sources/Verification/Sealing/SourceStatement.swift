import Formula

/// A statement of SQL or PL/pgSQL code: words up to a semicolon.
struct SourceStatement {
    private let words: [CodeWords.Word]

    /// What `RAISE` says without ending anything.
    static let mildLevels: Set = ["debug", "log", "info", "notice", "warning"]

    private init(_ words: [CodeWords.Word]) { self.words = words }

    /// The statements of code, and those in its constants, for `EXECUTE`; not in those that it merely says.
    static func all(of words: [CodeWords.Word]) -> [SourceStatement] { all(of: words, depth: 0) }

    private static func all(of words: [CodeWords.Word], depth: Int) -> [SourceStatement] {
        var statements: [SourceStatement] = []
        for part in words.split(whereSeparator: { $0.kind == .sign && $0.text == ";" }) {
            let statement = SourceStatement(Array(part))
            statements.append(statement)
            guard depth < 3, !statement.has("raise") else { continue }
            for word in part where word.kind == .constant && word.text.contains(" ") {
                statements += all(of: CodeWords(scanning: word.text)?.words ?? [], depth: depth + 1)
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

    /// What an `INSERT` writes to.
    var insertion: SourceFunction.Reference? {
        guard !has("raise"), let start = place(of: "insert", "into") ?? place(of: "merge", "into") else { return nil }
        return reference(at: start + 2)?.0
    }

    /// The tables whose rows it changes or removes, that it alters, or whose triggers and rules it makes or drops.
    var changes: [SourceFunction.Reference] {
        guard !has("raise") else { return [] }
        return words.indices.filter { words[$0].kind == .name }.flatMap { changes(at: $0) }
    }

    private func changes(at index: Int) -> [SourceFunction.Reference] {
        func name(_ index: Int) -> String? {
            words.indices.contains(index) && words[index].kind == .name ? words[index].text : nil
        }
        let next = index + 1
        switch words[index].text {
        case "update":
            let before = index > 0 ? words[index - 1].text : ""
            let isOther = ["for", "key", "on", "before", "after", "or", "of"].contains(before)
            // ON CONFLICT DO UPDATE changes what the INSERT names.
            if before == "do" { return [insertion].compactMap(\.self) }
            return isOther || !has("set") ? [] : references(from: next)
        case "merge": return has("update") || has("delete") ? [insertion].compactMap(\.self) : []
        case "delete": return name(next) == "from" ? references(from: next + 1) : []
        case "truncate": return references(from: next, isList: true)
        case "alter" where name(next) == "table": return references(from: next + 1)
        case "drop" where name(next) == "table": return references(from: next + 1, isList: true)
        case "trigger", "rule":
            guard let on = words[next...].firstIndex(where: { $0.kind == .name && ["on", "to"].contains($0.text) }),
                has("create") || has("drop") || has("alter")
            else { return [] }
            return references(from: on + 1)
        default: return []
        }
    }

    /// The table, or the tables, whose names begin here.
    private func references(from start: Int, isList: Bool = false) -> [SourceFunction.Reference] {
        var found: [SourceFunction.Reference] = []
        var next = start
        while true {
            while next < words.count, words[next].kind == .name,
                ["table", "only", "if", "exists"].contains(words[next].text)
            { next += 1 }
            guard let (reference, behind) = reference(at: next) else { return found }
            found.append(reference)
            guard isList, behind < words.count, words[behind].text == "," else { return found }
            next = behind + 1
        }
    }

    /// The tables that it reads.
    var reads: [SourceFunction.Reference] {
        words.indices.filter { words[$0].kind == .name && ["from", "join"].contains(words[$0].text) }
            .compactMap { reference(at: $0 + 1)?.0 }
    }

    /// Whether it keeps triggers from firing.
    var silences: Bool {
        let setting = "session_replication_role"
        return place(of: "disable", "trigger") != nil || place(of: "enable", "replica", "trigger") != nil
            || place(of: "set", setting) != nil || place(of: "set", "local", setting) != nil
            || place(of: "set", "session", setting) != nil
            || has("set_config") && words.contains { $0.kind == .constant && $0.text.lowercased() == setting }
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
