import AuditChain
import Postgres
import Rows

/// Finds the nearest sealed row before another in its chain: several where such rows share a place in the order.
struct RowBefore {
    private let entry: PreparedEntry
    private let key: ChainKey
    private let place: UInt64
    private var hasSeenRow = false
    private var placeBefore: UInt64?
    private var isDecided = false
    private(set) var rows: [OwnedRow] = []
    /// Whether rows without a hash stand between.
    private(set) var isBehindUnsealed = false

    /// Reads backwards from the row on.
    init(_ row: borrowing Row, of entry: PreparedEntry, in source: inout TableSource) throws(Obstacle) {
        self.init(entry: entry, key: entry.key(of: row), place: entry.place(of: row))
        var reading = entry.layout.reading(withOrigin: false, byChain: false)
        reading.having = zip(entry.per, entry.chain(of: row)).map { Reading.ColumnValue(column: $0, value: $1) }
        reading.backwards = true
        let order = entry.orderTexts.indices.compactMap { entry.orderTexts[$0].text(row) }
        if order.count == entry.order.count { reading.through = order }
        var limit = 64
        while true {
            var search = RowBefore(entry: entry, key: key, place: place)
            var count = 0
            reading.limit = limit
            try source.read(reading) { row throws(Obstacle) in
                count += 1
                search.look(at: row)
                return !search.isDecided
            }
            if search.isDecided || count < limit {
                self = search
                return
            }
            limit *= 64
        }
    }

    private init(entry: PreparedEntry, key: ChainKey, place: UInt64) {
        self.entry = entry
        self.key = key
        self.place = place
    }

    private mutating func look(at row: borrowing Row) {
        guard entry.key(of: row) == key else { return }
        let place = entry.place(of: row)
        guard place != self.place else {
            hasSeenRow = true
            return
        }
        guard hasSeenRow else { return }
        if let placeBefore, placeBefore != place {
            isDecided = true
            return
        }
        guard entry.hash(of: row) != nil else {
            if rows.isEmpty { isBehindUnsealed = true }
            return
        }
        placeBefore = place
        rows.append(OwnedRow(copying: row))
        isDecided = !entry.tiesArePossible || rows.count == 64
    }
}
