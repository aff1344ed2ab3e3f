public import AuditChain

/// Where the rows of one entry of `chains:` come from: a PostgreSQL table, a query; later a saved stream or an archive.
///
/// Every question is answered from one snapshot, so that a row can't change between two of them.
public protocol Source: ~Copyable, SendableMetatype {
    /// The columns that rows can be read with, in the table's order.
    var columns: [Column] { get }

    /// Whether the source gives `xmin` and `ctid`, and can be asked to evaluate SQL.
    var hasServer: Bool { get }

    /// Reads rows in order and lends each to `body`, which returns `false` to stop early.
    ///
    /// - Throws: an `Obstacle` of the source's own, or what `body` throws.
    mutating func read(_ reading: Reading, _ body: (borrowing Row) throws(Obstacle) -> Bool) throws(Obstacle)

    /// Cuts what is read into parts of about so many rows, in the order in which rows come: the places where they begin,
    /// the first part's left out; empty: it can't be cut.
    mutating func cuts(of reading: Reading, every rows: Int) throws(Obstacle) -> [OrderCut]

    /// Makes further sources that see the same rows, for other threads; `nil`: there can be none.
    mutating func twins() throws(Obstacle) -> (@Sendable () throws(Obstacle) -> Self)?

    /// Whether other rows or other values would come under the settings of the writer's than under those that everything
    /// else is read with.
    mutating func rowsFollowSettings() throws(Obstacle) -> Bool

    /// How many rows `where` leaves out.
    mutating func excludedCount() throws(Obstacle) -> Int

    /// Cuts the table's file into about so many slices that hold all rows together; empty: it can't be cut.
    mutating func slices(_ count: Int) throws(Obstacle) -> [TableSlice]

    /// How many rows `read` has to give that lie in a slice of the table's file, counted without any index, which may lack
    /// rows; `nil` where that can't be done.
    mutating func countWithoutIndexes(in slice: TableSlice) throws(Obstacle) -> Int?

    /// How many rows `read` will give, roughly (the planner's estimate), for a progress line; `nil` where unknown.
    mutating func estimatedCount() throws(Obstacle) -> Int?

    /// Whether a number of the last order column occurs twice in the whole table.
    mutating func numbersRepeat() throws(Obstacle) -> Bool

    /// For each interval: how many different numbers strictly between its ends occur in the last order column of the
    /// whole table (or of one chain, where `chain` says which), and whether a row that `where` leaves out has one.
    mutating func occupancy(of intervals: [NumberInterval]) throws(Obstacle) -> [Occupancy]

    /// Evaluates an SQL expression over stored rows: the server's second opinion.
    ///
    /// The expression names the row's columns bare and the row's `previous` value as `unbroken_previous`, which has
    /// the hash column's type. It gives text or bytea.
    /// - Returns: the value for each key, in the keys' order; `.absent` for a row that the server did not find.
    mutating func evaluate(_ expression: String, at keys: [RowKey]) throws(Obstacle) -> [Evaluated]

    /// When transactions committed, by `xmin`, as `2026-01-31T12:00:00.123456Z`; empty where the server does not track it.
    mutating func commitTimes(of xmins: [UInt32]) throws(Obstacle) -> [UInt32: String]

    /// Begins a new snapshot where the old one was taken away: on a standby, by what it replays (PostgreSQL manual,
    /// "Handling Query Conflicts").
    ///
    /// - Parameters:
    ///   - loss: what a question or a reading threw.
    ///   - pause: how long to wait before.
    /// - Returns: `nil` where `loss` says something else or the source has no snapshot to lose: nothing was changed then.
    /// - Throws: why no new snapshot could be begun.
    mutating func renewSnapshot(after loss: Obstacle, pause: Duration) throws(Obstacle) -> RenewedSnapshot?
}

extension Source where Self: ~Copyable {
    /// A source that is no table's file.
    public mutating func slices(_ count: Int) throws(Obstacle) -> [TableSlice] { [] }

    /// A source whose rows nobody takes away.
    public mutating func renewSnapshot(after loss: Obstacle, pause: Duration) throws(Obstacle) -> RenewedSnapshot? {
        nil
    }
}

/// A snapshot that stands in the place of one that was lost.
public struct RenewedSnapshot: Sendable, Hashable {
    /// The write-ahead log position up to which the standby had replayed.
    public var position: String?

    /// A snapshot at a position.
    public init(position: String?) { self.position = position }
}

