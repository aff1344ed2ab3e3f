import AuditChain
import BasicContainers
import Formula
import Rows

/// A table that was saved by `COPY … TO … (FORMAT binary)`, as a source of rows: no server can be asked.
///
/// The rows of such a file stand as they lay in the table, which is nearly always the order. Reading checks that; where it
/// is not so, a survey of the file finds out which rows have to be moved.
struct StreamSource: Source, ~Copyable {
    let columns: [Column]
    private let path: String
    private let order: StreamOrder
    private let fieldsOfNumber: Int?
    private let perTexts: [(field: Int, text: DisplayText)]
    private let isStopped: @Sendable () -> Bool
    private var survey: StreamSurvey?
    /// Whether a row was read that does not stand behind the one before it, so that a survey is needed.
    private(set) var isOutOfOrder = false

    var hasServer: Bool { false }

    /// - Parameter order: names of the order columns.
    init(
        path: String, columns: [Column], order names: [String], per: [String], isStopped: @escaping @Sendable () -> Bool
    ) throws(Obstacle) {
        func field(_ name: String) -> Int { columns.firstIndex { $0.name == name } ?? 0 }
        let order = try StreamOrder(names.map { (field($0), columns[field($0)]) }, per: per.map(field))
        var texts: [(field: Int, text: DisplayText)] = []
        for name in per {
            guard let text = DisplayText(columns[field(name)].type) else { throw Self.needsServer(name.sqlIdentifier) }
            texts.append((field(name), text))
        }
        // Where one part of it is not copyable, nothing of it may be there when something is thrown.
        self.path = path
        self.columns = columns
        self.order = order
        self.isStopped = isStopped
        fieldsOfNumber = names.last.map(field).flatMap {
            ["int2", "int4", "int8"].contains(columns[$0].type.name) ? $0 : nil
        }
        perTexts = texts
    }

    /// Whether rows may share a place in the order: a row and its double can stand far apart, so that only a file in which
    /// each row stands behind the one before it rules that out.
    var mayHaveTies: Bool { survey != nil }

    /// Finds out which rows stand elsewhere than where they belong.
    mutating func surveyRows() throws(Obstacle) {
        var survey = StreamSurvey(order)
        try readSound { row, offset throws(Obstacle) in
            survey.accept(row, at: offset)
            return true
        }
        survey.finish()
        self.survey = survey
        isOutOfOrder = false
    }

    mutating func read(
        _ reading: Reading, _ body: (borrowing Row) throws(Obstacle) -> Bool
    ) throws(Obstacle) {
        guard reading.isOfAll else {
            throw Obstacle(.internalError, "a part of a stream was asked for, which has none")
        }
        let origins = try origins(of: reading)
        var projection = Projection(origins)
        let isIdentity = origins == columns.indices.map { .field($0) }
        guard var survey else {
            var watch = OrderWatch(order)
            var isBehind = false
            try readFile { row, place throws(Obstacle) in
                switch watch.follows(row) {
                case true?: return isIdentity ? try body(row) : try projection.project(row, body)
                case false?:
                    isBehind = true
                    return false
                case nil: throw unsound(row, number: place.number)
                }
            }
            if isBehind {
                isOutOfOrder = true
                throw Obstacle(.internalError, "a stream was read before it was surveyed")
            }
            return
        }
        survey.rewind()
        var goesOn = true
        var given = 0
        try readSound { row, _ throws(Obstacle) in
            if !survey.isMoved {
                while goesOn, let offset = survey.next(before: row) {
                    given += 1
                    goesOn = try readRow(at: offset) { row throws(Obstacle) in try projection.project(row, body) }
                }
                given += 1
                if goesOn { goesOn = try projection.project(row, body) }
            }
            survey.pass()
            return goesOn
        }
        guard goesOn else { return }
        for offset in survey.rest() where goesOn {
            given += 1
            goesOn = try readRow(at: offset) { row throws(Obstacle) in try projection.project(row, body) }
        }
        guard given == survey.count || !goesOn else {
            throw Obstacle(
                .damagedFile, "\(path) changed while it was read: \(given) rows instead of \(survey.count)",
                hint: "verify a copy that nobody writes to")
        }
    }

