import AuditChain
import Postgres
import Rows

/// Finds the nearest sealed row before another in its chain: several where such rows share a place in the order.
struct RowBefore {
    private let entry: PreparedEntry
    private let key: ChainKey
    private let order: [String?]
    /// The row's place, known once the reading has come to it: another reading numbers places anew.
    private var place: UInt64?
    private var placeBefore: UInt64?
    private var isDecided = false
    private(set) var rows: [OwnedRow] = []
    /// Whether rows without a hash stand between.
    private(set) var isBehindUnsealed = false

    /// Reads backwards from the row on.
    init(_ row: borrowing Row, of entry: PreparedEntry, in source: inout TableSource) throws(Obstacle) {
        var texts: [String?] = []
        for text in entry.orderTexts { texts.append(text.text(row)) }
        self.init(entry: entry, key: entry.key(of: row), order: texts)
        var reading = entry.layout.reading(withOrigin: false, byChain: false)
        reading.having = zip(entry.per, entry.chain(of: row)).map { Reading.ColumnValue(column: $0, value: $1) }
        reading.backwards = true
        let through = texts.compactMap(\.self)
        if through.count == entry.order.count { reading.through = through }
        var limit = 64
        while true {
            var search = RowBefore(entry: entry, key: key, order: order)
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

    private init(entry: PreparedEntry, key: ChainKey, order: [String?]) {
        self.entry = entry
        self.key = key
        self.order = order
    }

    private mutating func look(at row: borrowing Row) {
        // Where the server numbers chains, it does so among the rows of the reading, which are of this chain alone.
        guard entry.chainField != nil || entry.key(of: row) == key else { return }
        let place = entry.place(of: row)
        guard let ownPlace = self.place else {
            for (index, text) in entry.orderTexts.enumerated() where text.text(row) != order[index] { return }
            self.place = place
            return
        }
        guard place != ownPlace else { return }
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
