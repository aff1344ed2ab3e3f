public import AuditChain

/// What the names in a formula mean, looked up once.
public struct CatalogNames: Sendable, Hashable {
    var functions: [String: [FunctionHome]] = [:]
    var types: [String: [String]] = [:]
    var operators: [String: [String]] = [:]
    var near: [String: [String]] = [:]
    private var searchPath: [String] = []

    /// Looks up the names that a formula uses without a schema.
    public init(
        of formula: Formula, in catalog: inout some FunctionCatalog & ~Copyable
    ) throws(Obstacle) { try self.init(formula.root.node, &catalog) }

    init(_ node: Message, _ catalog: inout some FunctionCatalog & ~Copyable) throws(Obstacle) {
        searchPath = catalog.searchPath
        let mentioned = Mentions(node)
        for name in mentioned.functions.sorted() {
            let found = try catalog.homes(ofFunction: name)
            functions[name] = found
            if found.isEmpty { near[name] = try catalog.functions(near: name) }
        }
        for name in mentioned.types.sorted() { types[name] = try catalog.schemas(ofType: name) }
        for name in mentioned.operators.sorted() { operators[name] = try catalog.schemas(ofOperator: name) }
    }

    /// The schemas beside pg_catalog that the server must search, so that overloaded functions and the operators of
    /// such types resolve as they did for the writer: those that the names come from, and those of the connection's
    /// own search_path that overload a function of pg_catalog.
    public var schemas: Set<String> {
        var found: Set<String> = []
        for homes in functions.values.map({ $0.map(\.schema) }) {
            if homes.contains("pg_catalog") {
                found.formUnion(homes.filter(searchPath.contains))
            } else if let first = homes.first {
                found.insert(first)
            }
        }
        for schemas in Array(types.values) + Array(operators.values) where !schemas.contains("pg_catalog") {
            if let first = schemas.first { found.insert(first) }
        }
        return found.subtracting(["pg_catalog"])
    }

    /// The schema that a bare function name stands for; `nil` where nothing has the name.
    func schema(ofFunction name: String) -> String? { Self.chosen(functions[name]?.map(\.schema)) }

    /// The schema that a bare type name stands for.
    func schema(ofType name: String) -> String? { Self.chosen(types[name]) }

    /// The schema that an operator stands for.
    func schema(ofOperator name: String) -> String? { Self.chosen(operators[name]) }

    /// Whether a name means a function of pg_catalog whatever its arguments are.
    func isBuiltInAlone(_ name: Expression.Name) -> Bool { isBuiltIn(name) { _ in true } }

    /// Whether a name means a function of pg_catalog if its arguments are of types of pg_catalog.
    func isBuiltInForBuiltInTypes(_ name: Expression.Name) -> Bool { isBuiltIn(name, rivals: \.takesBuiltInTypes) }

    private func isBuiltIn(_ name: Expression.Name, rivals: (FunctionHome) -> Bool) -> Bool {
        if let schema = name.schema { return schema == "pg_catalog" }
        let homes = functions[name.name] ?? []
        return homes.contains { $0.schema == "pg_catalog" }
            && !homes.contains { $0.schema != "pg_catalog" && searchPath.contains($0.schema) && rivals($0) }
    }

    /// Whether a name, bare or with a schema, is pgcrypto's `digest` or `hmac`.
    ///
    /// Where the database has no such function (a copy without its extensions) it can only be pgcrypto's.
    func isPgcrypto(_ name: Expression.Name) -> Bool {
        guard Self.pgcryptoNames.contains(name.name) else { return false }
        let homes = functions[name.name] ?? []
        guard let schema = name.schema ?? schema(ofFunction: name.name) else { return true }
        guard let home = homes.first(where: { $0.schema == schema }) else { return homes.isEmpty }
        return home.isPgcrypto
    }

    static let pgcryptoNames: Set<String> = ["digest", "hmac"]

    private static func chosen(_ schemas: [String]?) -> String? {
        guard let schemas, let first = schemas.first else { return nil }
        return schemas.contains("pg_catalog") ? "pg_catalog" : first
    }
}

/// Names that a tree uses without a schema.
struct Mentions {
    private(set) var functions: Set<String> = []
    private(set) var types: Set<String> = []
    private(set) var operators: Set<String> = []

    init(_ node: Message) {
        var functions: Set<String> = []
        var types: Set<String> = []
        var operators: Set<String> = []
        node.walk { message in
            switch message.kind {
            case "FuncCall":
                let names = message.names("funcname")
                // pgcrypto's are looked up with their schema too, because another function may bear the name, and
                // PostgreSQL's own, because they may be volatile.
                if let last = names.last,
                    names.count == 1 || names.first == "pg_catalog" || CatalogNames.pgcryptoNames.contains(last)
                {
                    functions.insert(last)
                }
            case "TypeName" where message.list("names").count == 1: types.formUnion(message.names("names"))
            case "AExpr" where message.list("name").count == 1 && message.integer("kind") <= 3:
                operators.formUnion(message.names("name"))
            default: break
            }
            return true
        }
        self.functions = functions
        self.types = types
        self.operators = operators
    }
}
