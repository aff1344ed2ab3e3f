/// A zone in POSIX's notation, such as `CET-1CEST,M3.5.0,M10.5.0/3`, read as PostgreSQL reads it.
///
/// PostgreSQL lets a name be empty, and takes the rule of the USA where there is a daylight name but no rule.
struct PosixZone {
    /// When clocks change in a year.
    enum Change: Hashable {
        /// `Jn`: day 1 to 365, without 29 February.
        case julian(Int)
        /// `n`: day 0 to 365.
        case dayOfYear(Int)
        /// `Mm.w.d`: a weekday of a week of a month; week 5 is the last.
        case weekday(month: Int, week: Int, day: Int)
    }

    struct Rule: Hashable {
        var change: Change
        /// Seconds after midnight by the clock before the change.
        var time: Int

        /// Seconds from the start of a year.
        func seconds(in year: Int) -> Int64 {
            let start = CivilDay(year: year, month: 1, day: 1).daysSince2000
            let day: Int
            switch change {
            case .julian(let number):
                day = number - 1 + (number >= 60 && PosixZone.isLeap(year) ? 1 : 0)
            case .dayOfYear(let number): day = number
            case .weekday(let month, let week, let weekday):
                let first = CivilDay(year: year, month: month, day: 1).daysSince2000
                let next =
                    CivilDay(year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, day: 1)
                    .daysSince2000
                var place = first + (weekday - CivilDay.weekday(daysSince2000: first) + 7) % 7 + (week - 1) * 7
                while place >= next { place -= 7 }
                day = place - start
            }
            return Int64(day) * 86_400 + Int64(time)
        }
    }

    var standard: (name: [UInt8], offset: Int)
    var daylight: (name: [UInt8], offset: Int, start: Rule, end: Rule)?

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// `nil` where PostgreSQL would not read it.
    init?(_ text: [UInt8]) {
        var reader = PosixZoneReader(text)
        guard let name = reader.name(), !reader.isAtEnd, let west = reader.offset() else { return nil }
        standard = (name, -west)
        guard !reader.isAtEnd else { return }
        guard let name = reader.name(), !name.isEmpty else { return nil }
        var offset = -west + 3600
        if !reader.isAtEnd, !reader.isAtRule {
            guard let west = reader.offset() else { return nil }
            offset = -west
        }
        if reader.isAtEnd { reader = PosixZoneReader(Array(",M3.2.0,M11.1.0".utf8)) }
        guard reader.skipRuleMark(), let start = reader.rule(), reader.skip(UInt8(ascii: ",")), let end = reader.rule(),
            reader.isAtEnd
        else { return nil }
        daylight = (name, offset, start, end)
    }

    /// The changes of 401 years from one on, or none where daylight time never begins or never ends.
    func history(from firstYear: Int) -> ZoneHistory {
        guard let daylight else { return .fixed(offset: standard.offset, abbreviation: standard.name) }
        var history = ZoneHistory(
            types: [
                ZoneType(offset: standard.offset, isDaylight: false, abbreviation: 0),
                ZoneType(offset: daylight.offset, isDaylight: true, abbreviation: standard.name.count + 1),
            ],
            abbreviations: standard.name + [0] + daylight.name + [0])
        for year in firstYear...firstYear + 400 {
            let new = Int64(CivilDay(year: year, month: 1, day: 1).daysSince2000) * 86_400 + TimeUnits.epoch2000
            var start = daylight.start.seconds(in: year) - Int64(standard.offset)
            var end = daylight.end.seconds(in: year) - Int64(daylight.offset)
            let isReversed = end < start
            if isReversed { swap(&start, &end) }
            let length = Int64(Self.isLeap(year) ? 366 : 365) * 86_400 + Int64(daylight.offset - standard.offset)
            guard isReversed || (start < end && end - start < length) else { continue }
            history.moments += [new + start, new + end]
            history.typeIndices += isReversed ? [0, 1] : [1, 0]
        }
        if history.moments.isEmpty {
            history.types = [history.types[1]]
        } else {
            history.repeatsBackward = true
            history.repeatsForward = true
        }
        return history
    }
}

/// Takes the parts of a POSIX zone one after the other.
struct PosixZoneReader {
    private let text: [UInt8]
    private var at = 0

    init(_ text: [UInt8]) { self.text = text }

    var isAtEnd: Bool { at == text.count }
    var isAtRule: Bool { !isAtEnd && (text[at] == UInt8(ascii: ",") || text[at] == UInt8(ascii: ";")) }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard at < text.count, text[at] == byte else { return false }
        at += 1
        return true
    }

    mutating func skipRuleMark() -> Bool { skip(UInt8(ascii: ",")) || skip(UInt8(ascii: ";")) }

    mutating func name() -> [UInt8]? {
        let isQuoted = skip(UInt8(ascii: "<"))
        let start = at
        while at < text.count {
            let byte = text[at]
            if isQuoted ? byte == UInt8(ascii: ">") : Self.endsName(byte) { break }
            at += 1
        }
        let name = Array(text[start..<at])
        if isQuoted, !skip(UInt8(ascii: ">")) { return nil }
        return name
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || [UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: "+")].contains(byte)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let start = at
        var value = 0
        while at < text.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[at] {
            value = value * 10 + Int(text[at] - UInt8(ascii: "0"))
            guard value <= range.upperBound else { return nil }
            at += 1
        }
        return at > start && value >= range.lowerBound ? value : nil
    }

    /// Seconds, west of Greenwich where they are an offset.
    mutating func offset() -> Int? {
        let isNegative = skip(UInt8(ascii: "-"))
        if !isNegative { _ = skip(UInt8(ascii: "+")) }
        guard let hours = number(0...167) else { return nil }
        var seconds = hours * 3600
        if skip(UInt8(ascii: ":")) {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if skip(UInt8(ascii: ":")) {
                guard let rest = number(0...60) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    mutating func rule() -> PosixZone.Rule? {
        let change: PosixZone.Change
        if skip(UInt8(ascii: "J")) {
            guard let day = number(1...365) else { return nil }
            change = .julian(day)
        } else if skip(UInt8(ascii: "M")) {
            guard let month = number(1...12), skip(UInt8(ascii: ".")), let week = number(1...5),
                skip(UInt8(ascii: ".")),
                let day = number(0...6)
            else { return nil }
            change = .weekday(month: month, week: week, day: day)
        } else {
            guard let day = number(0...365) else { return nil }
            change = .dayOfYear(day)
        }
        guard skip(UInt8(ascii: "/")) else { return PosixZone.Rule(change: change, time: 7200) }
        return offset().map { PosixZone.Rule(change: change, time: $0) }
    }
}
