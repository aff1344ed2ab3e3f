public import AuditChain

/// What names mean in a database. Answered by its catalog (the room Postgres), or by `BuiltInCatalog` without one.
public protocol FunctionCatalog: ~Copyable {
    /// The schemas of the connection's own search_path.
    var searchPath: [String] { get }
    /// Where functions of each of these names are, the schemas of the search_path first; none: it does not exist.
    mutating func homes(ofFunctions names: [String]) throws(Obstacle) -> [String: [FunctionHome]]
    /// The schemas that have a type of this name, in the same order.
    mutating func schemas(ofType name: String) throws(Obstacle) -> [String]
    /// The schemas that have an operator of this name, in the same order.
    mutating func schemas(ofOperator name: String) throws(Obstacle) -> [String]
    /// Functions that somebody may have meant, at most three.
    mutating func functions(near name: String) throws(Obstacle) -> [String]
}

/// A schema's functions of one name.
public struct FunctionHome: Sendable, Hashable {
    /// The schema.
    public var schema: String
    /// Whether one of them may do something, or give another value each time: `pg_proc.provolatile`.
    public var isVolatile: Bool
    /// Whether one of them takes types of pg_catalog only, and so may be meant in place of a function of pg_catalog.
    public var takesBuiltInTypes: Bool
    /// Whether the extension pgcrypto made them.
    public var isPgcrypto: Bool

    /// The functions of one name in a schema.
    public init(schema: String, isVolatile: Bool = false, takesBuiltInTypes: Bool = true, isPgcrypto: Bool = false) {
        self.schema = schema
        self.isVolatile = isVolatile
        self.takesBuiltInTypes = takesBuiltInTypes
        self.isPgcrypto = isPgcrypto
    }
}
