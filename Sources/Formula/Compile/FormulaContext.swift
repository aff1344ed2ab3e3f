public import AuditChain
public import Rows

/// What the database knows that a formula needs: answered by a connection.
public protocol FormulaCatalog: AnyObject {
    /// The type that the server gives an expression over the entry's rows.
    ///
    /// - Throws: `.configuration` where the server can't make sense of it.
    func type(of expression: String) throws(Obstacle) -> ColumnType
    /// The schemas in which a function of this name stands, in the order of the connection's own search_path.
    func schemas(ofFunction name: String) throws(Obstacle) -> [String]
    /// The schemas in which a type of this name stands, likewise.
    func schemas(ofType name: String) throws(Obstacle) -> [String]
    /// The known function whose name is nearest to one that is not known.
    func nearestFunction(to name: String) throws(Obstacle) -> String?
}

/// What an expression of an entry may use.
public struct FormulaContext {
    /// The columns of the table.
    public var columns: [Column]
    /// The columns that the expression may use; `nil`: all.
    public var allowed: Set<String>?
    /// The column that stores the link; `nil`: the name `previous` stands for it.
    public var linkColumn: String?
    /// The type of the hash column.
    public var hashType: ColumnType
    /// How values become text.
    public var settings: RenderSettings
    /// The secrets by name.
    public var secrets: [String: [UInt8]]
    /// Asked where the tree alone does not tell.
    public var catalog: any FormulaCatalog
    /// Whether the server renders the whole expression.
    public var rendersOnServer: Bool

    /// A context in which an expression is compiled.
    public init(
        columns: [Column], allowed: Set<String>? = nil, linkColumn: String?, hashType: ColumnType,
        settings: RenderSettings,
        secrets: [String: [UInt8]] = [:], catalog: any FormulaCatalog, rendersOnServer: Bool = false
    ) {
        self.columns = columns
        self.allowed = allowed
        self.linkColumn = linkColumn
        self.hashType = hashType
        self.settings = settings
        self.secrets = secrets
        self.catalog = catalog
        self.rendersOnServer = rendersOnServer
    }
}

/// An expression made ready to render rows.
public struct CompiledFormula: Sendable {
    var program: Program
    /// The columns that the plan reads.
    public internal(set) var columns: [String] = []
    /// SQL that the server has to render, each a further field.
    public internal(set) var serverExpressions: [String] = []
    /// The parts of the expression in order, for an explanation.
    public internal(set) var parts: [String] = []

    /// Whether the server renders any part.
    public var usesServer: Bool { !serverExpressions.isEmpty }
    /// Whether another link can be tried in place of the stored one.
    public var canTryLinks: Bool { !program.serverReadsLink }

    /// A plan over rows in which each column and each server expression stands in this field.
    public func plan(fields: [String: Int], expressions: [Int]) -> RenderPlan {
        var program = program
        func place(_ field: Int) -> Int {
            field < columns.count ? fields[columns[field]] ?? 0 : expressions[field - Self.expressionBase]
        }
        for index in program.instructions.indices {
            switch program.instructions[index] {
            case .field(let field): program.instructions[index] = .field(place(field))
            case .fieldText(let field, let type): program.instructions[index] = .fieldText(place(field), type)
            default: break
            }
        }
        program.linkField = program.linkField.map(place)
        return RenderPlan(program)
    }

    /// Fields from here on are server expressions until a plan is bound to a row's fields.
    static let expressionBase = 1 << 20
}
