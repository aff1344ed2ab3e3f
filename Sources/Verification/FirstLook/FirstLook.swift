import AuditChain
import BasicContainers
import Formula
import Rows

/// The pass over every row of an entry: recomputes, compares, and remembers where to look again.
struct FirstLook: ~Copyable {
    let entry: PreparedEntry
    var renderer: Renderer
    var walk = Walk()
    private(set) var rows = 0
    private(set) var first: RememberedRow?
    private(set) var last = RememberedRow()
    /// The bytes of the hash before the next row, where the table stores no link.
    private var expected = UniqueArray<UInt8>(minimumCapacity: 136)
    private var expectsNull = true
    private var key: ChainKey?

    init(entry: PreparedEntry, renderer: consuming Renderer) {
        self.entry = entry
        self.renderer = renderer
    }

    mutating func accept(_ row: borrowing Row) throws(Obstacle) {
        rows += 1
        try enterChain(of: row)
        let hash = row[entry.hashField]
        var holds = false
        if let hash {
            if entry.storesLink {
                holds = renderer.gives(hash, for: row)
            } else if expectsNull {
                holds = renderer.gives(hash, for: row, link: nil)
            } else {
                holds = renderer.gives(hash, for: row, link: expected.span)
            }
        }
        let link: HashIdentity? = if let field = entry.linkField, let bytes = row[field] { HashIdentity(bytes) } else { nil }
        walk.accept(
            ObservedRow(
                hash: hash.map { HashIdentity($0) }, link: link, storesLink: entry.storesLink, contentHolds: holds),
            place: entry.tiesArePossible ? entry.place(of: row) : nil)
        if !entry.storesLink, let hash {
            expected.removeAll(keepingCapacity: true)
            expected.append(copying: hash)
            expectsNull = false
        }
        last.remember(row, entry: entry)
        if rows == 1 { first = last }
    }

    private mutating func enterChain(of row: borrowing Row) throws(Obstacle) {
        let next = entry.key(of: row)
        if next == key { return }
        key = next
        if !walk.enter(next) {
            let genesis = try renderer.genesis(for: row)
            walk.begin(next, genesis: genesis.map { HashIdentity($0) })
        }
        guard !entry.storesLink else { return }
        expected.removeAll(keepingCapacity: true)
        expectsNull = walk.expected == nil
        if let bytes = walk.expected?.bytes { expected.append(copying: bytes.span) }
    }
}

/// The fields of a row that the report names it by, copied into memory that is reused.
struct RememberedRow: Sendable {
    /// The fields of the order, of the time and of the hash, one behind the other.
    private var bytes: [UInt8] = []
    /// Where each ends; -1 is NULL.
    private var ends: [Int] = []

    mutating func remember(_ row: borrowing Row, entry: PreparedEntry) {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for field in entry.rememberedFields {
            guard let value = row[field] else {
                ends.append(-1)
                continue
            }
            for index in value.indices { bytes.append(value[index]) }
            ends.append(bytes.count)
        }
    }

    /// A field's bytes, by its place among the remembered ones.
    func field(_ place: Int) -> [UInt8]? {
        guard place < ends.count, ends[place] >= 0 else { return nil }
        let start = ends[..<place].last { $0 >= 0 } ?? 0
        return Array(bytes[start..<ends[place]])
    }
}
