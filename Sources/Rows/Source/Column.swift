/// A column as the catalog has it.
public struct Column: Sendable, Hashable {
    public var name: String
    public var type: ColumnType

    public init(name: String, type: ColumnType) {
        self.name = name
        self.type = type
    }
}

/// A PostgreSQL type. A domain stands as its base type, which is how its values travel in binary.
public struct ColumnType: Sendable, Hashable {
    public enum Category: Sendable, Hashable { case base, enumeration, array(element: UInt32), composite, other }

    /// `pg_type.oid`; fixed for built-in types, such as 20 for `bigint`.
    public var oid: UInt32
    /// `pg_type.typname` of the base type, such as `int8` or `timestamptz`.
    public var name: String
    /// `pg_attribute.atttypmod`, -1 where there is none.
    public var modifier: Int32
    public var category: Category

    public init(oid: UInt32, name: String, modifier: Int32 = -1, category: Category = .base) {
        self.oid = oid
        self.name = name
        self.modifier = modifier
        self.category = category
    }
}
