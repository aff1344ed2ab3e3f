/// An interval in PostgreSQL's wire format (`interval_send`): microseconds, days and months, which don't add up.
struct Interval: Sendable, Hashable {
    var microseconds: Int64
    var days: Int32
    var months: Int32

    init(_ bytes: Span<UInt8>) throws(MalformedValue) {
        guard bytes.count == 16 else { throw MalformedValue(.wrongLength) }
        microseconds = bytes.bigEndian(at: 0, as: Int64.self)
        days = bytes.bigEndian(at: 8, as: Int32.self)
        months = bytes.bigEndian(at: 12, as: Int32.self)
    }

    /// From PostgreSQL 17 on the extremes are infinite; before, nobody could get there but by typing them.
    var isInfinite: Bool {
        (microseconds == .max && days == .max && months == .max)
            || (microseconds == .min && days == .min && months == .min)
    }
    var isNegativeInfinity: Bool { isInfinite && days < 0 }

    /// The length that intervals are compared by: a month has 30 days, a day 24 hours.
    var span: Int128 {
        Int128(microseconds) + (Int128(days) + Int128(months) * 30) * Int128(TimeUnits.day)
    }

    var year: Int { Int(months) / 12 }
    var month: Int { Int(months) % 12 }
    var day: Int { Int(days) }
    var hour: Int { Int(microseconds / TimeUnits.hour) }
    var minute: Int { Int(microseconds / 60_000_000 % 60) }
    var second: Int { Int(microseconds / 1_000_000 % 60) }
    var microsecond: Int { Int(microseconds % 1_000_000) }
}
