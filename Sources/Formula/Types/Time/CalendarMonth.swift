/// A month of the calendar by which PostgreSQL counts: proleptic Gregorian, with no year 0.
public struct CalendarMonth: Sendable, Hashable {
    /// Months since January 2000.
    public let number: Int

    /// The month of a `timestamp`, or of a `timestamptz` in UTC, as so many microseconds since 2000-01-01; `nil` for infinity
    /// and for what the type does not have.
    public init?(microseconds: Int64) {
        guard TimeUnits.isValid(timestamp: microseconds) else { return nil }
        self.init(CivilTime(microseconds: microseconds).date)
    }

    /// The month of a `date`, as so many days since 2000-01-01; `nil` for infinity and for what the type does not have.
    public init?(days: Int64) {
        guard days >= TimeUnits.firstDate, days < TimeUnits.endDate else { return nil }
        self.init(CivilDay(daysSince2000: Int(days)))
    }

    private init(_ day: CivilDay) { number = (day.year - 2000) * 12 + day.month - 1 }

    /// Its days, since 2000-01-01.
    public var days: ClosedRange<Int64> {
        Int64(Self.firstDay(ofMonth: number).daysSince2000)...Int64(Self.firstDay(ofMonth: number + 1).daysSince2000)
            - 1
    }

    /// Its microseconds, since 2000-01-01; as many of them as 64 bits hold.
    public var microseconds: ClosedRange<Int64> {
        let days = days
        let (first, isTooEarly) = days.lowerBound.multipliedReportingOverflow(by: TimeUnits.day)
        let (end, isTooLate) = (days.upperBound + 1).multipliedReportingOverflow(by: TimeUnits.day)
        let lower = isTooEarly ? (number < 0 ? Int64.min : .max) : first
        let upper = isTooLate ? (number < 0 ? Int64.min : .max) : end - 1
        return lower...upper
    }

    /// As PostgreSQL prints dates: `2026-01`, `0044-03 BC`.
    public var text: String {
        let day = Self.firstDay(ofMonth: number)
        let year = String(day.yearOfEra)
        let zeros = String(repeating: "0", count: max(0, 4 - year.count))
        return "\(zeros)\(year)-\(day.month < 10 ? "0" : "")\(day.month)\(day.year <= 0 ? " BC" : "")"
    }

    private static func firstDay(ofMonth number: Int) -> CivilDay {
        let years = number >= 0 ? number / 12 : (number - 11) / 12
        return CivilDay(year: 2000 + years, month: number - years * 12 + 1, day: 1)
    }
}
