public import Formula

/// Which rows of an entry of `chains:` are to be taken out, and what of them.
public struct ExportRequest: Sendable {
    /// Which rows.
    public enum Range: Sendable {
        /// Every row of every chain.
        case all
        /// The row that has these values in its order (and `per`) columns, as PostgreSQL prints them, and so many rows
        /// of its chain before and behind it; `nil` is NULL.
        case around([String: String?], context: Int)
        /// A break, by its number in the verdict, from 1, and so many rows of its chain before and behind it.
        case broken(Int, context: Int)
        /// A break of an earlier verdict, and so many rows of its chain before and behind it.
        case named(NamedBreak, context: Int)
        /// In each chain, from the first row to the last whose time lies within: not before `from`, and before `to`.
        case times(from: String?, to: String?)
    }

    /// The name of the entry.
    public var chain: String
    /// Which of its rows.
    public var range: Range
    /// An SQL condition that says which rows of the range are shown; `nil`: all.
    public var filter: SourceText?
    /// The columns to show, in this order; `nil`: all, in the table's.
    public var columns: [String]?
    /// Whether hash and link are shown even where `columns` leaves them out.
    public var showsSeals = false
    /// Whose values are replaced by a marker.
    public var masks: [MaskedValue] = []

    /// A request for rows of an entry.
    public init(chain: String, range: Range, filter: SourceText? = nil, columns: [String]? = nil) {
        self.chain = chain
        self.range = range
        self.filter = filter
        self.columns = columns
    }
}
