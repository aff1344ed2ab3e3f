/// The template patterns of `to_char` for dates and times (PostgreSQL manual, "Data Type Formatting Functions").
enum ToCharKeyword: Sendable, Hashable {
    case meridiem(dotted: Bool, uppercased: Bool)
    case era(dotted: Bool, uppercased: Bool)
    case hour12, hour24, minute, second, fraction(Int), secondOfDay
    case zoneName(uppercased: Bool), zoneHour, zoneMinute, offset
    case month(Case, short: Bool), monthNumber, romanMonth(uppercased: Bool)
    case weekday(Case, short: Bool), weekdayNumber, isoWeekdayNumber
    case day, dayOfYear, isoDayOfYear, weekOfMonth, weekOfYear, isoWeek, quarter, century, julian
    case yearWithComma, year(Int), isoYear(Int)
    /// `FX`, which only matters for reading.
    case nothing

    enum Case: Sendable, Hashable { case upper, title, lower }

    /// By spelling; of two that fit, the longer one counts.
    static let all: [(spelling: [UInt8], keyword: ToCharKeyword)] = {
        var all: [(String, ToCharKeyword)] = []
        for (dotted, words) in [(true, ["A.M.", "P.M."]), (false, ["AM", "PM"])] {
            for word in words {
                all.append((word, .meridiem(dotted: dotted, uppercased: true)))
                all.append((word.lowercased(), .meridiem(dotted: dotted, uppercased: false)))
            }
        }
        for (dotted, words) in [(true, ["A.D.", "B.C."]), (false, ["AD", "BC"])] {
            for word in words {
                all.append((word, .era(dotted: dotted, uppercased: true)))
                all.append((word.lowercased(), .era(dotted: dotted, uppercased: false)))
            }
        }
        all += [
            ("MONTH", .month(.upper, short: false)), ("Month", .month(.title, short: false)),
            ("month", .month(.lower, short: false)), ("MON", .month(.upper, short: true)),
            ("Mon", .month(.title, short: true)), ("mon", .month(.lower, short: true)),
            ("DAY", .weekday(.upper, short: false)), ("Day", .weekday(.title, short: false)),
            ("day", .weekday(.lower, short: false)), ("DY", .weekday(.upper, short: true)),
            ("Dy", .weekday(.title, short: true)), ("dy", .weekday(.lower, short: true)),
            ("RM", .romanMonth(uppercased: true)), ("rm", .romanMonth(uppercased: false)),
            ("TZ", .zoneName(uppercased: true)), ("tz", .zoneName(uppercased: false)),
        ]
        let numbers: [(String, ToCharKeyword)] = [
            ("HH", .hour12), ("HH12", .hour12), ("HH24", .hour24), ("MI", .minute), ("SS", .second),
            ("MS", .fraction(3)),
            ("US", .fraction(6)), ("SSSS", .secondOfDay), ("SSSSS", .secondOfDay), ("MM", .monthNumber), ("DD", .day),
            ("DDD", .dayOfYear), ("IDDD", .isoDayOfYear), ("D", .weekdayNumber), ("ID", .isoWeekdayNumber),
            ("W", .weekOfMonth), ("WW", .weekOfYear), ("IW", .isoWeek), ("Q", .quarter), ("CC", .century),
            ("J", .julian),
            ("Y,YYY", .yearWithComma), ("YYYY", .year(4)), ("YYY", .year(3)), ("YY", .year(2)), ("Y", .year(1)),
            ("IYYY", .isoYear(4)), ("IYY", .isoYear(3)), ("IY", .isoYear(2)), ("I", .isoYear(1)), ("FX", .nothing),
            ("TZH", .zoneHour), ("TZM", .zoneMinute), ("OF", .offset),
        ]
        for (word, keyword) in numbers + (1...6).map({ ("FF\($0)", .fraction($0)) }) {
            all.append((word, keyword))
            all.append((word.lowercased(), keyword))
        }
        return all.map { (Array($0.0.utf8), $0.1) }.sorted { $0.spelling.count > $1.spelling.count }
    }()
}
