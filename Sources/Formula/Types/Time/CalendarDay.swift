/// A day of the calendar by which PostgreSQL counts: proleptic Gregorian, with no year 0.
public struct CalendarDay: Sendable, Hashable, Comparable {
    /// Days since 2000-01-01.
    public let number: Int

    /// The day so many days after 2000-01-01.
    public init(_ number: Int) { self.number = number }

    /// The day of a moment in a zone, in microseconds since 2000-01-01 UTC.
    public init(of microseconds: Int64, in zone: Zone) {
        let local = TimeUnits.seconds(of: microseconds) + Int64(zone.offset(at: microseconds))
        number = Int(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400)
    }

    /// A day of our era as `2026-01-31`; `nil` for anything else.
    public init?(text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.allSatisfy(\.isNumber) }), let year = Int(parts[0]),
            let month = Int(parts[1]), let day = Int(parts[2]), year < 1_000_000, (1...12).contains(month),
            (1...31).contains(day)
        else { return nil }
        number = CivilDay(year: year, month: month, day: day).daysSince2000
    }

    /// From the earlier to the later one.
    public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.number < right.number }

    /// As PostgreSQL prints dates: `2026-01-31`, `0044-03-15 BC`.
    public var text: String {
        let day = CivilDay(daysSince2000: number)
        func padded(_ number: Int, _ count: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, count - digits.count)) + digits
        }
        return "\(padded(day.yearOfEra, 4))-\(padded(day.month, 2))-\(padded(day.day, 2))\(day.year <= 0 ? " BC" : "")"
    }

    /// 0 is Sunday.
    public var weekday: Int { CivilDay.weekday(daysSince2000: number) }

    /// The same day so many years on; 29 February becomes 1 March where a year has none.
    public func adding(years: Int) -> CalendarDay {
        let day = CivilDay(daysSince2000: number)
        return CalendarDay(CivilDay(year: day.year + years, month: day.month, day: day.day).daysSince2000)
    }

    /// The day after.
    public var next: CalendarDay { CalendarDay(number + 1) }
}
