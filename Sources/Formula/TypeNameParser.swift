public import Rows

/// Types as SQL spells them, for rows whose catalog is not at hand.
public enum TypeNameParser {
    /// The built-in type that a text such as `bigint`, `timestamptz` or `char(64)` names; `nil`: none that is known here.
    public static func parse(_ text: String) -> ColumnType? {
        guard let source = try? Statement.expression(SourceText("NULL::" + text, pieces: []), called: "it"),
            case .cast(_, let reference) = source.form, reference.schema ?? "pg_catalog" == "pg_catalog",
            let oid = oids[reference.name]
        else { return nil }
        if reference.isArray {
            return ColumnType(oid: 0, name: "_" + reference.name, category: .array(element: oid))
        }
        // Only a length tells types apart here; the modifier of char(n) and varchar(n) counts four bytes more.
        let isSized = ["bpchar", "varchar"].contains(reference.name)
        // `char` alone is char(1).
        let length = reference.modifiers.first ?? (reference.name == "bpchar" ? 1 : -5)
        return ColumnType(oid: oid, name: reference.name, modifier: isSized ? length + 4 : -1)
    }

    /// `pg_type.oid` by `pg_type.typname`: they never change.
    private static let oids: [String: UInt32] = [
        "bool": 16, "bytea": 17, "char": 18, "name": 19, "int8": 20, "int2": 21, "int4": 23, "text": 25, "oid": 26,
        "json": 114, "float4": 700, "float8": 701, "macaddr": 829, "inet": 869, "cidr": 650, "bpchar": 1042,
        "varchar": 1043, "date": 1082, "time": 1083, "timestamp": 1114, "timestamptz": 1184, "interval": 1186,
        "timetz": 1266, "numeric": 1700, "uuid": 2950, "jsonb": 3802, "macaddr8": 774,
    ]

    /// How a type is spelled so that it can be parsed again; `nil`: it is none of those that are known here.
    public static func spelling(of type: ColumnType) -> String? {
        guard type.category == .base, oids[type.name] == type.oid else { return nil }
        guard ["bpchar", "varchar"].contains(type.name), type.modifier >= 4 else { return type.name }
        return "\(type.name)(\(type.modifier - 4))"
    }

    /// What can be named, for a hint.
    public static var known: [String] {
        ["bigint", "integer", "smallint", "boolean", "text", "varchar", "uuid", "bytea", "timestamptz", "timestamp"]
            + ["date", "time", "numeric", "real", "double precision", "json", "jsonb", "inet", "cidr", "interval"]
    }
}
