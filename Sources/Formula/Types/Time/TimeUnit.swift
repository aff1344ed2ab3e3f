/// A unit that `date_trunc` or `extract` knows.
enum TimeUnit: Sendable, Hashable {
    case microsecond, millisecond, second, minute, hour, day, week, month, quarter, year, decade, century, millennium
    case dayOfWeek, dayOfYear, isoDayOfWeek, isoYear, epoch, julian, zone, zoneHour, zoneMinute

    /// The unit with a name in any case, of which PostgreSQL reads only the first ten bytes.
    init?(named name: String) {
        guard let unit = Self.names[String(decoding: name.lowercased().utf8.prefix(10), as: UTF8.self)] else {
            return nil
        }
        self = unit
    }

    var canTruncate: Bool {
        switch self {
        case .dayOfWeek, .dayOfYear, .isoDayOfWeek, .isoYear, .epoch, .julian, .zone, .zoneHour, .zoneMinute: false
        default: true
        }
    }

    /// Up to an hour.
    var isShort: Bool {
        switch self {
        case .microsecond, .millisecond, .second, .minute, .hour: true
        default: false
        }
    }

    private static let names: [String: TimeUnit] = {
        let spellings: [TimeUnit: String] = [
            .microsecond: "us usec usecs usecond useconds microsecon",
            .millisecond: "ms msec msecs msecond mseconds millisecon",
            .second: "s sec secs second seconds", .minute: "m min mins minute minutes",
            .hour: "h hr hrs hour hours", .day: "d day days", .week: "w week weeks", .month: "mon mons month months",
            .quarter: "qtr quarter", .year: "y yr yrs year years", .decade: "dec decs decade decades",
            .century: "c cent century centuries", .millennium: "mil mils millennia millennium", .dayOfWeek: "dow",
            .dayOfYear: "doy", .isoDayOfWeek: "isodow", .isoYear: "isoyear", .epoch: "epoch", .julian: "j jd julian",
            .zone: "timezone", .zoneHour: "timezone_h", .zoneMinute: "timezone_m",
        ]
        var names: [String: TimeUnit] = [:]
        for (unit, words) in spellings { for word in words.split(separator: " ") { names[String(word)] = unit } }
        return names
    }()
}
