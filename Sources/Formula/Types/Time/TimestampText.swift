/// Timestamps, dates and times of day as PostgreSQL's output functions write them.
enum TimestampText {
    /// A timestamp, with its zone's offset or name where there is a zone.
    static func append(
        timestamp: Int64, zone: Zone?, style: DateStyle, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        if timestamp == .max { return buffer.append("infinity") }
        if timestamp == .min { return buffer.append("-infinity") }
        guard TimeUnits.isValid(timestamp: timestamp) else { throw MalformedValue(.outOfRange) }
        let offset = zone?.offset(at: timestamp) ?? 0
        let time = CivilTime(microseconds: timestamp + Int64(offset) * TimeUnits.second)
        switch style.layout {
        case .iso:
            appendISO(time, to: &buffer)
            if zone != nil { append(offset: offset, to: &buffer) }
        case .sql, .german:
            appendDay(time.date, style, to: &buffer)
            buffer.append(UInt8(ascii: " "))
            appendClock(time, to: &buffer)
        case .postgres:
            buffer.append(copying: EnglishNames.weekday(time.date.weekday).span.extracting(0..<3))
            buffer.append(UInt8(ascii: " "))
            if style.order == .dayMonthYear {
                buffer.append(twoDigits: time.date.day)
                buffer.append(UInt8(ascii: " "))
            }
            buffer.append(copying: EnglishNames.month(time.date.month).span.extracting(0..<3))
            buffer.append(UInt8(ascii: " "))
            if style.order != .dayMonthYear {
                buffer.append(twoDigits: time.date.day)
                buffer.append(UInt8(ascii: " "))
            }
            appendClock(time, to: &buffer)
            buffer.append(UInt8(ascii: " "))
            buffer.append(decimal: UInt64(time.date.yearOfEra), width: 4)
        }
        if let zone, style.layout != .iso {
            buffer.append(UInt8(ascii: " "))
            zone.appendAbbreviation(at: timestamp, limit: 10, to: &buffer)
        }
        if time.date.year <= 0 { buffer.append(" BC") }
    }

    static func append(date: Int32, style: DateStyle, to buffer: inout ByteBuffer) throws(MalformedValue) {
        if date == .max { return buffer.append("infinity") }
        if date == .min { return buffer.append("-infinity") }
        guard date >= TimeUnits.firstDate, date < TimeUnits.endDate else { throw MalformedValue(.outOfRange) }
        let day = CivilDay(daysSince2000: Int(date))
        appendDay(day, style, to: &buffer)
        if day.year <= 0 { buffer.append(" BC") }
    }

    static func append(time: Int64, to buffer: inout ByteBuffer) throws(MalformedValue) {
        guard time >= 0, time <= TimeUnits.day else { throw MalformedValue(.outOfRange) }
        let seconds = Int(time / TimeUnits.second)
        buffer.append(twoDigits: seconds / 3600)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(twoDigits: seconds / 60 % 60)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(twoDigits: seconds % 60)
        buffer.append(fraction: Int(time % TimeUnits.second))
    }

    /// An offset in seconds east, as `+hh`, `+hh:mm` or `+hh:mm:ss`.
    static func append(offset: Int, to buffer: inout ByteBuffer) {
        buffer.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let size = abs(offset)
        buffer.append(decimal: UInt64(size / 3600), width: 2)
        guard size % 3600 != 0 else { return }
        buffer.append(UInt8(ascii: ":"))
        buffer.append(twoDigits: size / 60 % 60)
        guard size % 60 != 0 else { return }
        buffer.append(UInt8(ascii: ":"))
        buffer.append(twoDigits: size % 60)
    }

    /// What most rows hold, in one piece.
    private static func appendISO(_ time: CivilTime, to buffer: inout ByteBuffer) {
        let year = time.date.yearOfEra
        guard year <= 9999 else {
            appendDay(time.date, DateStyle(), to: &buffer)
            buffer.append(UInt8(ascii: " "))
            appendClock(time, to: &buffer)
            return
        }
        let zero = UInt8(ascii: "0")
        var text = InlineArray<19, UInt8>(repeating: zero)
        @inline(__always) func put(_ number: Int, _ at: Int) {
            text[at] = zero + UInt8(truncatingIfNeeded: number / 10)
            text[at + 1] = zero + UInt8(truncatingIfNeeded: number % 10)
        }
        put(year / 100, 0)
        put(year % 100, 2)
        text[4] = UInt8(ascii: "-")
        put(time.date.month, 5)
        text[7] = UInt8(ascii: "-")
        put(time.date.day, 8)
        text[10] = UInt8(ascii: " ")
        put(time.hour, 11)
        text[13] = UInt8(ascii: ":")
        put(time.minute, 14)
        text[16] = UInt8(ascii: ":")
        put(time.second, 17)
        buffer.append(copying: text.span)
        buffer.append(fraction: time.microsecond)
    }

    private static func appendClock(_ time: CivilTime, to buffer: inout ByteBuffer) {
        buffer.append(twoDigits: time.hour)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(twoDigits: time.minute)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(twoDigits: time.second)
        buffer.append(fraction: time.microsecond)
    }

    private static func appendDay(_ day: CivilDay, _ style: DateStyle, to buffer: inout ByteBuffer) {
        let separator: UInt8 =
            switch style.layout {
            case .iso, .postgres: UInt8(ascii: "-")
            case .sql: UInt8(ascii: "/")
            case .german: UInt8(ascii: ".")
            }
        let year = UInt64(day.yearOfEra)
        if style.layout == .iso {
            buffer.append(decimal: year, width: 4)
            buffer.append(separator)
            buffer.append(twoDigits: day.month)
            buffer.append(separator)
            buffer.append(twoDigits: day.day)
            return
        }
        let dayFirst = style.layout == .german || style.order == .dayMonthYear
        buffer.append(twoDigits: dayFirst ? day.day : day.month)
        buffer.append(separator)
        buffer.append(twoDigits: dayFirst ? day.month : day.day)
        buffer.append(separator)
        buffer.append(decimal: year, width: 4)
    }
}

/// The names that the C locale has.
enum EnglishNames {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ].map { Array($0.utf8) }
    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
        .map { Array($0.utf8) }

    /// From 1.
    static func month(_ number: Int) -> [UInt8] { months[number - 1] }
    /// 0 is Sunday.
    static func weekday(_ number: Int) -> [UInt8] { weekdays[number] }
}
