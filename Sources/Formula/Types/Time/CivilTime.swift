/// A day of the proleptic Gregorian calendar; the year 0 is 1 BC, as PostgreSQL counts inside.
struct CivilDay: Sendable, Hashable {
    var year: Int
    var month: Int
    var day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day so many days after 2000-01-01.
    @inline(__always)
    init(daysSince2000 days: Int) {
        // Years that begin in March end with the day that may be missing, so that months have fixed places in them.
        let shifted = days + 730_425
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 2000-01-01.
    var daysSince2000: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 730_425
    }

    /// The day's number in the Julian period.
    var julian: Int { daysSince2000 + 2_451_545 }

    /// 0 is Sunday.
    var weekday: Int { Self.weekday(daysSince2000: daysSince2000) }

    /// 1 to 366.
    var dayOfYear: Int { daysSince2000 - CivilDay(year: year, month: 1, day: 1).daysSince2000 + 1 }

    /// 0 is Sunday.
    static func weekday(daysSince2000 days: Int) -> Int { ((days + 6) % 7 + 7) % 7 }

    /// The ISO 8601 year, week and day within that year: a week belongs to the year that has its Thursday.
    var isoWeek: (year: Int, week: Int, dayOfYear: Int) {
        let days = daysSince2000
        let fromMonday = (Self.weekday(daysSince2000: days) + 6) % 7
        let thursday = CivilDay(daysSince2000: days - fromMonday + 3)
        let week = (thursday.dayOfYear - 1) / 7
        return (thursday.year, week + 1, week * 7 + fromMonday + 1)
    }

    /// The year as people write it, without its era.
    var yearOfEra: Int { year > 0 ? year : 1 - year }
}

/// A day and a time of day.
struct CivilTime: Sendable, Hashable {
    var date: CivilDay
    var hour: Int
    var minute: Int
    var second: Int
    var microsecond: Int

    /// The local time so many microseconds after 2000-01-01 00:00.
    @inline(__always)
    init(microseconds: Int64) {
        var (days, rest) = microseconds.quotientAndRemainder(dividingBy: TimeUnits.day)
        if rest < 0 {
            days -= 1
            rest += TimeUnits.day
        }
        date = CivilDay(daysSince2000: Int(days))
        let seconds = Int(rest) / 1_000_000
        microsecond = Int(rest) % 1_000_000
        hour = seconds / 3600
        minute = seconds / 60 % 60
        second = seconds % 60
    }

    /// Microseconds since 2000-01-01 00:00, `nil` beyond 64 bits.
    var microseconds: Int64? {
        let ofDay = ((hour * 60 + minute) * 60 + second) * 1_000_000 + microsecond
        let (product, overflow) = Int64(date.daysSince2000).multipliedReportingOverflow(by: TimeUnits.day)
        guard !overflow else { return nil }
        let (sum, tooMuch) = product.addingReportingOverflow(Int64(ofDay))
        return tooMuch ? nil : sum
    }
}

/// Spans of time in microseconds, and the ranges of PostgreSQL's types.
enum TimeUnits {
    static let second: Int64 = 1_000_000
    static let hour: Int64 = 3_600_000_000
    static let day: Int64 = 86_400_000_000
    /// 2000-01-01 in seconds since 1970.
    static let epoch2000: Int64 = 946_684_800
    /// 4714-11-24 BC, the first day of the Julian period.
    static let firstTimestamp: Int64 = -211_813_488_000_000_000
    /// The first moment of 294277 AD, past the end.
    static let endTimestamp: Int64 = 9_223_371_331_200_000_000
    static let firstDate: Int32 = -2_451_545
    /// 5874898-01-01, past the end.
    static let endDate: Int32 = 2_145_031_949

    static func isValid(timestamp: Int64) -> Bool { timestamp >= firstTimestamp && timestamp < endTimestamp }

    @inline(__always)
    static func seconds(of microseconds: Int64) -> Int64 {
        let quotient = microseconds / second
        return microseconds % second < 0 ? quotient - 1 : quotient
    }
}