    private func readRow(
        at offset: Int, _ body: (borrowing Row) throws(Obstacle) -> Bool
    ) throws(Obstacle) -> Bool {
        let bytes = try FileByteStream(path: path, from: offset, piece: 4096)
        var reader = CopyReader(bytes, format: format, amidRows: true)
        guard try reader.next() else {
            throw Obstacle(.damagedFile, "\(path) changed while it was read", hint: "verify it again")
        }
        return try body(reader.row)
    }

    private var format: CopyFormat { CopyFormat(fieldCount: columns.count, name: path, trouble: .damagedFile) }

    /// Every row as the file has it, each with its number, from 1, and the byte that it begins at.
    private func readFile(
        _ body: (borrowing Row, (number: Int, offset: Int)) throws(Obstacle) -> Bool
    ) throws(Obstacle) {
        var reader = CopyReader(try FileByteStream(path: path), format: format)
        while try reader.next() {
            if reader.rowCount & 8_191 == 0, isStopped() { throw Obstacle(.interrupted, "interrupted") }
            guard try body(reader.row, (reader.rowCount, reader.offset)) else { return }
        }
    }

    /// Likewise, where each row has a place in the order.
    private func readSound(_ body: (borrowing Row, Int) throws(Obstacle) -> Bool) throws(Obstacle) {
        try readFile { row, place throws(Obstacle) in
            guard order.trouble(with: row) == nil else { throw unsound(row, number: place.number) }
            return try body(row, place.offset)
        }
    }

    private func unsound(_ row: borrowing Row, number: Int) -> Obstacle {
        Obstacle(
            .damagedFile, "\(path): row \(number.grouped): \(order.trouble(with: row) ?? "it has no place")",
            hint: "the types under 'columns' must be those of the table that was saved; else the file was changed")
    }

    private func origins(of reading: Reading) throws(Obstacle) -> [Projection.Origin] {
        var origins: [Projection.Origin] = []
        for name in reading.columns {
            guard let field = columns.firstIndex(where: { $0.name == name }) else {
                throw Obstacle(.configuration, "the stream has no column \(name)")
            }
            origins.append(.field(field))
        }
        for expression in reading.expressions {
            guard let field = columns.firstIndex(where: { $0.type.name == "bpchar" && $0.sqlText == expression })
            else { throw Self.needsServer(expression) }
            origins.append(.fieldWithoutBlanks(field))
        }
        if reading.withOrigin { origins += [.null, .null, .null] }
        return origins
    }

    static func needsServer(_ expression: String) -> Obstacle {
        Obstacle(
            .configuration, "only a server can evaluate \(expression), and a stream has none",
            hint: "verify the table in its database")
    }

    func cuts(of reading: Reading, every rows: Int) -> [OrderCut] { [] }

    func twins() -> (@Sendable () throws(Obstacle) -> StreamSource)? { nil }

    func rowsFollowSettings() -> Bool { false }

    func excludedCount() -> Int { 0 }

    func countWithoutIndexes(in slice: TableSlice) -> Int? { nil }

    func estimatedCount() -> Int? { nil }

    /// A file in which each row stands behind the one before it, by one column, has no number twice.
    func numbersRepeat() -> Bool { !perTexts.isEmpty && (survey != nil || !order.hasOneColumn) }

    func occupancy(of intervals: [NumberInterval]) throws(Obstacle) -> [Occupancy] {
        guard let field = fieldsOfNumber else {
            return intervals.map { _ in Occupancy(present: 0, hasExcluded: false) }
        }
        var numbers = NumbersWithin(intervals)
        try readSound { row, _ throws(Obstacle) in
            guard let bytes = row[field], let number = PreparedEntry.integer(bytes), numbers.wants(number) else {
                return true
            }
            var chain: [String?] = []
            for value in perTexts {
                if let bytes = row[value.field] { chain.append(value.text.string(bytes)) } else { chain.append(nil) }
            }
            numbers.take(number, of: chain)
            return true
        }
        return numbers.counts(within: intervals).map { Occupancy(present: $0, hasExcluded: false) }
    }

    func evaluate(_ expression: String, at keys: [RowKey]) throws(Obstacle) -> [Evaluated] {
        throw Self.needsServer(expression)
    }

    func commitTimes(of xmins: [UInt32]) -> [UInt32: String] { [:] }
}
