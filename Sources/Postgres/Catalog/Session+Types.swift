internal import AuditChain
internal import Rows

extension Session {
    /// Columns with their types resolved: a domain becomes what it stands on, however many domains lie between.
    mutating func columns(_ raw: [(name: String, type: UInt32, modifier: Int32)]) throws(Obstacle) -> [Column] {
        var known: [UInt32: RawType] = [:]
        var open = Set(raw.map(\.type))
        // A domain on a domain on …: PostgreSQL sets no limit, a lying server shall meet one.
        for _ in 0..<32 where !open.isEmpty {
            let found = try connection.query(
                """
                SELECT oid, typname, typtype, typcategory, typelem, typbasetype, typtypmod
                FROM pg_type WHERE oid = ANY ($1::oid[])
                """, ["{" + open.map(String.init).joined(separator: ",") + "}"])
            for row in 0..<found.rowCount {
                known[try found.integer(row, 0)] = RawType(
                    name: try found.required(row, 1), sort: try found.required(row, 2),
                    group: try found.required(row, 3),
                    element: try found.integer(row, 4), base: try found.integer(row, 5),
                    modifier: try found.integer(row, 6))
            }
            let wanted = known.values.flatMap { [$0.sort == "d" ? $0.base : 0, $0.group == "A" ? $0.element : 0] }
            open = Set(wanted).filter { $0 != 0 && known[$0] == nil }
        }
        return try raw.map { column throws(Obstacle) in
            Column(name: column.name, type: try resolve(column.type, modifier: column.modifier, among: known))
        }
    }

    private struct RawType {
        var name: String
        var sort: String
        var group: String
        var element: UInt32
        var base: UInt32
        var modifier: Int32
    }

    private func resolve(_ oid: UInt32, modifier: Int32, among known: [UInt32: RawType]) throws(Obstacle) -> ColumnType
    {
        var (oid, modifier) = (oid, modifier)
        for _ in 0..<32 {
            guard let type = known[oid] else { throw QueryResult.nonsense }
            if type.sort == "d" {
                oid = type.base
                modifier = type.modifier
                continue
            }
            let category: ColumnType.Category =
                switch type.sort {
                case "b" where type.group == "A" && type.element != 0: .array(element: type.element)
                case "b": .base
                case "e": .enumeration
                case "c": .composite
                default: .other
                }
            return ColumnType(oid: oid, name: type.name, modifier: modifier, category: category)
        }
        throw QueryResult.nonsense
    }
}
