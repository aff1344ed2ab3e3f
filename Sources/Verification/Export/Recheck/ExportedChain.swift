import AuditChain
import Configuration
import Formula
import Rows

/// What a chain is, as whoever checks its rows without a database must know it: in the words of `unbroken.yml`.
public struct ExportedChain: Sendable, Hashable, Decodable {
    /// A column that is shown.
    public struct ShownColumn: Sendable, Hashable, Decodable {
        /// As the catalog has it.
        public var name: String
        /// Its type, as the catalog has it.
        public var type: String
        /// The type as which its text is read back; `nil`: it is not.
        public var readAs: String?

        /// A column that is shown.
        public init(name: String, type: String, readAs: String?) {
            self.name = name
            self.type = type
            self.readAs = readAs
        }
    }

    /// The entry's name, and the table that it was resolved to, in SQL spelling.
    public var name: String, table: String
    /// The query of `rows:`; `nil`: the table is read.
    public var rows: String?
    /// Names of columns.
    public var order: [String]
    /// Likewise.
    public var per: [String]
    /// Likewise; `nil`: there is none.
    public var time: String?, previous: String?
    /// The column of the hash.
    public var hash: String
    /// SQL, as unbroken.yml has it.
    public var filter: String?, genesis: String?
    /// SQL, as unbroken.yml has it.
    public var formula: String
    /// The settings under which the writer rendered text, by ranges of the order.
    public var settings: [Settings]
    /// The columns that are shown, in their order.
    public var columns: [ShownColumn]
    /// Why rows can't be recomputed from their text; `nil`: they can.
    public var whyNotRecomputed: String?

    private enum CodingKeys: String, CodingKey {
        case name, table, rows, order, per, time, previous, hash
        case filter = "where"
        case genesis, formula, settings, columns, whyNotRecomputed
    }

    /// Settings that hold from one place of the order on.
    public struct Settings: Sendable, Hashable, Decodable {
        /// The order's values of the first row; empty: the first row of all.
        public var from: [String: String]
        /// By name.
        public var values: [String: String]

        /// Settings that hold from one place of the order on.
        public init(from: [String: String], values: [String: String]) {
            self.from = from
            self.values = values
        }
    }

    /// Every part, as it is named.
    public init(
        name: String, table: String, rows: String?, order: [String], per: [String], time: String?, previous: String?,
        hash: String, filter: String?, genesis: String?, formula: String, settings: [Settings],
        columns: [ShownColumn], whyNotRecomputed: String?
    ) {
        self.name = name
        self.table = table
        self.rows = rows
        self.order = order
        self.per = per
        self.time = time
        self.previous = previous
        self.hash = hash
        self.filter = filter
        self.genesis = genesis
        self.formula = formula
        self.settings = settings
        self.columns = columns
        self.whyNotRecomputed = whyNotRecomputed
    }

    /// - Parameter shown: the columns that are shown, which `ready` need not have.
    init(_ entry: ChainEntry, _ ready: EntryPreparation.Ready, shown: [Column]) {
        var query: String?
        if case .query(let source) = entry.rows { query = source.text }
        self.init(
            name: entry.name.value, table: ready.entry.table, rows: query, order: entry.order.map(\.value),
            per: entry.per.map(\.value), time: entry.time?.value, previous: entry.previous?.value,
            hash: entry.hash.value, filter: entry.filter?.text, genesis: entry.genesis?.text,
            formula: entry.formula.text,
            settings: entry.settings.map { Settings(from: $0.from, values: $0.values.mapValues(\.value)) },
            columns: shown.map { column in
                ShownColumn(
                    name: column.name, type: TypeNameParser.spelling(of: column.type) ?? column.type.name,
                    readAs: column.type.category == .enumeration
                        ? "text"
                        : OutputReader(column.type).flatMap { _ in TypeNameParser.spelling(of: column.type) })
            }, whyNotRecomputed: nil)
        whyNotRecomputed = reason(ready)
    }

    private func reason(_ ready: EntryPreparation.Ready) -> String? {
        let formulas = ready.formulas
        if formulas.contains(where: \.usesSecret) { return "the formula holds a secret, which is not handed out" }
        if formulas.contains(where: \.isServerRendered) { return "the server renders a part of the formula" }
        if formulas.count > 1 { return "the writer's settings changed on the way" }
        for name in Set(formulas.flatMap(\.columns)).sorted() {
            guard let column = columns.first(where: { $0.name == name }) else {
                return "the formula's column \(name) is not shown"
            }
            guard column.readAs != nil else { return "the text of \(name), \(column.type), is not read back" }
        }
        do throws(Obstacle) {
            _ = try RowRecheck(self, masked: [])
            return nil
        } catch {
            return error.sentence
        }
    }
}
