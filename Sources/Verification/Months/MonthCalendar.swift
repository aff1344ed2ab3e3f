import Formula
import Rows

/// Counts the rows of a run by the calendar month of their time, and keeps the first and the last row of each month.
///
/// Rows of a log come in the order of their time, nearly: a row of the same month as the one before it costs two
/// comparisons. Nothing is allocated for a row, only for a month.
struct MonthCalendar: Sendable {
    private let timeField: Int
    private let clock: PreparedEntry.Clock
    private let fields: [Int]
    private let limit: Int
    /// Rows without a month, those of months too far off, then the months, as they came.
    private var tallies = [MonthTally(nil), MonthTally(nil)]
    private var places: [CalendarMonth: Int] = [:]
    /// Rows that the tallies know of.
    private var counted = 0
    /// The tally of the last row, the times that belong to it, and the rows since it was last told.
    private var current = Self.noMonth
    private var earliest = Int64.max
    private var latest = Int64.min
    private var rows = 0
    private var sealed = 0

    private static let noMonth = 0
    private static let further = 1

    /// How many months are told one by one: a thousand years.
    static let limit = 12_000

    /// A calendar for rows of an entry; `nil`: they have no time, or one that lies in no month.
    init?(_ entry: PreparedEntry) {
        guard let time = entry.time, time.display != nil, let clock = entry.clock else { return nil }
        self.init(timeField: time.field, clock: clock, fields: entry.rememberedFields)
    }

    /// - Parameter fields: those by which a row is named, and which `FieldMemory` holds.
    init(timeField: Int, clock: PreparedEntry.Clock, fields: [Int], limit: Int = Self.limit) {
        self.timeField = timeField
        self.clock = clock
        self.fields = fields
        self.limit = limit
    }

    /// Takes the next row.
    ///
    /// - Parameter last: the row before it.
    mutating func accept(_ row: borrowing Row, isSealed: Bool, behind last: borrowing FieldMemory) {
        let time = time(of: row)
        if time < earliest || time > latest { turn(to: time, row, behind: last) }
        rows += 1
        if isSealed { sealed += 1 }
    }

    /// Tells the tally of the rows since it was last told; to be called behind the last row, which is `last`.
    mutating func settle(at last: borrowing FieldMemory) {
        guard rows > 0 else { return }
        counted += rows
        tallies[current].rows += rows
        tallies[current].sealed += sealed
        tallies[current].last.keep(last, position: counted - 1)
        rows = 0
        sealed = 0
    }

    /// Appends the calendar of the rows that follow; both must have been settled.
    mutating func merge(_ next: MonthCalendar) {
        precondition(rows == 0 && next.rows == 0, "rows of a calendar were not told")
        tallies[Self.noMonth].add(next.tallies[Self.noMonth].moved(by: counted))
        tallies[Self.further].add(next.tallies[Self.further].moved(by: counted))
        for tally in next.tallies.dropFirst(2) {
            guard let month = tally.month else { continue }
            tallies[place(of: month)].add(tally.moved(by: counted))
        }
        counted += next.counted
        forgetCurrent()
    }

    /// What there is to report once the calendar was settled: months with rows from the earliest to the latest, then rows
    /// of none of them.
    ///
    /// - Parameter name: makes a row's place of its fields.
    func months(naming name: ([[UInt8]?]) -> ChainReport.RowPlace) -> [MonthOfRows] {
        precondition(rows == 0, "rows of a calendar were not told")
        var whole = self
        if whole.tallies.count - 2 > limit { whole.foldFurther() }
        func told(_ tally: MonthTally, _ period: MonthOfRows.Period) -> MonthOfRows {
            MonthOfRows(
                period: period, rows: tally.rows, verified: tally.sealed, first: tally.first.values.map(name),
                last: tally.last.values.map(name))
        }
        var months: [MonthOfRows] = []
        for tally in whole.tallies.dropFirst(2).sorted(by: { $0.number < $1.number }) {
            if let month = tally.month { months.append(told(tally, .month(month.text))) }
        }
        if whole.tallies[Self.further].rows > 0 { months.append(told(whole.tallies[Self.further], .furtherMonths)) }
        if whole.tallies[Self.noMonth].rows > 0 { months.append(told(whole.tallies[Self.noMonth], .noMonth)) }
        return months
    }

    // MARK: The month of a row

    /// In the clock's units; NULL and what is no time are infinity.
    private func time(of row: borrowing Row) -> Int64 {
        guard let bytes = row[timeField] else { return .max }
        switch clock {
        case .microseconds:
            guard bytes.count == 8 else { return .max }
            return Int64(bigEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: Int64.self))
        case .days:
            guard bytes.count == 4 else { return .max }
            return Int64(Int32(bigEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: Int32.self)))
        }
    }

    private mutating func turn(to time: Int64, _ row: borrowing Row, behind last: borrowing FieldMemory) {
        settle(at: last)
        let month = clock == .days ? CalendarMonth(days: time) : CalendarMonth(microseconds: time)
        if let month {
            current = place(of: month)
            let times = clock == .days ? month.days : month.microseconds
            earliest = times.lowerBound
            latest = times.upperBound
        } else {
            current = Self.noMonth
            earliest = time
            latest = time
        }
        if tallies[current].rows == 0 { tallies[current].first.keep(row, fields, position: counted) }
    }

    private mutating func forgetCurrent() {
        earliest = .max
        latest = .min
    }

    // MARK: Too many months

    private mutating func place(of month: CalendarMonth) -> Int {
        if let place = places[month] { return place }
        // A quarter more than are told: folding costs a sort, which so many new months pay for.
        if tallies.count - 2 >= limit + max(1, limit / 4) { foldFurther() }
        places[month] = tallies.count
        tallies.append(MonthTally(month))
        return tallies.count - 1
    }

    /// Keeps the months nearest to the beginning of the year 2000, as many as are told one by one.
    ///
    /// A month that is folded has `limit` nearer ones, now and ever after. Which months are told therefore depends neither
    /// on the order of the rows nor on how they were cut into runs, and no invented time can push out a real one.
    private mutating func foldFurther() {
        let months = tallies.dropFirst(2).sorted { $0.distance < $1.distance }
        tallies.removeSubrange(2...)
        places.removeAll(keepingCapacity: true)
        for tally in months {
            if let month = tally.month, places.count < limit {
                places[month] = tallies.count
                tallies.append(tally)
            } else {
                tallies[Self.further].add(tally)
            }
        }
        forgetCurrent()
    }
}

extension MonthTally {
    fileprivate var number: Int { month?.number ?? .min }

    /// In which order months are nearest to 2000-01-01; of two as far from it the later one comes first.
    fileprivate var distance: Int { number >= 0 ? number * 2 : -(number * 2 + 1) }
}
