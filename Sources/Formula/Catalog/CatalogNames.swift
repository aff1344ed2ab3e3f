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
        let homes = try catalog.homes(ofFunctions: mentioned.functions.sorted())
        for name in mentioned.functions.sorted() {
            let found = homes[name] ?? []
            functions[name] = found
            if found.isEmpty { near[name] = try catalog.functions(near: name) }
        }
        for name in mentioned.types.sorted() { types[name] = try catalog.schemas(ofType: name) }
        for name in mentioned.operators.sorted() { operators[name] = try catalog.schemas(ofOperator: name) }
    }

    /// The schemas beside pg_catalog that names come from which pg_catalog does not have.
    public var schemas: Set<String> {
        var found: Set<String> = []
        for homes in functions.values.map({ $0.map(\.schema) }) where !homes.contains("pg_catalog") {
            if let first = homes.first { found.insert(first) }
        }
        for schemas in Array(types.values) + Array(operators.values) where !schemas.contains("pg_catalog") {
            if let first = schemas.first { found.insert(first) }
        }
        return found.subtracting(["pg_catalog"])
    }

    /// The schemas of the connection's own search_path that overload a function of pg_catalog.
    ///
    /// They are searched only for an expression that means nothing without them: else whoever may create a function could
    /// have the server compute, and be believed in, what we compute ourselves.
    public var overloadingSchemas: Set<String> {
        Set(overloads.flatMap { $0.homes.map(\.schema) })
    }

    /// Sentences about functions that a bare name may mean as well, for arguments of PostgreSQL's own types.
    var ambiguities: [String] {
        overloads.compactMap { name, homes in
            let rivals = homes.filter { $0.takesBuiltInTypes && !$0.isPgcrypto }.map { "\($0.schema).\(name)" }
            guard !rivals.isEmpty else { return nil }
            return "\(rivals.joined(separator: ", ")) may be meant by \(name) as well: PostgreSQL's own was taken. "
                + "If the trigger calls another, write its schema; if nobody should have made it, ask who did."
        }.sorted()
    }

    private var overloads: [(name: String, homes: [FunctionHome])] {
        functions.compactMap { name, homes in
            guard Self.pgcryptoNames.contains(name) || homes.contains(where: { $0.schema == "pg_catalog" }) else {
                return nil
            }
            let others = homes.filter { $0.schema != "pg_catalog" && searchPath.contains($0.schema) }
            return others.isEmpty ? nil : (name, others)
        }
    }

    /// The schema that a bare function name stands for; `nil` where nothing has the name.
    func schema(ofFunction name: String) -> String? {
        guard let homes = functions[name] else { return nil }
        if Self.pgcryptoNames.contains(name), let home = homes.first(where: \.isPgcrypto) { return home.schema }
        return Self.chosen(homes.map(\.schema))
    }

    /// The schema that a bare type name stands for.
    func schema(ofType name: String) -> String? { Self.chosen(types[name]) }

    /// The schema that an operator stands for.
    func schema(ofOperator name: String) -> String? { Self.chosen(operators[name]) }

    /// Whether a name means a function of pg_catalog, if that has one for the arguments.
    func isBuiltIn(_ name: Expression.Name) -> Bool {
        if let schema = name.schema { return schema == "pg_catalog" }
        return schema(ofFunction: name.name) == "pg_catalog"
    }

    /// Whether it means one whatever the arguments are.
    func isBuiltInAlone(_ name: Expression.Name) -> Bool {
        isBuiltIn(name) && (name.schema != nil || !overloads.contains { $0.name == name.name })
    }

    /// Whether a name, bare or with a schema, is pgcrypto's `digest` or `hmac`. A bare one always is: another function of
    /// that name must be written with its schema, or anybody's would be asked in place of pgcrypto's.
    func isPgcrypto(_ name: Expression.Name) -> Bool {
        guard Self.pgcryptoNames.contains(name.name) else { return false }
        guard let schema = name.schema, let homes = functions[name.name] else { return true }
        return homes.first { $0.schema == schema }.map(\.isPgcrypto) ?? homes.isEmpty
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
    /// Functions that it names with their schema, each as both.
    private(set) var placedFunctions: Set<[String]> = []
    private(set) var types: Set<String> = []
    private(set) var operators: Set<String> = []

    init(_ node: Message) {
        var functions: Set<String> = []
        var placed: Set<[String]> = []
        var types: Set<String> = []
        var operators: Set<String> = []
        node.walk { message in
            switch message.kind {
            case "FuncCall":
                let names = message.names("funcname")
                if names.count > 1 { placed.insert(names.suffix(2)) }
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
        placedFunctions = placed
        self.types = types
        self.operators = operators
    }
}
