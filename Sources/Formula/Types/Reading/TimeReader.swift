/// Reads times from the text that PostgreSQL prints in ISO, UTC and the interval style `postgres`.
///
/// It takes more than the server prints; who calls it prints the value again and compares.
struct TimeReader: ~Escapable {
    private let text: Span<UInt8>
    private var at = 0

    @_lifetime(copy text)
    private init(_ text: Span<UInt8>) { self.text = text }

    /// Microseconds since 2000-01-01, `2026-01-31 12:00:00.5+00`, with or without the offset.
    static func timestamp(_ text: Span<UInt8>) throws(MalformedValue) -> Int64 {
        if let bound = infinity(text) { return bound ? .max : .min }
        var reader = TimeReader(text)
        let days = try reader.day(isFollowed: true)
        let (clock, offset) = try reader.clock()
        let isBefore = reader.takes(" BC")
        guard reader.isAtEnd else { throw MalformedValue(.wrongFormat) }
        let (product, overflow) = Int64(try daysSince2000(days, isBefore: isBefore))
            .multipliedReportingOverflow(by: TimeUnits.day)
        // A time of day, and an offset of less than a day: what is more would be printed otherwise.
        guard clock <= TimeUnits.day else { throw MalformedValue(.outOfRange) }
        let (sum, tooMuch) = product.addingReportingOverflow(clock - Int64(offset) * TimeUnits.second)
        guard !overflow, !tooMuch else { throw MalformedValue(.outOfRange) }
        return sum
    }

    /// Days since 2000-01-01, `2026-01-31`.
    static func date(_ text: Span<UInt8>) throws(MalformedValue) -> Int32 {
        if let bound = infinity(text) { return bound ? .max : .min }
        var reader = TimeReader(text)
        let day = try reader.day(isFollowed: false)
        let isBefore = reader.takes(" BC")
        guard reader.isAtEnd, let days = Int32(exactly: try daysSince2000(day, isBefore: isBefore)) else {
            throw MalformedValue(.wrongFormat)
        }
        return days
    }

    /// Microseconds since midnight, and seconds east, 0 where no offset stands.
    static func time(_ text: Span<UInt8>) throws(MalformedValue) -> (microseconds: Int64, offset: Int32) {
        var reader = TimeReader(text)
        let time = try reader.clock()
        guard reader.isAtEnd else { throw MalformedValue(.wrongFormat) }
        return time
    }

    /// Appends the binary form of `1 year 2 mons -3 days +04:05:06.7`.
    static func appendInterval(_ text: Span<UInt8>, to buffer: inout ByteBuffer) throws(MalformedValue) {
        var (months, days, clock) = (Int64(0), Int64(0), Int64(0))
        if let bound = infinity(text) {
            (months, days, clock) =
                bound
                ? (.init(Int32.max), .init(Int32.max), .max)
                : (.init(Int32.min), .init(Int32.min), .min)
        } else {
            var reader = TimeReader(text)
            while !reader.isAtEnd {
                _ = reader.takes(" ")
                let isNegative = reader.takes("-")
                if !isNegative { _ = reader.takes("+") }
                let sign: Int64 = isNegative ? -1 : 1
                let start = reader.at
                let number = try reader.number(1...19)
                if reader.takes(":") {
                    reader.at = start
                    clock = try reader.span(isNegative: isNegative)
                } else if reader.takes(" year") {
                    months = try Self.sum(months, 12 * sign * number)
                } else if reader.takes(" mon") {
                    months = try Self.sum(months, sign * number)
                } else if reader.takes(" day") {
                    days = try Self.sum(days, sign * number)
                } else {
                    throw MalformedValue(.wrongFormat)
                }
                _ = reader.takes("s")
            }
        }
        guard let months = Int32(exactly: months), let days = Int32(exactly: days) else {
            throw MalformedValue(.outOfRange)
        }
        buffer.append(bigEndian: clock)
        buffer.append(bigEndian: days)
        buffer.append(bigEndian: months)
    }

    private static func sum(_ one: Int64, _ other: Int64) throws(MalformedValue) -> Int64 {
        let (sum, overflow) = one.addingReportingOverflow(other)
        guard !overflow else { throw MalformedValue(.outOfRange) }
        return sum
    }

    // MARK: Parts

    private var isAtEnd: Bool { at == text.count }

    private mutating func takes(_ word: StaticString) -> Bool {
        let bytes = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard text.count - at >= bytes.count else { return false }
        for index in 0..<bytes.count where text[at + index] != bytes[index] { return false }
        at += bytes.count
        return true
    }

    private mutating func expect(_ word: StaticString) throws(MalformedValue) {
        guard takes(word) else { throw MalformedValue(.wrongFormat) }
    }

    /// A number of so many digits, below 10^12.
    private mutating func number(_ widths: ClosedRange<Int>) throws(MalformedValue) -> Int64 {
        var (value, width) = (Int64(0), 0)
        while at < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[at] {
            value = value * 10 + Int64(text[at] - UInt8(ascii: "0"))
            (at, width) = (at + 1, width + 1)
            guard width <= widths.upperBound, value < 1_000_000_000_000 else { throw MalformedValue(.outOfRange) }
        }
        guard widths.contains(width) else { throw MalformedValue(.wrongFormat) }
        return value
    }

    private mutating func day(isFollowed: Bool) throws(MalformedValue) -> CivilDay {
        let year = try number(4...7)
        try expect("-")
        let month = try number(2...2)
        try expect("-")
        let day = try number(2...2)
        if isFollowed { try expect(" ") }
        guard (1...12).contains(month), (1...31).contains(day) else { throw MalformedValue(.outOfRange) }
        return CivilDay(year: Int(year), month: Int(month), day: Int(day))
    }

    private static func daysSince2000(_ day: CivilDay, isBefore: Bool) throws(MalformedValue) -> Int {
        var day = day
        if isBefore { day.year = 1 - day.year }
        return day.daysSince2000
    }

    private mutating func clock() throws(MalformedValue) -> (Int64, Int32) {
        let span = try span()
        var offset: Int64 = 0
        if at < text.count, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-") {
            let isWest = text[at] == UInt8(ascii: "-")
            at += 1
            offset = try number(2...2) * 3600
            if takes(":") { offset += try number(2...2) * 60 }
            if takes(":") { offset += try number(2...2) }
            if isWest { offset = -offset }
        }
        return (span, Int32(offset))
    }

    /// Hours, minutes and seconds with their fraction, in microseconds.
    private mutating func span(isNegative: Bool = false) throws(MalformedValue) -> Int64 {
        let hours = try number(2...10)
        try expect(":")
        let minutes = try number(2...2)
        try expect(":")
        let seconds = try number(2...2)
        var fraction: Int64 = 0
        if takes(".") {
            let start = at
            fraction = try number(1...6)
            for _ in (at - start)..<6 { fraction *= 10 }
        }
        // The least of all has no opposite.
        let size = Int128(hours * 3600 + minutes * 60 + seconds) * Int128(TimeUnits.second) + Int128(fraction)
        guard let span = Int64(exactly: isNegative ? -size : size) else { throw MalformedValue(.outOfRange) }
        return span
    }

    private static func infinity(_ text: Span<UInt8>) -> Bool? {
        var reader = TimeReader(text)
        let isNegative = reader.takes("-")
        guard reader.takes("infinity"), reader.isAtEnd else { return nil }
        return !isNegative
    }
}
