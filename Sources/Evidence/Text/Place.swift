import AuditChain

/// A row or a chain as a person reads it: its columns and their values.
enum Place {
    /// `id=48213`, `day=2026-01-31, id=7`; a value that would be misread without quotes has some.
    static func named(_ columns: [String], _ values: [String?]) -> String {
        values.enumerated().map { index, value in
            Printable.safe(index < columns.count ? columns[index] : "?") + "=" + spelled(value)
        }.joined(separator: ", ")
    }

    private static func spelled(_ value: String?) -> String {
        guard let value else { return "NULL" }
        let safe = Printable.safe(value)
        let isPlain = !safe.isEmpty && !safe.contains { $0.isWhitespace || $0 == "," || $0 == "=" || $0 == "'" }
        return isPlain && safe != "NULL" ? safe : "'" + safe + "'"
    }
}

extension Place {
    /// `id=48213` as an argument of a command line; NULL as `id:null`.
    static func argument(_ column: String, _ value: String?) -> String {
        quoted(value.map { column + "=" + $0 } ?? column + ":null")
    }

    /// A word as a shell takes it.
    static func quoted(_ word: String) -> String {
        let safe = Printable.safe(word)
        let isPlain =
            !safe.isEmpty
            && safe.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "=_-.:+/@%".unicodeScalars.contains(scalar)
            }
        return isPlain ? safe : "'" + safe.replacing(scalar: "'", with: "'\\''") + "'"
    }
}
