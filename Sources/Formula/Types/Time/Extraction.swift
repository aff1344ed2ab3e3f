/// The field of an `extract(field from value)`, whose result is a numeric (PostgreSQL 14 and later).
public struct Extraction: Sendable, Hashable {
    let unit: TimeUnit
    let type: ValueType

    /// A field by its name, abbreviations included, of a value of a type; `nil` where PostgreSQL would refuse it.
    public init?(_ name: String, from type: ValueType) {
        guard let unit = TimeUnit(named: name), Self.units(of: type).contains(unit) else { return nil }
        self.unit = unit
        self.type = type
    }

    /// Whether the result depends on the session's time zone.
    var heedsZone: Bool { type == .timestamptz && unit != .epoch }

    /// Appends the result as a numeric in wire format; `false`, and nothing appended, where it is NULL.
    ///
    /// - Parameter zone: the session's, which only a `timestamptz` needs.
    public func append(
        from field: Span<UInt8>, zone: Zone, to buffer: inout ByteBuffer
    ) throws(MalformedValue) -> Bool {
        switch type {
        case .timestamptz: return try append(timestamp: field.number(Int64.self), zone: zone, to: &buffer)
        case .timestamp: return try append(timestamp: field.number(Int64.self), zone: nil, to: &buffer)
        case .date: return try append(date: field.number(Int32.self), to: &buffer)
        case .interval: return try append(Interval(field), to: &buffer)
        case .time: try append(time: field.number(Int64.self), secondsWest: 0, to: &buffer)
        default:
            let (time, west) = try ValueType.zonedTime(field)
            try append(time: time, secondsWest: west, to: &buffer)
        }
        return true
    }

    private static func units(of type: ValueType) -> Set<TimeUnit> {
        let ofDay: Set<TimeUnit> = [.microsecond, .millisecond, .second, .minute, .hour]
        let ofZone: Set<TimeUnit> = [.zone, .zoneHour, .zoneMinute]
        let ofInterval: Set<TimeUnit> = [.day, .month, .quarter, .year, .decade, .century, .millennium, .epoch]
        let ofDate = ofInterval.union([.week, .dayOfWeek, .dayOfYear, .isoDayOfWeek, .isoYear, .julian])
        return switch type {
        case .timestamptz: ofDay.union(ofDate).union(ofZone)
        case .timestamp: ofDay.union(ofDate)
        case .date: ofDate
        case .interval: ofDay.union(ofInterval)
        case .time: ofDay.union([.epoch])
        case .timetz: ofDay.union(ofZone).union([.epoch])
        default: []
        }
    }

    /// Of what has no end, fields that only grow are infinite, and those that go round are unknown.
    private func appendInfinite(isNegative: Bool, to buffer: inout ByteBuffer) -> Bool {
        switch unit {
        case .year, .decade, .century, .millennium, .julian, .isoYear, .epoch:
            Numeric.appendInfinity(isNegative: isNegative, to: &buffer)
            return true
        default: return false
        }
    }