/// What is to be read of each row, in the order of the row's fields.
public struct Reading: Sendable {
    /// Columns, each as the binary value that the catalog's type gives.
    public var columns: [String]
    /// SQL expressions over the row, behind the columns.
    public var expressions: [String]
    /// Whether three more fields follow: `xmin` as bigint, `tableoid` as bigint and `ctid` as text; NULL where the source has none.
    public var withOrigin: Bool
    /// Whether all rows of a chain must come together (within each range of settings, where expressions follow those);
    /// else chains come as the table's order has them.
    public var byChain: Bool
    /// Whether the expressions are rendered under the settings of the range that the row lies in.
    public var followsSettings = true
    /// Values that every row that is read has, besides what `where` asks of it; empty: all rows are read.
    public var having: [ColumnValue] = []
    /// Values of the order columns, in none of which a row has NULL, before which no row is read; `nil`: from the start.
    public var from: [String]?
    /// Values of the order columns, none NULL, behind which no row is read; `nil`: to the end.
    public var through: [String]?
    /// Rows before this place are not read, and none from that one on; `nil`: from the start, and to the end.
    public var part: (from: OrderCut?, to: OrderCut?) = (nil, nil)
    /// Whether the rows come in exactly the opposite order.
    public var backwards = false
    /// How many rows are read at the most; `nil`: all. The server finds a few of many rows faster if it knows.
    public var limit: Int?

    /// Whether it asks for all rows, in their order.
    public var isOfAll: Bool {
        having.isEmpty && from == nil && through == nil && part.from == nil && part.to == nil && !backwards
            && limit == nil
    }

    /// Reads these columns, then these expressions, then the row's origin if asked for.
    public init(columns: [String], expressions: [String] = [], withOrigin: Bool = false, byChain: Bool = false) {
        self.columns = columns
        self.expressions = expressions
        self.withOrigin = withOrigin
        self.byChain = byChain
    }

    /// A `per` or order column, or that of the hash, and a value that the type's own `=` holds equal to a row's.
    public struct ColumnValue: Sendable, Hashable {
        /// The column's name.
        public var column: String
        /// The value as text; `nil` is NULL, which only NULL equals.
        public var value: String?

        /// A value of a column.
        public init(column: String, value: String?) {
            self.column = column
            self.value = value
        }
    }
}

/// A place between rows as they come: before the first row with this value, or a greater one, in the column that the rows
/// are ordered by first.
public struct OrderCut: Sendable, Hashable {
    /// The column.
    public var column: String
    /// The value as text.
    public var value: String

    /// A place in the order of a column.
    public init(column: String, value: String) {
        self.column = column
        self.value = value
    }
}

/// Blocks of a table's file that follow each other.
public struct TableSlice: Sendable, Hashable {
    /// The number of the first block; `nil`: from the start.
    public var from: Int?
    /// The number of the block behind the last one; `nil`: to the end.
    public var to: Int?

    /// All of the table.
    public static let whole = TableSlice(from: nil, to: nil)

    /// Blocks from one to before another.
    public init(from: Int?, to: Int?) {
        self.from = from
        self.to = to
    }
}

/// Two numbers of the order and the question what lies strictly between them.
public struct NumberInterval: Sendable, Hashable {
    /// The number below the interval.
    public var lower: Int64
    /// The number above it.
    public var upper: Int64
    /// The `per` values of the chain to look in, as text; `nil`: the whole table.
    public var chain: [String?]?

    /// An interval between two numbers, both excluded.
    public init(lower: Int64, upper: Int64, chain: [String?]? = nil) {
        self.lower = lower
        self.upper = upper
        self.chain = chain
    }
}

/// What occupies an interval of numbers.
public struct Occupancy: Sendable, Hashable {
    /// How many different numbers are some row's, rows that `where` leaves out included.
    public var present: Int
    /// Whether a row that `where` leaves out has one of them.
    public var hasExcluded: Bool

    /// An answer to one `NumberInterval`.
    public init(present: Int, hasExcluded: Bool) {
        self.present = present
        self.hasExcluded = hasExcluded
    }
}

/// What a stored row is found by.
public struct RowKey: Sendable, Hashable {
    /// `tableoid` and `ctid`, which name a row version exactly within one snapshot.
    public var origin: Origin?
    /// Values of the `per` columns as text, for a source without origins.
    public var chain: [String?]
    /// Values of the order columns as text, likewise.
    public var order: [String?]
    /// The bytes that stand for `previous`: the hash of the preceding row, as text or as bytea; `nil` is NULL.
    public var previous: [UInt8]?

    /// A row version of one snapshot.
    public struct Origin: Sendable, Hashable {
        /// The table or partition.
        public var tableoid: UInt32
        /// `(block,item)`.
        public var ctid: String

        /// A row version at a place of a table's file.
        public init(tableoid: UInt32, ctid: String) {
            self.tableoid = tableoid
            self.ctid = ctid
        }
    }

    /// A row's key.
    public init(origin: Origin?, chain: [String?], order: [String?], previous: [UInt8]?) {
        self.origin = origin
        self.chain = chain
        self.order = order
        self.previous = previous
    }
}

/// What the server made of an expression for one row.
public enum Evaluated: Sendable, Hashable {
    /// The value's bytes, of text or bytea.
    case bytes([UInt8])
    case null
    /// The server found no such row, or more than one.
    case absent
    /// The server could not evaluate the expression for it.
    case failed
}
