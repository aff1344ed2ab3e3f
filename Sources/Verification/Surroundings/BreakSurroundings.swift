/// The rows at and round a break, as the server prints them in UTC and ISO.
public struct BreakSurroundings: Sendable, Hashable {
    /// The entry's name, and the number of the break in it, from 1.
    public var chain: String, number: Int
    /// The columns that are shown.
    public var columns: [String]
    /// The rows, in their order.
    public var rows: [Line]

    /// A row.
    public struct Line: Sendable, Hashable {
        /// Where it stands.
        public var place: Place
        /// A value for each column; `nil` is NULL.
        public var values: [String?]

        /// Every part, as it is named.
        public init(place: Place, values: [String?]) {
            self.place = place
            self.values = values
        }
    }

    /// Where a row stands, from the break's point of view.
    public enum Place: String, Sendable, Hashable { case before, within = "in", after }

    /// Every part, as it is named.
    public init(chain: String, number: Int, columns: [String], rows: [Line]) {
        self.chain = chain
        self.number = number
        self.columns = columns
        self.rows = rows
    }
}
