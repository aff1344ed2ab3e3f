/// Intervals in each `IntervalStyle`.
struct IntervalText: ~Copyable {
    private let value: Interval
    private var isZero = true
    private var isBefore = false

    private init(_ value: Interval) { self.value = value }

    static func append(_ value: Interval, style: IntervalStyle, to buffer: inout ByteBuffer) {
        if value.isInfinite {
            if value.isNegativeInfinity { buffer.append(UInt8(ascii: "-")) }
            return buffer.append("infinity")
        }
        var text = IntervalText(value)
        switch style {
        case .postgres: text.appendPostgres(to: &buffer)
        case .postgresVerbose: text.appendVerbose(to: &buffer)
        case .sqlStandard: text.appendStandard(to: &buffer)
        case .iso8601: text.appendISO(to: &buffer)
        }
    }

    private mutating func appendPostgres(to buffer: inout ByteBuffer) {
        appendPart(value.year, "year", to: &buffer)
        appendPart(value.month, "mon", to: &buffer)
        appendPart(value.day, "day", to: &buffer)
        guard isZero || value.microseconds != 0 else { return }
        if !isZero { buffer.append(UInt8(ascii: " ")) }
        if value.microseconds < 0 {
            buffer.append(UInt8(ascii: "-"))
        } else if isBefore {
            buffer.append(UInt8(ascii: "+"))
        }
        appendClock(hourWidth: 2, to: &buffer)
    }

    private mutating func appendPart(_ number: Int, _ unit: StaticString, to buffer: inout ByteBuffer) {
        guard number != 0 else { return }
        if !isZero { buffer.append(UInt8(ascii: " ")) }
        if isBefore, number > 0 { buffer.append(UInt8(ascii: "+")) }
        buffer.append(decimal: Int64(number))
        buffer.append(UInt8(ascii: " "))
        buffer.append(unit)
        if number != 1 { buffer.append(UInt8(ascii: "s")) }
        isBefore = number < 0
        isZero = false
    }

    private mutating func appendVerbose(to buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "@"))
        appendVerbosePart(value.year, "year", to: &buffer)
        appendVerbosePart(value.month, "mon", to: &buffer)
        appendVerbosePart(value.day, "day", to: &buffer)
        appendVerbosePart(value.hour, "hour", to: &buffer)
        appendVerbosePart(value.minute, "min", to: &buffer)
        if value.second != 0 || value.microsecond != 0 {
            buffer.append(UInt8(ascii: " "))
            if value.microseconds < 0 {
                if isZero { isBefore = true } else if !isBefore { buffer.append(UInt8(ascii: "-")) }
            } else if isBefore {
                buffer.append(UInt8(ascii: "-"))
            }
            appendSeconds(width: 1, to: &buffer)
            buffer.append(" sec")
            if abs(value.second) != 1 || value.microsecond != 0 { buffer.append(UInt8(ascii: "s")) }
            isZero = false
        }
        if isZero { buffer.append(" 0") }
        if isBefore { buffer.append(" ago") }
    }

    private mutating func appendVerbosePart(_ number: Int, _ unit: StaticString, to buffer: inout ByteBuffer) {
        guard number != 0 else { return }
        if isZero { isBefore = number < 0 }
        let shown = isBefore ? -number : number
        buffer.append(UInt8(ascii: " "))
        buffer.append(decimal: Int64(shown))
        buffer.append(UInt8(ascii: " "))
        buffer.append(unit)
        if shown != 1 { buffer.append(UInt8(ascii: "s")) }
        isZero = false
    }

    private func appendStandard(to buffer: inout ByteBuffer) {
        let isNegative = value.months < 0 || value.days < 0 || value.microseconds < 0
        let isPositive = value.months > 0 || value.days > 0 || value.microseconds > 0
        guard isNegative || isPositive else { return buffer.append(UInt8(ascii: "0")) }
        let hasDayTime = value.days != 0 || value.microseconds != 0
        if (isNegative && isPositive) || (value.months != 0 && hasDayTime) {
            buffer.append(Self.sign(value.months < 0))
            appendYearMonth(to: &buffer)
            buffer.append(UInt8(ascii: " "))
            buffer.append(Self.sign(value.days < 0))
            buffer.append(decimal: UInt64(value.days.magnitude))
            buffer.append(UInt8(ascii: " "))
            buffer.append(Self.sign(value.microseconds < 0))
            appendClock(hourWidth: 1, to: &buffer)
            return
        }
        if isNegative { buffer.append(UInt8(ascii: "-")) }
        if value.months != 0 { return appendYearMonth(to: &buffer) }
        if value.days != 0 {
            buffer.append(decimal: UInt64(value.days.magnitude))
            buffer.append(UInt8(ascii: " "))
        }
        appendClock(hourWidth: 1, to: &buffer)
    }

    private static func sign(_ isNegative: Bool) -> UInt8 { isNegative ? UInt8(ascii: "-") : UInt8(ascii: "+") }

    private func appendYearMonth(to buffer: inout ByteBuffer) {
        buffer.append(decimal: UInt64(value.year.magnitude))
        buffer.append(UInt8(ascii: "-"))
        buffer.append(decimal: UInt64(value.month.magnitude))
    }

    private func appendISO(to buffer: inout ByteBuffer) {
        guard value.months != 0 || value.days != 0 || value.microseconds != 0 else { return buffer.append("PT0S") }
        func part(_ number: Int, _ unit: UInt8) {
            guard number != 0 else { return }
            buffer.append(decimal: Int64(number))
            buffer.append(unit)
        }
        buffer.append(UInt8(ascii: "P"))
        part(value.year, UInt8(ascii: "Y"))
        part(value.month, UInt8(ascii: "M"))
        part(value.day, UInt8(ascii: "D"))
        guard value.microseconds != 0 else { return }
        buffer.append(UInt8(ascii: "T"))
        part(value.hour, UInt8(ascii: "H"))
        part(value.minute, UInt8(ascii: "M"))
        guard value.second != 0 || value.microsecond != 0 else { return }
        if value.microseconds < 0 { buffer.append(UInt8(ascii: "-")) }
        appendSeconds(width: 1, to: &buffer)
        buffer.append(UInt8(ascii: "S"))
    }

    private func appendClock(hourWidth: Int, to buffer: inout ByteBuffer) {
        buffer.append(decimal: UInt64(value.hour.magnitude), width: hourWidth)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(twoDigits: abs(value.minute))
        buffer.append(UInt8(ascii: ":"))
        appendSeconds(width: 2, to: &buffer)
    }

    private func appendSeconds(width: Int, to buffer: inout ByteBuffer) {
        buffer.append(decimal: UInt64(value.second.magnitude), width: width)
        buffer.append(fraction: abs(value.microsecond))
    }
}
