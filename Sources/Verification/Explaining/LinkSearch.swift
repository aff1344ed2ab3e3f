import AuditChain
import Postgres
import Rows

/// The rows whose hash a link is.
struct LinkSearch {
    private(set) var first: Explanation.Place?
    private(set) var count = 0

    /// Asks for the rows that have this hash.
    init(_ link: HashValue, of entry: PreparedEntry, in source: inout TableSource) throws(Obstacle) {
        var reading = entry.layout.reading(withOrigin: false, byChain: false)
        let text = link.isText ? link.spelling : "\\x" + link.spelling
        reading.having = [Reading.ColumnValue(column: source.layout.hash, value: text)]
        var (first, count): (Explanation.Place?, Int) = (nil, 0)
        try source.read(reading) { row throws(Obstacle) in
            guard entry.hash(of: row) == link else { return true }
            if first == nil { first = entry.explainedPlace(of: row) }
            count += 1
            return true
        }
        (self.first, self.count) = (first, count)
    }
}
