public import AuditChain
public import Formula
public import Postgres

extension Session: FunctionCatalog {
    /// The functions of each name by schema.
    public mutating func homes(ofFunctions names: [String]) throws(Obstacle) -> [String: [FunctionHome]] {
        try functions(named: names).mapValues { families in
            families.map { family in
                FunctionHome(
                    schema: family.schema, isVolatile: family.isVolatile,
                    takesBuiltInTypes: family.takesBuiltInTypes, isPgcrypto: family.extension == "pgcrypto")
            }
        }
    }
}
