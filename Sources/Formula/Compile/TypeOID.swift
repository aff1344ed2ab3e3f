internal import Rows

/// The fixed numbers of built-in types (`pg_type.dat`).
enum TypeOID {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let json: UInt32 = 114
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let unknown: UInt32 = 705
    static let cidr: UInt32 = 650
    static let inet: UInt32 = 869
    static let bpchar: UInt32 = 1042
    static let varchar: UInt32 = 1043
    static let date: UInt32 = 1082
    static let time: UInt32 = 1083
    static let timestamp: UInt32 = 1114
    static let timestamptz: UInt32 = 1184
    static let interval: UInt32 = 1186
    static let numeric: UInt32 = 1700
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802
}

extension ColumnType {
    static let text = ColumnType(oid: TypeOID.text, name: "text")
    static let bytea = ColumnType(oid: TypeOID.bytea, name: "bytea")
    static let bool = ColumnType(oid: TypeOID.bool, name: "bool")
    static let int4 = ColumnType(oid: TypeOID.int4, name: "int4")
    static let int8 = ColumnType(oid: TypeOID.int8, name: "int8")
    static let numeric = ColumnType(oid: TypeOID.numeric, name: "numeric")
    static let json = ColumnType(oid: TypeOID.json, name: "json")
    static let jsonb = ColumnType(oid: TypeOID.jsonb, name: "jsonb")
    static let timestamp = ColumnType(oid: TypeOID.timestamp, name: "timestamp")
    static let timestamptz = ColumnType(oid: TypeOID.timestamptz, name: "timestamptz")
    static let unknown = ColumnType(oid: TypeOID.unknown, name: "unknown")

    /// Whether values are text that coerces to `text` by itself.
    var isTextLike: Bool {
        [TypeOID.text, TypeOID.varchar, TypeOID.bpchar, TypeOID.name].contains(oid)
    }

    var isArray: Bool {
        if case .array = category { return true }
        return false
    }

    var isInteger: Bool { [TypeOID.int2, TypeOID.int4, TypeOID.int8].contains(oid) }
}
