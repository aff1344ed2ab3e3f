import Formula

/// On which days there are rows, by quarters of an hour in UTC: every zone of today begins its days with one of them.
struct RowDays: Sendable {
    /// For each day since 2000-01-01, its 96 quarters of an hour.
    private var quarters: [Int: UInt128] = [:]
    private var day = 0
    private var mask: UInt128 = 0
    /// Whether rows lie on more days than are told apart.
    private(set) var isTooMany = false

    /// More than a hundred years.
    static let limit = 40_000
    /// Microseconds.
    static let quarter: Int64 = 900_000_000

    /// Notes a row in a quarter of an hour, counted since 2000-01-01.
    mutating func mark(_ quarter: Int64) {
        let at = Int(quarter >= 0 ? quarter / 96 : (quarter - 95) / 96)
        if at != day {
            settle()
            day = at
        }
        mask |= 1 << UInt128(Int(quarter) - at * 96)
    }

    private mutating func settle() {
        guard mask != 0 else { return }
        add(mask, on: day)
        mask = 0
    }

    private mutating func add(_ mask: UInt128, on day: Int) {
        // As many as a part of a busy log has, so that it grows once and not by doubling.
        if quarters.isEmpty { quarters.reserveCapacity(128) }
        if let known = quarters[day] {
            quarters[day] = known | mask
        } else if quarters.count < Self.limit {
            quarters[day] = mask
        } else {
            isTooMany = true
        }
    }

    /// Takes over the days of other rows.
    mutating func merge(_ other: RowDays) {
        var other = other
        other.settle()
        settle()
        isTooMany = isTooMany || other.isTooMany
        for (day, mask) in other.quarters { add(mask, on: day) }
    }

    /// The days of a zone that have rows, in their order.
    func days(in zone: Zone) -> [CalendarDay] {
        var whole = self
        whole.settle()
        var days: Set<CalendarDay> = []
        // Greenwich's days are ours.
        if zone.isGreenwich { return whole.quarters.keys.map { CalendarDay($0) }.sorted() }
        for (day, mask) in whole.quarters {
            var last: CalendarDay?
            for quarter in 0..<96 where mask & (1 << UInt128(quarter)) != 0 {
                let next = CalendarDay(of: Int64(day * 96 + quarter) * Self.quarter, in: zone)
                if next != last { days.insert(next) }
                last = next
            }
        }
        return days.sorted()
    }
}
