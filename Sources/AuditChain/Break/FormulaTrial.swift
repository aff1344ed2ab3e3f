/// What came of trying other formulas on some of the rows that a `formula-mismatch` names.
///
/// It is a hint: it tells of the rows that were tried, and leaves the break as it is.
public struct FormulaTrial: Sendable, Hashable {
    /// How many rows were tried.
    public var rows: Int
    /// What, taken together, gives the stored hash of each row that was tried; empty: nothing that was tried does.
    public var causes: [Cause]
    /// What may be the cause where none was found: what can't be, for this formula, is left out.
    public var suspects: [Suspect]

    /// In what the formula differs from the one that sealed the rows.
    public enum Cause: Sendable, Hashable {
        /// The digest is the stored one, but it is written otherwise.
        case spelling(stored: HashSpelling, formula: HashSpelling, isText: Bool)
        /// Another hash function over the same bytes, by its PostgreSQL name.
        case digest(stored: String, formula: String)
        /// A server setting by name and value, and other values that fit the rows tried as well.
        case setting(name: String, value: String, others: [String])

        /// The name in JSON.
        public var kind: String {
            switch self {
            case .spelling: "spelling"
            case .digest: "digest"
            case .setting: "setting"
            }
        }
    }

    /// What may be the cause. The raw value is the name in JSON.
    public enum Suspect: String, Sendable, Hashable, CaseIterable {
        case timeZone = "time-zone"
        case dateStyle = "date-style"
        case intervalStyle = "interval-style"
        case floatDigits = "float-digits"
        case byteaOutput = "bytea-output"
        case precision
        case cast
        case trigger
        case secret
    }

    /// What trials of so many rows showed.
    public init(rows: Int, causes: [Cause] = [], suspects: [Suspect] = []) {
        self.rows = rows
        self.causes = causes
        self.suspects = suspects
    }

    /// The same of rows of one break that were tried apart: a cause counts only if it is that of both.
    public func united(with other: FormulaTrial) -> FormulaTrial {
        FormulaTrial(
            rows: rows + other.rows, causes: causes == other.causes ? causes : [],
            suspects: Suspect.allCases.filter { suspects.contains($0) || other.suspects.contains($0) })
    }
}
