public import AuditChain
internal import CLibPQ
public import Rows

/// A table of a PostgreSQL database, or a query, as a source of rows: everything from one snapshot.
public struct TableSource: Source, ~Copyable {
    /// What the rows are read from.
    public enum Place: Sendable, Hashable {
        case table(Relation)
        /// SQL that names its tables with their schemas.
        case query(String)
    }

    var session: Session
    /// How many rows a second are read at most; `nil`: as many as come.
    public var throttle: Throttle?
    /// What the rows are read from.
    public let place: Place
    /// How they make up chains.
    public private(set) var layout: Layout
    /// The columns that rows can be read with, in the table's order.
    public let columns: [Column]
    /// What stands behind FROM.
    let from: String
    /// The columns of the layout by name, quoted and with the types that their values are cast to.
    let keys: [String: KeyColumn]
    var selected: Selection?
    /// What the planner expects; the outer `nil`: it was not asked yet.
    var expected: Int??

    /// A session can be asked anything.
    public var hasServer: Bool { true }
    /// Which server and database the rows come from.
    public var facts: ServerFacts { session.facts }

    /// The rows of a table or a query.
    ///
    /// - Throws: `permission` where row security would hide rows or the role may read none, `configuration` for a
    ///   query that the server refuses or a column that is not there.
    public init(_ session: consuming Session, place: Place, layout: Layout) throws(Obstacle) {
        var session = session
        let prepared = try Self.prepare(&session, place: place, layout: layout)
        from = prepared.from
        columns = prepared.columns
        keys = prepared.keys
        self.place = place
        self.layout = layout
        self.session = session
    }

    init(
        _ session: consuming Session, place: Place, layout: Layout,
        prepared: (from: String, columns: [Column], keys: [String: KeyColumn]), throttle: Throttle?
    ) {
        from = prepared.from
        columns = prepared.columns
        keys = prepared.keys
        self.place = place
        self.layout = layout
        self.session = session
        self.throttle = throttle
    }

    private static func prepare(
        _ session: inout Session, place: Place, layout: Layout
    ) throws(Obstacle) -> (from: String, columns: [Column], keys: [String: KeyColumn]) {
        try check(layout.ranges)
        try session.search(layout.schemas)
        let from: String
        let columns: [Column]
        switch place {
        case .table(let relation):
            try checkAccess(to: relation, role: session.facts.user)
            from = relation.sqlName
            columns = relation.columns
        case .query(let sql):
            from = "(\(withoutSemicolon(sql))\n) AS unbroken_rows"
            columns = try session.columns(ofQuery: from)
        }
        var keys: [String: KeyColumn] = [:]
        for name in Set(layout.per + layout.order + [layout.hash]) {
            guard let column = columns.first(where: { $0.name == name }) else { throw missing(name, among: columns) }
            keys[name] = try session.keyColumn(column, of: place)
        }
        return (from, columns, keys)
    }

    /// Gives the session back, for the next table of the same snapshot.
    public consuming func release() -> Session { session }

    /// Renders expressions under these settings from now on.
    public mutating func apply(settings: [String: String]) throws(Obstacle) {
        let ranges = settings.isEmpty ? [] : [RenderingRange(settings: settings)]
        try Self.check(ranges)
        layout.ranges = ranges
    }

    var relation: Relation? {
        guard case .table(let relation) = place else { return nil }
        return relation
    }

    /// Whether `xmin`, `tableoid` and `ctid` can be read.
    var hasOrigin: Bool { relation?.hasOrigin ?? false }

    static func missing(_ name: String, among columns: [Column]) -> Obstacle {
        Obstacle(
            .configuration, "there is no column \(name)",
            hint: Nearest.question(Nearest.names(to: name, among: columns.map(\.name)))
                ?? "there are: \(columns.map(\.name).joined(separator: ", "))", sqlState: "42703")
    }

    private static func checkAccess(to relation: Relation, role: String) throws(Obstacle) {
        if relation.hidesRows {
            throw Obstacle(
                .permission, "row security hides rows of \(relation.sqlName) from role \(role); nothing was verified",
                hint: "ALTER ROLE \(role) BYPASSRLS, or connect as a role that has it", sqlState: "42501")
        }
        if relation.unreadableColumns.count == relation.columns.count, !relation.columns.isEmpty {
            throw Obstacle(
                .permission, "role \(role) may not read \(relation.sqlName)",
                hint: "GRANT SELECT ON \(relation.sqlName) TO \(role)", sqlState: "42501")
        }
    }

    private static func withoutSemicolon(_ sql: String) -> String {
        var text = sql[...]
        while let last = text.last, last.isWhitespace || last == ";" { text.removeLast() }
        return String(text)
    }
}

extension Session {
    /// The columns that a query, or whatever may stand behind FROM, gives.
    ///
    /// - Throws: what the server says of the query.
    public mutating func columns(ofQuery from: String) throws(Obstacle) -> [Column] {
        var refusal: Obstacle?
        guard let found = try connection.attempt("SELECT * FROM \(from) WHERE false", [], refusal: &refusal) else {
            throw refusal ?? QueryResult.nonsense
        }
        var raw: [(name: String, type: UInt32, modifier: Int32)] = []
        for column in 0..<Int32(found.columnCount) {
            guard let name = PQfname(found.handle, column) else { throw QueryResult.nonsense }
            raw.append((String(cString: name), PQftype(found.handle, column), PQfmod(found.handle, column)))
        }
        return try columns(raw)
    }
}
