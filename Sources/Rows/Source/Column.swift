/// A column as the catalog has it.
public struct Column: Sendable, Hashable {
    /// Exactly as the catalog has it, without quotes.
    public var name: String
    /// Its type, a domain resolved.
    public var type: ColumnType

    /// A column of a table or of a query's result.
    public init(name: String, type: ColumnType) {
        self.name = name
        self.type = type
    }
}

/// A PostgreSQL type. A domain stands as its base type, which is how its values travel in binary.
public struct ColumnType: Sendable, Hashable {
    /// How the type's values travel in binary.
    public enum Category: Sendable, Hashable { case base, enumeration, array(element: UInt32), composite, other }

    /// `pg_type.oid`; fixed for built-in types, such as 20 for `bigint`.
    public var oid: UInt32
    /// `pg_type.typname` of the base type, such as `int8` or `timestamptz`.
    public var name: String
    /// `pg_attribute.atttypmod`, -1 where there is none.
    public var modifier: Int32
    /// Whether it is a base type, an enum, an array or something else.
    public var category: Category

    /// A type of the catalog.
    public init(oid: UInt32, name: String, modifier: Int32 = -1, category: Category = .base) {
        self.oid = oid
        self.name = name
        self.modifier = modifier
        self.category = category
    }
}
