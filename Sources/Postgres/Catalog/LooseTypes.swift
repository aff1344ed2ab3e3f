public import Rows

extension ColumnType {
    /// Whether values of different bytes may be equal, as far as the type alone tells: a collation may hold more so.
    public var mayBeLoose: Bool {
        switch category {
        case .enumeration: false
        case .base: !KeyColumn.equalByBytes.contains(name)
        default: true
        }
    }
}
