public import Rows

/// What a formula is compiled for.
public struct FormulaContext: Sendable {
    /// The table's columns.
    public var columns: [Column]
    /// The column with the link; `nil`: none is stored, and `previous` names it.
    public var link: String?
    /// The type of the hash column, which the formula must give.
    public var hash: ColumnType
    /// How values become text.
    public var settings: RenderSettings
    /// Secrets by their names in the formula; their bytes are text.
    public var secrets: [String: [UInt8]]
    /// Types of expressions, as SQL, that the server told.
    var serverTypes: [String: ColumnType] = [:]
    /// What names mean in the database.
    public var names: CatalogNames
    /// Whether the server renders everything that does not need the link.
    public var rendersOnServer: Bool
    /// The only columns that may be read, as in a genesis; `nil`: all.
    public var allowedColumns: [String]?
    /// Whether a function that PostgreSQL counts as VOLATILE is refused, whoever made it: it may do something.
    var refusesVolatile = false

    /// A formula over these columns for this hash column.
    public init(
        columns: [Column], link: String?, hash: ColumnType, settings: RenderSettings, names: CatalogNames,
        secrets: [String: [UInt8]] = [:], rendersOnServer: Bool = false, allowedColumns: [String]? = nil
    ) {
        self.columns = columns
        self.link = link
        self.hash = hash
        self.settings = settings
        self.secrets = secrets
        self.names = names
        self.rendersOnServer = rendersOnServer
        self.allowedColumns = allowedColumns
    }

    func column(_ name: String) -> Column? { columns.first { $0.name == name } }

    /// Whether a name of the formula is the link.
    func isLink(_ name: String) -> Bool {
        if let link { return name == link }
        return name == "previous" && column(name) == nil
    }

    /// The link's type: the column's, or else the hash column's.
    var linkType: SQLType? {
        guard let link else { return SQLType(hash) }
        return column(link).map { SQLType($0.type) }
    }
}
