/// Conversions among `timestamptz`, `timestamp` and `date`, on the wire's own numbers: microseconds and days since 2000-01-01.
///
/// Infinity stays infinity. Each throws where the server would say that the result is out of range.
public enum TimeCast {
    /// The local time of a moment: `timestamptz AT TIME ZONE zone`, and the cast to `timestamp`.
    public static func local(_ moment: Int64, in zone: Zone) throws(MalformedValue) -> Int64 {
        guard moment != .max, moment != .min else { return moment }
        guard TimeUnits.isValid(timestamp: moment) else { throw MalformedValue(.outOfRange) }
        return try checked(moment + Int64(zone.offset(at: moment)) * TimeUnits.second)
    }

    /// The moment of a local time: `timestamp AT TIME ZONE zone`, and the cast to `timestamptz`.
    public static func moment(ofLocal local: Int64, in zone: Zone) throws(MalformedValue) -> Int64 {
        guard local != .max, local != .min else { return local }
        guard TimeUnits.isValid(timestamp: local) else { throw MalformedValue(.outOfRange) }
        return try checked(local - Int64(zone.offset(ofLocal: local)) * TimeUnits.second)
    }

    /// The day of a local time.
    public static func day(ofLocal local: Int64) throws(MalformedValue) -> Int32 {
        if local == .max { return .max }
        if local == .min { return .min }
        guard TimeUnits.isValid(timestamp: local) else { throw MalformedValue(.outOfRange) }
        let days = local / TimeUnits.day
        return Int32(local % TimeUnits.day < 0 ? days - 1 : days)
    }

    /// The day of a moment in a zone.
    public static func day(of moment: Int64, in zone: Zone) throws(MalformedValue) -> Int32 {
        try day(ofLocal: local(moment, in: zone))
    }

    /// Midnight of a day, local.
    public static func midnight(of day: Int32) throws(MalformedValue) -> Int64 {
        if day == .max { return .max }
        if day == .min { return .min }
        let (product, overflow) = Int64(day).multipliedReportingOverflow(by: TimeUnits.day)
        guard !overflow else { throw MalformedValue(.outOfRange) }
        return try checked(product)
    }

    /// Midnight of a day in a zone, as a moment.
    public static func midnight(of day: Int32, in zone: Zone) throws(MalformedValue) -> Int64 {
        try moment(ofLocal: midnight(of: day), in: zone)
    }

    static func checked(_ timestamp: Int64) throws(MalformedValue) -> Int64 {
        guard TimeUnits.isValid(timestamp: timestamp) else { throw MalformedValue(.outOfRange) }
        return timestamp
    }
}
