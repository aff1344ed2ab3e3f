public import Formula
public import Rows

/// What `unbroken.yml` says, checked in itself (not yet against a database).
public struct Configuration: Sendable {
    /// The file as the person named it.
    public var path: String
    /// SHA-256 of the file's bytes, lower-case hex.
    public var sha256: String
    /// A libpq connection string; `nil`: the PG* environment.
    public var database: String?
    /// The entries of `chains:`, at least one, with different names.
    public var chains: [ChainEntry]
    /// For how long rows must be kept.
    public var retention: Retention?
    /// What `inspect` should know of tables and roles.
    public var controls: Controls?
    /// What a report says of who made it, and shows of rows.
    public var report = Author()

    /// Who makes reports, and what these show.
    public struct Author: Sendable, Hashable {
        /// The person or the team, and the organisation; `nil`: nobody said.
        public var name: String?, organisation: String?
        /// The columns that are shown of rows round a break, beside those that place a row.
        public var columns: [Located<String>] = []

        /// Nobody.
        public init() {}
    }

    /// What `inspect` should know of tables and roles.
    public struct Controls: Sendable {
        /// The tables whose every change must be recorded, in SQL spelling, not parsed yet; empty: they are inferred.
        public var critical: [Located<String>]
        /// The roles that the application works as; empty: nobody said.
        public var application: [Located<String>]
    }

    /// For how long rows must be kept, and how often there must be some.
    public struct Retention: Sendable, Hashable {
        /// From 1 to 1000.
        public var years: Int
        /// The time zone in which days begin, as `SET TimeZone` takes it.
        public var zone = "UTC"
        /// On which days there must be rows.
        public var rhythm = Rhythm.none
        /// Days of rest, 0 for Sunday.
        public var weekend: Set<Int> = [0, 6]

        /// On which days there must be rows.
        public enum Rhythm: String, Sendable, Hashable, CaseIterable {
            case everyDay = "every day"
            case workingDays = "working days"
            case none
        }

        /// The days of the week, from Sunday on.
        public static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

        /// A policy of so many years.
        public init(years: Int) { self.years = years }

        /// Whether there must be rows on a day of the week, 0 for Sunday.
        public func asksForRows(on weekday: Int) -> Bool {
            switch rhythm {
            case .everyDay: true
            case .workingDays: !weekend.contains(weekday)
            case .none: false
            }
        }
    }
}

/// A value and where it stands in the file.
public struct Located<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The value.
    public var value: Value
    /// Where it stands.
    public var position: SourcePosition

    /// A value that stands at a place.
    public init(_ value: Value, at position: SourcePosition) {
        self.value = value
        self.position = position
    }
}

/// One entry of `chains:` (design.md, "The configuration").
public struct ChainEntry: Sendable {
    /// What the entry is called.
    public var name: Located<String>
    /// Either a table or a query.
    public var rows: Rows
    /// Column names, at least one.
    public var order: [Located<String>]
    /// When the row says it happened.
    public var time: Located<String>?
    /// The column with the link; `nil`: the table stores none.
    public var previous: Located<String>?
    /// The column with the hash.
    public var hash: Located<String>
    /// Column names; empty: one chain.
    public var per: [Located<String>]
    /// Which rows belong to the log; `nil`: all.
    public var filter: SourceText?
    /// The link of a chain's first row; `nil`: it stores none (NULL).
    public var genesis: SourceText?
    /// The hash.
    public var formula: SourceText
    /// Server settings under which the writer rendered text, by ranges of the order; at least one, the first without `from`.
    public var settings: [SettingsRange]
    /// Secrets by the name that the formula uses.
    public var secrets: [String: Located<SecretSource>]
    /// Whether the server renders the formula, and is believed.
    public var serverRenders: Bool
    /// The table's columns in its order, for a saved stream that no catalog tells of; empty: a catalog has to.
    public var columns: [Column]
    /// Where `columns:` stands.
    public var columnsPosition: SourcePosition?
    /// Whether no row is intact.
    public var allowEmpty: Bool
    /// Whether the table may be a view.
    public var allowView: Bool

    /// What the rows are read from.
    public enum Rows: Sendable, Hashable {
        /// A table in SQL spelling, not parsed yet.
        case table(Located<String>)
        /// A query.
        case query(SourceText)
    }

    /// Settings that hold from one place of the order on.
    public struct SettingsRange: Sendable, Hashable {
        /// For each order column of the range's first row, its value as text; empty: from the first row on.
        public var from: [String: String]
        /// Names as the person wrote them, such as `TimeZone`.
        public var values: [String: Located<String>]
        /// Where the range stands.
        public var position: SourcePosition
    }
}

/// Where a secret is read from, when it is needed and not before.
public enum SecretSource: Sendable, Hashable {
    /// A variable of the environment.
    case environment(String)
    /// A file, whose content is the secret.
    case file(String)
}
