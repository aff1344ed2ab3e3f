public import Rows

/// What the catalog says of a table, or of what stands in a table's place.
public struct Relation: Sendable, Hashable {
    /// `pg_class.relkind`, as far as rows can be read from it.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case table = "r"
        case partitioned = "p"
        case view = "v"
        case materializedView = "m"
        case foreign = "f"
    }

    /// `pg_class.oid`.
    public var oid: UInt32
    /// Without quotes, as is the name.
    public var schema: String
    /// The table.
    public var name: String
    /// What it is.
    public var kind: Kind
    /// Whether only one session can fill it.
    public var isTemporary: Bool
    /// Whether a crash empties it.
    public var isUnlogged: Bool
    /// Whether it, a partition or a child is a foreign table.
    public var hasForeignPart: Bool
    /// The table that it is a partition or a child of, as SQL spells it.
    public var parent: String?
    /// Whether it has partitions or children.
    public var hasChildren: Bool
    /// Schema and name as SQL spells them, quoted where SQL needs it.
    public var sqlName: String
    /// In the table's order; dropped ones are left out.
    public var columns: [Column]
    /// Columns in which no row has NULL.
    public var columnsWithoutNull: Set<String>
    /// Columns that the role may not read.
    public var unreadableColumns: Set<String>
    /// Whether the role may read `xmin`, `tableoid` and `ctid`, and they mean something.
    public var hasOrigin: Bool
    /// The role that owns it.
    public var owner: String
    /// `relrowsecurity`.
    public var hasRowSecurity: Bool
    /// `relforcerowsecurity`: the owner is bound too.
    public var forcesRowSecurity: Bool
    /// Whether row security would hide rows from the role of this session.
    public var hidesRows: Bool
    /// Valid indexes over plain columns and all rows.
    public var indexes: [Index]

    /// A table of which no catalog tells more than its columns.
    public init(schema: String?, name: String, columns: [Column]) {
        self.init(
            oid: 0, schema: schema ?? "", name: name, kind: .table, isTemporary: false, isUnlogged: false,
            hasForeignPart: false, parent: nil, hasChildren: false,
            sqlName: schema.map { "\($0).\(name)" } ?? name, columns: columns, columnsWithoutNull: [],
            unreadableColumns: [], hasOrigin: false, owner: "", hasRowSecurity: false, forcesRowSecurity: false,
            hidesRows: false, indexes: [])
    }

    init(
        oid: UInt32, schema: String, name: String, kind: Kind, isTemporary: Bool, isUnlogged: Bool,
        hasForeignPart: Bool, parent: String?, hasChildren: Bool, sqlName: String, columns: [Column],
        columnsWithoutNull: Set<String>, unreadableColumns: Set<String>, hasOrigin: Bool, owner: String,
        hasRowSecurity: Bool, forcesRowSecurity: Bool, hidesRows: Bool, indexes: [Index]
    ) {
        self.oid = oid
        self.schema = schema
        self.name = name
        self.kind = kind
        self.isTemporary = isTemporary
        self.isUnlogged = isUnlogged
        self.hasForeignPart = hasForeignPart
        self.parent = parent
        self.hasChildren = hasChildren
        self.sqlName = sqlName
        self.columns = columns
        self.columnsWithoutNull = columnsWithoutNull
        self.unreadableColumns = unreadableColumns
        self.hasOrigin = hasOrigin
        self.owner = owner
        self.hasRowSecurity = hasRowSecurity
        self.forcesRowSecurity = forcesRowSecurity
        self.hidesRows = hidesRows
        self.indexes = indexes
    }

    /// An index over plain columns and all rows.
    public struct Index: Sendable, Hashable {
        /// The key columns, in their order.
        public var columns: [String]
        /// Whether no two rows have the same values in them, NULL included.
        public var isUnique: Bool
        /// Whether it gives rows in the order of `ORDER BY` its columns.
        public var isOrdered: Bool
    }

    /// Whether no two rows can have the same values in these columns.
    public func rulesOutTies(in columns: [String]) -> Bool {
        // A unique index of a parent by inheritance says nothing of the children's rows.
        (kind == .partitioned || !hasChildren)
            && indexes.contains { $0.isUnique && $0.columns.allSatisfy(columns.contains) }
    }

    /// Whether an index gives rows in the order of these columns, so that the server need not sort.
    public func serves(_ columns: [String]) -> Bool {
        indexes.contains { $0.isOrdered && $0.columns.starts(with: columns) }
    }
}
