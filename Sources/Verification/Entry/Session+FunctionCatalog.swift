public import AuditChain
public import Formula
public import Postgres

extension Session: FunctionCatalog {
    /// The functions of a name by schema.
    public mutating func homes(ofFunction name: String) throws(Obstacle) -> [FunctionHome] {
        try functions(named: name).map { family in
            FunctionHome(
                schema: family.schema, isVolatile: family.isVolatile,
                takesBuiltInTypes: family.takesBuiltInTypes, isPgcrypto: family.extension == "pgcrypto")
        }
    }
}
