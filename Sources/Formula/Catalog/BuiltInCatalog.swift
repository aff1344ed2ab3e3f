public import AuditChain

/// The names that can be compiled, for a source without a server.
public struct BuiltInCatalog: FunctionCatalog, Sendable {
    /// A catalog that knows what the compiler knows, and pgcrypto in the schema `public`.
    public init() {}

    /// `public`.
    public var searchPath: [String] { ["public"] }

    /// `pg_catalog`, or `public` for pgcrypto's; none for a function that is not compiled.
    public func homes(ofFunctions names: [String]) throws(Obstacle) -> [String: [FunctionHome]] {
        Dictionary(names.map { ($0, Self.homes(of: $0)) }) { first, _ in first }
    }

    private static func homes(of name: String) -> [FunctionHome] {
        if CatalogNames.pgcryptoNames.contains(name) { return [FunctionHome(schema: "public", isPgcrypto: true)] }
        return CallCompiler.names.contains(name) ? [FunctionHome(schema: "pg_catalog")] : []
    }

    /// `pg_catalog` for a built-in type that the compiler knows.
    public func schemas(ofType name: String) throws(Obstacle) -> [String] {
        SQLType.builtIn[name] == nil ? [] : ["pg_catalog"]
    }

    /// `pg_catalog`.
    public func schemas(ofOperator name: String) throws(Obstacle) -> [String] { ["pg_catalog"] }

    /// The nearest name that the compiler knows.
    public func functions(near name: String) throws(Obstacle) -> [String] {
        Array(Nearest.names(to: name, among: CallCompiler.names).prefix(1))
    }
}
