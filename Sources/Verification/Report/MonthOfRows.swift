/// The rows of an entry whose `time:` lies in one month.
public struct MonthOfRows: Sendable, Hashable {
    /// Which rows they are.
    public var period: Period
    /// How many there are.
    public var rows: Int
    /// How many of them were checked, whether they held or not: those with a hash.
    public var verified: Int
    /// The first of them in the table's order; `nil` where its values are too long to be kept.
    public var first: ChainReport.RowPlace?
    /// The last of them in the table's order, likewise.
    public var last: ChainReport.RowPlace?

    /// A month, or the reason why rows are not counted in one.
    public enum Period: Sendable, Hashable {
        /// In UTC, as PostgreSQL prints dates: `2026-01`, `0044-03 BC`.
        case month(String)
        /// Months too far off to be told one by one, because rows lie in too many.
        case furtherMonths
        /// The time is NULL or infinite.
        case noMonth
    }

    /// Every part, as it is named.
    public init(
        period: Period, rows: Int, verified: Int, first: ChainReport.RowPlace?, last: ChainReport.RowPlace?
    ) {
        self.period = period
        self.rows = rows
        self.verified = verified
        self.first = first
        self.last = last
    }
}
