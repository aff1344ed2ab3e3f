internal import Rows

/// The types of expressions, as far as we tell them apart.
enum SQLType: Sendable, Hashable {
    /// A quoted literal or NULL whose type its surroundings decide.
    case unknown
    case text, varchar, bpchar, name
    case bool, int2, int4, int8, numeric, float4, float8
    case uuid, bytea
    case date, time, timetz, timestamp, timestamptz, interval
    case inet, cidr
    case json, jsonb
    case enumeration(UInt32)
    case array(element: UInt32)
    case other(String)

    init(_ column: ColumnType) {
        switch column.category {
        case .enumeration: self = .enumeration(column.oid)
        case .array(let element): self = .array(element: element)
        case .base: self = Self.builtIn[column.name] ?? .other(column.name)
        case .composite, .other: self = .other(column.name)
        }
    }

    /// By `pg_type.typname`.
    static let builtIn: [String: SQLType] = [
        "text": .text, "varchar": .varchar, "bpchar": .bpchar, "name": .name, "bool": .bool, "int2": .int2,
        "int4": .int4, "int8": .int8, "numeric": .numeric, "float4": .float4, "float8": .float8, "uuid": .uuid,
        "bytea": .bytea, "date": .date, "time": .time, "timetz": .timetz, "timestamp": .timestamp,
        "timestamptz": .timestamptz, "interval": .interval, "inet": .inet, "cidr": .cidr, "json": .json,
        "jsonb": .jsonb,
    ]

    /// How the type is called where it is not what was wanted.
    var title: String {
        switch self {
        case .enumeration: "an enumeration"
        case .array: "an array"
        case .other(let name): name
        case .unknown: "text"
        default: "\(self)"
        }
    }

    /// The type to those who render its wire format.
    var valueType: ValueType? {
        switch self {
        case .numeric: .numeric
        case .float4: .float4
        case .float8: .float8
        case .date: .date
        case .time: .time
        case .timetz: .timetz
        case .timestamp: .timestamp
        case .timestamptz: .timestamptz
        case .interval: .interval
        case .inet: .inet
        case .cidr: .cidr
        default: nil
        }
    }

    var isInteger: Bool { self == .int2 || self == .int4 || self == .int8 }

    /// `text` and what is the same bytes.
    var isText: Bool { self == .text || self == .varchar }

    /// PostgreSQL's string category.
    var isString: Bool { isText || self == .bpchar || self == .name }

    /// How many bytes the wire format has where we keep the value as one number; `nil`: as bytes.
    var scalarWidth: Int? {
        switch self {
        case .bool: 1
        case .int2: 2
        case .int4, .date: 4
        case .int8, .time, .timestamp, .timestamptz: 8
        default: nil
        }
    }
}
