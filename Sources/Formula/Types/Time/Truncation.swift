/// The unit of a `date_trunc`.
public struct Truncation: Sendable, Hashable {
    private let unit: TimeUnit

    /// The unit with a name as PostgreSQL takes it, abbreviations included; `nil` where it would refuse it.
    public init?(_ name: String) {
        guard let unit = TimeUnit(named: name), unit.canTruncate else { return nil }
        self.unit = unit
    }

    /// `date_trunc(unit, timestamp)`.
    public func truncated(_ local: Int64) throws(MalformedValue) -> Int64 {
        guard local != .max, local != .min else { return local }
        guard TimeUnits.isValid(timestamp: local) else { throw MalformedValue(.outOfRange) }
        guard let result = cut(CivilTime(microseconds: local)).microseconds else { throw MalformedValue(.outOfRange) }
        return try TimeCast.checked(result)
    }

    /// `date_trunc(unit, timestamptz[, zone])`; without a zone it is the session's.
    public func truncated(_ moment: Int64, in zone: Zone) throws(MalformedValue) -> Int64 {
        guard moment != .max, moment != .min else { return moment }
        guard TimeUnits.isValid(timestamp: moment) else { throw MalformedValue(.outOfRange) }
        let offset = zone.offset(at: moment)
        let time = cut(CivilTime(microseconds: moment + Int64(offset) * TimeUnits.second))
        guard let local = time.microseconds else { throw MalformedValue(.outOfRange) }
        // An hour or less keeps its offset, or it would jump where clocks go back.
        let result = unit.isShort ? offset : zone.offset(ofLocal: local)
        let (moment, overflow) = local.subtractingReportingOverflow(Int64(result) * TimeUnits.second)
        guard !overflow else { throw MalformedValue(.outOfRange) }
        return try TimeCast.checked(moment)
    }

    private func cut(_ time: CivilTime) -> CivilTime {
        var time = time
        switch unit {
        case .microsecond: return time
        case .millisecond:
            time.microsecond -= time.microsecond % 1000
            return time
        default: time.microsecond = 0
        }
        if unit == .second { return time }
        time.second = 0
        if unit == .minute { return time }
        time.minute = 0
        if unit == .hour { return time }
        time.hour = 0
        let year = time.date.year
        switch unit {
        case .week:
            let days = time.date.daysSince2000
            time.date = CivilDay(daysSince2000: days - (CivilDay.weekday(daysSince2000: days) + 6) % 7)
        case .month: time.date.day = 1
        case .quarter: time.date = CivilDay(year: year, month: (time.date.month - 1) / 3 * 3 + 1, day: 1)
        case .year: time.date = CivilDay(year: year, month: 1, day: 1)
        case .decade:
            let first = year > 0 ? year / 10 * 10 : -((9 - year) / 10) * 10
            time.date = CivilDay(year: first, month: 1, day: 1)
        case .century: time.date = CivilDay(year: Self.first(year, of: 100), month: 1, day: 1)
        case .millennium: time.date = CivilDay(year: Self.first(year, of: 1000), month: 1, day: 1)
        default: break
        }
        return time
    }

    /// Centuries begin with a year 1, or with the year 100, 200 … BC.
    private static func first(_ year: Int, of length: Int) -> Int {
        year > 0 ? (year + length - 1) / length * length - length + 1 : -((length - year) / length) * length + 1
    }
}
