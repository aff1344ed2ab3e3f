import AuditChain

/// A small log with a toy hash function, and what people do to logs; rows are numbered 10, 20, 30 … and lie a minute and a
/// thousand transactions apart, so that nothing is near unless a test says so.
struct ToyLog {
    struct Row {
        var number: Int64
        var content: String
        var link: String?
        var hash: String?
        var minute: Int64
        var xmin: UInt32
        var isExcluded = false
        /// Where it shares its place with others.
        var place: Int64?
    }

    static let genesis = String(repeating: "0", count: 16)
    var rows: [Row] = []
    var storesLink: Bool
    var hasNumbers = true
    /// Whether it is known when rows were written: by their time and by their transaction, or by that alone.
    var knowsMoments = true, knowsTimes = true
    var entryMismatches = false
    /// Rows of another chain that do not fit in there, by their hashes.
    var elsewhere: [String: RowElsewhere] = [:]

    init(_ count: Int = 10, step: Int64 = 10, storesLink: Bool = true) {
        self.storesLink = storesLink
        for index in 1...Int64(count) { add(index * step) }
    }

    /// FNV-1a with 64 bits over link and content, in hex; NULL where the link is.
    static func seal(_ content: String, behind link: String?) -> String? {
        guard let link else { return nil }
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in (link + "|" + content).utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
        state = (state ^ (state >> 32)) &* 0x9E37_79B9_7F4A_7C15
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    mutating func add(_ number: Int64, behind link: String? = nil) {
        let link = link ?? rows.last?.hash ?? Self.genesis
        let content = "act \(number)"
        rows.append(
            Row(
                number: number, content: content, link: link, hash: Self.seal(content, behind: link), minute: number,
                xmin: UInt32(number * 1000)))
    }

    func index(_ number: Int64) -> Int { rows.firstIndex { $0.number == number } ?? 0 }

    subscript(number: Int64) -> Row {
        get { rows[index(number)] }
        set { rows[index(number)] = newValue }
    }

    mutating func alter(_ numbers: Int64...) { for number in numbers { self[number].content += "!" } }

    mutating func rewrite(_ number: Int64) {
        alter(number)
        self[number].hash = Self.seal(self[number].content, behind: self[number].link)
    }

    mutating func spoilHash(_ number: Int64) { self[number].hash = Self.seal("other", behind: self[number].hash) }
    mutating func spoilLink(_ number: Int64) { self[number].link = Self.seal("link", behind: self[number].hash) }
    mutating func delete(_ numbers: Int64...) { rows.removeAll { numbers.contains($0.number) } }

    /// A row with a good hash over that of another, later or as near as a concurrent writer's.
    mutating func forge(_ number: Int64, behind parent: Int64, near: Bool = false) {
        let behind = rows.firstIndex { $0.number > number } ?? rows.count
        let (link, next) = (self[parent].hash, rows[index(parent) + 1])
        add(number, behind: link)
        var row = rows.removeLast()
        row.minute = near ? next.minute : row.minute
        row.xmin = near ? next.xmin + 5 : 900_000
        rows.insert(row, at: behind)
    }

    /// Puts rows at one place, read in the other order.
    mutating func tie(_ numbers: ClosedRange<Int64>) {
        let tied = rows.indices.filter { numbers.contains(rows[$0].number) }
        for index in tied { rows[index].place = numbers.lowerBound }
        rows.replaceSubrange(tied[0]...tied[tied.count - 1], with: tied.reversed().map { rows[$0] })
    }

    mutating func swap(_ one: Int64, _ another: Int64) {
        let (first, second) = (index(one), index(another))
        rows[first].number = another
        rows[second].number = one
        rows.swapAt(first, second)
    }

    /// What a diagnosis makes of it.
    func diagnosis() -> Diagnosis.Result {
        let kept = rows.filter { !$0.isExcluded }
        var elements: [ChainElement] = []
        var before: String? = Self.genesis
        for (position, row) in kept.enumerated() {
            var element = ChainRow(
                position: position, place: Int(row.place ?? row.number), order: [String(row.number)])
            element.id = position
            element.number = hasNumbers ? row.number : nil
            element.time = knowsMoments && knowsTimes ? row.minute * 60_000_000 : nil
            element.xmin = knowsMoments ? row.xmin : nil
            element.hash = Self.value(row.hash)
            element.link = storesLink ? Self.value(row.link) : nil
            element.recomputed = Self.value(Self.seal(row.content, behind: storesLink ? row.link : before))
            before = row.hash ?? before
            elements.append(.row(element))
        }
        return Diagnosis.of(
            elements,
            facts: ChainCase(
                chain: [], genesis: Self.value(Self.genesis), storesLink: storesLink, hasNumbers: hasNumbers,
                entryMismatches: entryMismatches),
            witness: ToyWitness(contents: kept.map(\.content), rows: rows, elsewhere: elsewhere))
    }

    /// The breaks, one a line: kind first-last rows? alternatives.
    func breaks() -> [String] {
        diagnosis().breaks.map { one in
            let rows = one.rows.map { String($0) } ?? "?"
            let others = one.alternatives.map(\.rawValue).sorted()
            return "\(one.kind.rawValue) \(one.first[0] ?? "")-\(one.last[0] ?? "") \(rows)"
                + (others.isEmpty ? "" : " or \(others.joined(separator: ", "))")
        }
    }

    fileprivate static func value(_ text: String?) -> HashValue? {
        text.map { HashValue(bytes: Array($0.utf8), isText: true) }
    }
}

private final class ToyWitness: Witness {
    let contents: [String]
    let rows: [ToyLog.Row]
    let elsewhere: [String: RowElsewhere]

    init(contents: [String], rows: [ToyLog.Row], elsewhere: [String: RowElsewhere]) {
        self.contents = contents
        self.rows = rows
        self.elsewhere = elsewhere
    }

    func rowElsewhere(withHash hash: HashValue) -> RowElsewhere? {
        elsewhere[String(decoding: hash.bytes, as: UTF8.self)]
    }

    func recomputed(row id: Int, link: HashValue?) -> HashValue? {
        ToyLog.value(ToyLog.seal(contents[id], behind: link.map { String(decoding: $0.bytes, as: UTF8.self) }))
    }

    func occupancy(above lower: Int64, below upper: Int64) -> (present: Int, hasExcluded: Bool)? {
        let between = rows.filter { $0.number > lower && $0.number < upper }
        return (Set(between.map(\.number)).count, between.contains(where: \.isExcluded))
    }
}
