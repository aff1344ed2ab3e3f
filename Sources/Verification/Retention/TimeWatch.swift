import Formula
import Rows

/// Rows whose time is not what it should be.
struct TimeSlips: Sendable {
    var rows = 0
    /// The fields of the first of them.
    var first: KeptPlace?
    /// By how much the worst is off, in microseconds.
    var largest: Int64 = 0

    mutating func note(_ row: KeptPlace, by distance: Int64) {
        if rows == 0 { first = row }
        rows += 1
        largest = max(largest, distance)
    }

    mutating func merge(_ next: TimeSlips) {
        if rows == 0 { first = next.first }
        rows += next.rows
        largest = max(largest, next.largest)
    }
}

/// Watches the times of a run of rows: where they run backwards, where they lie in the future, and on which days there are any.
///
/// A row of the same quarter of an hour as the one before it costs two comparisons. Nothing is allocated for a row.
struct TimeWatch: Sendable {
    private let timeField: Int
    private let clock: PreparedEntry.Clock
    private let fields: [Int]
    /// The last moment at which a row may say that it happened; in microseconds since 2000-01-01 UTC, as all times here.
    private let latest: Int64
    /// Whether all rows are of one chain; the times of others are not compared.
    private let isOneChain: Bool
    private var slotFirst = Int64.max
    private var slotLast = Int64.min
    private var first: Int64?
    private var firstRow = KeptPlace()
    private var last = Int64.min
    /// The latest and the earliest quarter of an hour that was seen, and by how many a row stood behind one before it.
    private var latestQuarter = Int64.min
    private var earliestQuarter = Int64.max
    private var drop: Int64 = 0
    private(set) var backwards = TimeSlips()
    private(set) var future = TimeSlips()
    private(set) var days = RowDays()

    /// The moment with which the log begins, where one row stands first: times before it are wrong, and cover nothing.
    var beginning: Int64? { isOneChain ? first : nil }

    /// By how much, in microseconds, rows run back behind the latest one before them, a little with each or all at once.
    var largestDrop: Int64 { isOneChain ? drop * RowDays.quarter : 0 }

    /// Clocks that are set, and transactions that are long, let times run back by less than that: an hour.
    static let slack: Int64 = 3_600_000_000
    /// By how much the clocks of writers may be ahead of the server's: five minutes.
    static let lead: Int64 = 300_000_000

    /// A watch for rows of an entry; `nil`: they have no time, or one that is no moment.
    ///
    /// - Parameter now: the moment of the look, in microseconds since 2000-01-01 UTC.
    init?(_ entry: PreparedEntry, now: Int64) {
        guard let time = entry.time, time.display != nil, let clock = entry.clock else { return nil }
        timeField = time.field
        self.clock = clock
        fields = entry.rememberedFields
        latest = clock == .days ? now + TimeWatch.day : now + Self.lead
        isOneChain = entry.perFields.isEmpty
    }

    static let day: Int64 = 86_400_000_000

    /// Takes the next row.
    @inline(__always)
    mutating func accept(_ row: borrowing Row) {
        let time = clock.microseconds(of: row, timeField)
        if time >= slotFirst, time <= slotLast {
            last = time
        } else {
            turn(to: time, row)
        }
    }

    private mutating func turn(to time: Int64, _ row: borrowing Row) {
        // No moment of PostgreSQL's lies before that, and no difference below leaves 64 bits.
        guard time > -300_000_000_000_000_000, time != .max else { return }
        guard time <= latest else {
            // Its time says nothing of the rows behind it.
            future.note(kept(row), by: time - latest)
            return
        }
        if isOneChain, first != nil, time < last - Self.slack { backwards.note(kept(row), by: last - time) }
        if first == nil {
            first = time
            firstRow = kept(row)
        }
        last = time
        let quarter = time >= 0 ? time / RowDays.quarter : (time - RowDays.quarter + 1) / RowDays.quarter
        latestQuarter = max(latestQuarter, quarter)
        earliestQuarter = min(earliestQuarter, quarter)
        drop = max(drop, latestQuarter - quarter)
        slotFirst = quarter * RowDays.quarter
        slotLast = min(slotFirst + RowDays.quarter - 1, latest)
        days.mark(quarter)
    }

    private func kept(_ row: borrowing Row) -> KeptPlace {
        var place = KeptPlace()
        place.keep(row, fields, position: 0)
        return place
    }

    /// Appends the watch over the rows that follow.
    mutating func merge(_ next: TimeWatch) {
        if let time = next.first {
            if isOneChain, first != nil, time < last - Self.slack {
                backwards.note(next.firstRow, by: last - time)
            }
            if first == nil {
                first = time
                firstRow = next.firstRow
            }
            last = next.last
        }
        if next.first != nil {
            if latestQuarter != .min { drop = max(drop, latestQuarter - next.earliestQuarter) }
            drop = max(drop, next.drop)
            latestQuarter = max(latestQuarter, next.latestQuarter)
            earliestQuarter = min(earliestQuarter, next.earliestQuarter)
        }
        backwards.merge(next.backwards)
        future.merge(next.future)
        days.merge(next.days)
        slotFirst = .max
        slotLast = .min
    }
}

extension PreparedEntry.Clock {
    /// A row's time in microseconds since 2000-01-01; `.max` for NULL, infinity and what is no time.
    @inline(__always)
    func microseconds(of row: borrowing Row, _ field: Int) -> Int64 {
        guard let bytes = row[field] else { return .max }
        switch self {
        case .microseconds:
            guard bytes.count == 8 else { return .max }
            return Int64(bigEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: Int64.self))
        case .days:
            guard bytes.count == 4 else { return .max }
            let days = Int32(bigEndian: unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: 0, as: Int32.self))
            return days == .max || days == .min ? .max : Int64(days) * 86_400_000_000
        }
    }
}
