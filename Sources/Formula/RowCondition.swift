public import AuditChain
public import Rows

/// A condition over the row, as `where:` has it.
public struct RowCondition: Sendable {
    /// SQL whose names mean the same whatever the search_path.
    public let sql: String
    /// The columns that it names.
    public let names: [String]
    /// Schemas beside pg_catalog that the server must search to evaluate it.
    public let schemas: Set<String>
    /// Schemas to search besides where the server refuses it without them.
    public let overloadingSchemas: Set<String>

    /// Reads a condition.
    ///
    /// - Parameters:
    ///   - columns: the table's.
    ///   - refusesVolatile: whether functions that may do something are refused, also those of users.
    /// - Throws: an obstacle with its place for anything but one expression, and for names that mean nothing.
    public init(
        _ source: SourceText, columns: [Column], refusesVolatile: Bool = false,
        in catalog: inout some FunctionCatalog & ~Copyable
    ) throws(Obstacle) {
        let formula = try Formula(parsing: source, title: "where")
        let catalogNames = try CatalogNames(of: formula, in: &catalog)
        var context = FormulaContext(
            columns: columns, link: nil, hash: ColumnType(oid: 25, name: "text"), settings: RenderSettings(),
            names: catalogNames)
        // The table may have a column of that name, which a condition may use.
        context.link = columns.contains { $0.name == "previous" } ? "previous" : nil
        if context.link == nil, formula.names.contains("previous") {
            throw source.obstacle("where can't use 'previous': it looks at one row alone", at: 0)
        }
        context.refusesVolatile = refusesVolatile
        if refusesVolatile { try Self.refuseVolatile(formula, source, &catalog) }
        try formula.checkNames(context)
        guard let sql = Printing.sql(formula.root, catalogNames) else {
            throw source.obstacle("where can't be printed back to SQL", at: 0)
        }
        self.sql = sql
        names = formula.names
        schemas = catalogNames.schemas
        overloadingSchemas = catalogNames.overloadingSchemas
    }

    /// A name with its schema is not looked up otherwise.
    private static func refuseVolatile(
        _ formula: Formula, _ source: SourceText, _ catalog: inout some FunctionCatalog & ~Copyable
    ) throws(Obstacle) {
        let placed = Mentions(formula.root.node).placedFunctions
        let homes = try catalog.homes(ofFunctions: Set(placed.map { $0[1] }).sorted())
        for names in placed.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard homes[names[1]]?.contains(where: { $0.schema == names[0] && $0.isVolatile }) == true else { continue }
            throw source.obstacle(Refusals.volatileSentence(names.joined(separator: "."), "where"), at: 0)
        }
    }
}
