public import Rows

/// A type whose values can be rendered from PostgreSQL's wire format, found out once for a column.
public enum ValueType: Sendable, Hashable {
    case int2, int4, int8, oid, numeric, float4, float8, bool
    /// `text`, `varchar`, `name` and enumerations: the bytes as they are.
    case text
    /// `character(n)`, whose trailing blanks the cast to text drops.
    case bpchar
    /// `"char"`, one byte.
    case char
    case uuid, timestamptz, timestamp, date, time, timetz, interval, inet, cidr, macaddr, macaddr8

    /// The type of a column; `nil` where this part does not know it.
    public init?(_ type: ColumnType) {
        if type.category == .enumeration {
            self = .text
            return
        }
        guard type.category == .base else { return nil }
        switch type.oid {
        case 16: self = .bool
        case 18: self = .char
        case 19, 25, 1043: self = .text
        case 20: self = .int8
        case 21: self = .int2
        case 23: self = .int4
        case 26: self = .oid
        case 650: self = .cidr
        case 700: self = .float4
        case 701: self = .float8
        case 774: self = .macaddr8
        case 829: self = .macaddr
        case 869: self = .inet
        case 1042: self = .bpchar
        case 1082: self = .date
        case 1083: self = .time
        case 1114: self = .timestamp
        case 1184: self = .timestamptz
        case 1186: self = .interval
        case 1266: self = .timetz
        case 1700: self = .numeric
        case 2950: self = .uuid
        default: return nil
        }
    }
}