    private func append(
        timestamp: Int64, zone: Zone?, to buffer: inout ByteBuffer
    ) throws(MalformedValue) -> Bool {
        if timestamp == .max || timestamp == .min { return appendInfinite(isNegative: timestamp == .min, to: &buffer) }
        guard TimeUnits.isValid(timestamp: timestamp) else { throw MalformedValue(.outOfRange) }
        if unit == .epoch {
            var sinceEpoch = Int128(timestamp) + Int128(TimeUnits.epoch2000) * 1_000_000
            // Beyond 64 bits, from the year 294246 on, PostgreSQL divides numerics, which keeps four digits.
            if sinceEpoch >= Int128(Int64.max) { sinceEpoch = (sinceEpoch + 50) / 100 * 100 }
            Numeric.append(sinceEpoch, scale: 6, to: &buffer)
            return true
        }
        let offset = zone?.offset(at: timestamp) ?? 0
        let time = CivilTime(microseconds: timestamp + Int64(offset) * TimeUnits.second)
        let ofDay = Int64(((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000 + time.microsecond)
        if unit == .julian {
            JulianDate.append(day: time.date.julian, microseconds: ofDay, to: &buffer)
        } else if !append(ofZone: offset, to: &buffer), !append(ofTime: ofDay, to: &buffer) {
            append(of: time.date, to: &buffer)
        }
        return true
    }

    private func append(date: Int32, to buffer: inout ByteBuffer) throws(MalformedValue) -> Bool {
        if date == .max || date == .min { return appendInfinite(isNegative: date == .min, to: &buffer) }
        guard date >= TimeUnits.firstDate, date < TimeUnits.endDate else { throw MalformedValue(.outOfRange) }
        if unit == .epoch {
            Numeric.append(Int128(date) * 86_400 + Int128(TimeUnits.epoch2000), to: &buffer)
        } else {
            append(of: CivilDay(daysSince2000: Int(date)), to: &buffer)
        }
        return true
    }

    private func append(
        time: Int64, secondsWest: Int, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        guard time >= 0, time <= TimeUnits.day else { throw MalformedValue(.outOfRange) }
        if unit == .epoch {
            Numeric.append(Int128(time) + Int128(secondsWest) * 1_000_000, scale: 6, to: &buffer)
        } else if !append(ofZone: -secondsWest, to: &buffer) {
            _ = append(ofTime: time, to: &buffer)
        }
    }

    private func append(ofZone offset: Int, to buffer: inout ByteBuffer) -> Bool {
        switch unit {
        case .zone: Numeric.append(Int128(offset), to: &buffer)
        case .zoneHour: Numeric.append(Int128(offset / 3600), to: &buffer)
        case .zoneMinute: Numeric.append(Int128(offset % 3600 / 60), to: &buffer)
        default: return false
        }
        return true
    }

    private func append(ofTime microseconds: Int64, to buffer: inout ByteBuffer) -> Bool {
        let ofMinute = Int128(microseconds % 60_000_000)
        switch unit {
        case .microsecond: Numeric.append(ofMinute, to: &buffer)
        case .millisecond: Numeric.append(ofMinute, scale: 3, to: &buffer)
        case .second: Numeric.append(ofMinute, scale: 6, to: &buffer)
        case .minute: Numeric.append(Int128(microseconds / 60_000_000 % 60), to: &buffer)
        case .hour: Numeric.append(Int128(microseconds / TimeUnits.hour), to: &buffer)
        default: return false
        }
        return true
    }

    private func append(of date: CivilDay, to buffer: inout ByteBuffer) {
        let year = date.year
        // There is no year 0: what comes before 1 AD counts from 1 BC, as -1.
        func named(_ year: Int) -> Int { year > 0 ? year : year - 1 }
        let number =
            switch unit {
            case .day: date.day
            case .month: date.month
            case .quarter: (date.month - 1) / 3 + 1
            case .week: date.isoWeek.week
            case .year: named(year)
            case .isoYear: named(date.isoWeek.year)
            case .decade: year >= 0 ? year / 10 : -((9 - year) / 10)
            case .century: year > 0 ? (year + 99) / 100 : -((100 - year) / 100)
            case .millennium: year > 0 ? (year + 999) / 1000 : -((1000 - year) / 1000)
            case .dayOfWeek: date.weekday
            case .isoDayOfWeek: date.weekday == 0 ? 7 : date.weekday
            case .dayOfYear: date.dayOfYear
            default: date.julian
            }
        Numeric.append(Int128(number), to: &buffer)
    }

    private func append(_ interval: Interval, to buffer: inout ByteBuffer) -> Bool {
        if interval.isInfinite {
            guard unit == .hour || unit == .day else {
                return appendInfinite(isNegative: interval.isNegativeInfinity, to: &buffer)
            }
            Numeric.appendInfinity(isNegative: interval.isNegativeInfinity, to: &buffer)
            return true
        }
        if append(ofTime: interval.microseconds, to: &buffer) { return true }
        let year = Int128(interval.year)
        switch unit {
        case .day: Numeric.append(Int128(interval.day), to: &buffer)
        case .month: Numeric.append(Int128(interval.month), to: &buffer)
        case .quarter: Numeric.append(Int128(interval.month / 3 + 1), to: &buffer)
        case .year: Numeric.append(year, to: &buffer)
        case .decade: Numeric.append(year / 10, to: &buffer)
        case .century: Numeric.append(year / 100, to: &buffer)
        case .millennium: Numeric.append(year / 1000, to: &buffer)
        default:
            // A year has 365.25 days here, a month 30: in quarters of a day all is whole.
            let quarters = 1461 * year + 120 * Int128(interval.month) + 4 * Int128(interval.days)
            Numeric.append(
                quarters * Int128(TimeUnits.day / 4) + Int128(interval.microseconds), scale: 6, to: &buffer)
        }
        return true
    }
}
