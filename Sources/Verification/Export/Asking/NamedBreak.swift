/// A break as an earlier verdict names it.
public struct NamedBreak: Sendable, Hashable {
    /// Its number there, from 1.
    public var number: Int
    /// The database that the verdict is of; `nil`: it does not say.
    public var systemIdentifier: String?
    /// Likewise, by its name.
    public var database: String
    /// The table, as it was resolved.
    public var table: String
    /// The chain's values by the names of the `per` columns.
    public var chain: [String: String?]
    /// The rows from the first of which to the last of which it reaches, each by its order values.
    public var places: [[String: String?]]

    /// Every part, as it is named.
    public init(
        number: Int, systemIdentifier: String?, database: String, table: String, chain: [String: String?],
        places: [[String: String?]]
    ) {
        self.number = number
        self.systemIdentifier = systemIdentifier
        self.database = database
        self.table = table
        self.chain = chain
        self.places = places
    }
}
