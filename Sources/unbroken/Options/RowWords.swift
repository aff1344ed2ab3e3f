import ArgumentParser

/// A row as it is named on a command line: `id=48213 day=2026-01-31 tenant_id:null`.
enum RowWords {
    /// What each word says; NULL is `nil`.
    static func values(_ words: [String]) throws(ValidationError) -> [String: String?] {
        var values: [String: String?] = [:]
        for word in words {
            let (column, value) = try split(word)
            guard values.updateValue(value, forKey: column) == nil else {
                throw ValidationError("the column '\(column)' is given twice")
            }
        }
        return values
    }

    private static func split(_ word: String) throws(ValidationError) -> (column: String, value: String?) {
        if let mark = word.firstIndex(of: "="), mark > word.startIndex {
            return (String(word[..<mark]), String(word[word.index(after: mark)...]))
        }
        let null = ":null"
        guard !word.contains("="), word.count > null.count, word.lowercased().hasSuffix(null) else {
            throw ValidationError("'\(word)' is neither of the form column=value nor column:null")
        }
        return (String(word.dropLast(null.count)), nil)
    }
}
