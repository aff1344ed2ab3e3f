public import AuditChain

/// What names mean in a database. Answered by its catalog (the room Postgres), or by `BuiltInCatalog` without one.
public protocol FunctionCatalog: ~Copyable {
    /// The schemas that have a function of this name, those of the search_path first; none: it does not exist.
    mutating func schemas(ofFunction name: String) throws(Obstacle) -> [String]
    /// The schemas that have a type of this name, in the same order.
    mutating func schemas(ofType name: String) throws(Obstacle) -> [String]
    /// The schemas that have an operator of this name, in the same order.
    mutating func schemas(ofOperator name: String) throws(Obstacle) -> [String]
    /// Functions that somebody may have meant, at most three.
    mutating func functions(near name: String) throws(Obstacle) -> [String]
}

/// What the names in a formula mean, looked up once.
public struct CatalogNames: Sendable, Hashable {
    var functions: [String: [String]] = [:]
    var types: [String: [String]] = [:]
    var operators: [String: [String]] = [:]
    var near: [String: [String]] = [:]

    /// Looks up the names that a formula uses without a schema.
    public init(
        of formula: Formula, in catalog: inout some FunctionCatalog & ~Copyable
    ) throws(Obstacle) { try self.init(formula.root.node, &catalog) }

    init(_ node: Message, _ catalog: inout some FunctionCatalog & ~Copyable) throws(Obstacle) {
        let mentioned = Mentions(node)
        for name in mentioned.functions.sorted() {
            let found = try catalog.schemas(ofFunction: name)
            functions[name] = found
            if found.isEmpty { near[name] = try catalog.functions(near: name) }
        }
        for name in mentioned.types.sorted() { types[name] = try catalog.schemas(ofType: name) }
        for name in mentioned.operators.sorted() { operators[name] = try catalog.schemas(ofOperator: name) }
    }

    /// The schema that a bare name stands for; `nil` where nothing has the name.
    static func schema(of name: String, in found: [String: [String]]) -> String? {
        guard let schemas = found[name], let first = schemas.first else { return nil }
        return schemas.contains("pg_catalog") ? "pg_catalog" : first
    }
}

/// Names that a tree uses without a schema.
struct Mentions {
    var functions: Set<String> = []
    var types: Set<String> = []
    var operators: Set<String> = []

    init(_ node: Message) {
        var functions: Set<String> = []
        var types: Set<String> = []
        var operators: Set<String> = []
        node.walk { message in
            switch message.kind {
            case "FuncCall" where message.list("funcname").count == 1: functions.formUnion(message.names("funcname"))
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
