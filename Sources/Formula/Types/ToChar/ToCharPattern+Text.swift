extension ToCharPattern {
    /// Appends `to_char(timestamptz, pattern)`; `false`, and nothing appended, where it is NULL: for infinity.
    ///
    /// - Parameter moment: microseconds since 2000-01-01 UTC, as on the wire.
    public func append(
        moment: Int64, zone: Zone, to buffer: inout ByteBuffer
    ) throws(MalformedValue) -> Bool {
        try append(timestamp: moment, zone: zone, to: &buffer)
    }

    /// Appends `to_char(timestamp, pattern)`; `false`, and nothing appended, where it is NULL: for infinity.
    ///
    /// - Parameter local: microseconds since 2000-01-01 00:00, as on the wire.
    public func append(local: Int64, to buffer: inout ByteBuffer) throws(MalformedValue) -> Bool {
        try append(timestamp: local, zone: nil, to: &buffer)
    }

    private func append(
        timestamp: Int64, zone: Zone?, to buffer: inout ByteBuffer
    ) throws(MalformedValue) -> Bool {
        guard !isEmpty, timestamp != .max, timestamp != .min else { return false }
        guard TimeUnits.isValid(timestamp: timestamp) else { throw MalformedValue(.outOfRange) }
        let offset = zone?.offset(at: timestamp) ?? 0
        let time = CivilTime(microseconds: timestamp + Int64(offset) * TimeUnits.second)
        for index in nodes.indices {
            let literal = nodes[index].literal
            if !literal.isEmpty { buffer.append(copying: literals.span.extracting(literal)) }
            let node = nodes[index]
            switch node.keyword {
            case .zoneName(let uppercased):
                zone?.appendAbbreviation(at: timestamp, lowercased: !uppercased, to: &buffer)
            case .zoneHour, .zoneMinute, .offset: node.append(offset: offset, to: &buffer)
            default:
                if !node.appendWord(of: time, to: &buffer) { node.appendNumber(of: time, to: &buffer) }
            }
        }
        return true
    }
}

extension ToCharPattern.Node {
    private static func fraction(of time: CivilTime, _ digits: Int) -> Int {
        var divisor = 1
        for _ in digits..<6 { divisor *= 10 }
        return time.microsecond / divisor
    }

    fileprivate func append(offset: Int, to buffer: inout ByteBuffer) {
        let size = abs(offset)
        if keyword == .zoneMinute { return buffer.append(twoDigits: size / 60 % 60) }
        buffer.append(offset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let isPadded = keyword == .zoneHour || isFilled
        buffer.append(decimal: UInt64(size / 3600), width: isPadded ? 2 : 1)
        if keyword == .offset, size % 3600 != 0 {
            buffer.append(UInt8(ascii: ":"))
            buffer.append(twoDigits: size / 60 % 60)
        }
    }

    /// Appends a name or a mark; `false` where the keyword is a number.
    fileprivate func appendWord(of time: CivilTime, to buffer: inout ByteBuffer) -> Bool {
        switch keyword {
        case .meridiem(let dotted, let uppercased):
            appendMark(time.hour >= 12 ? 0x50 : 0x41, 0x4D, dotted: dotted, uppercased: uppercased, to: &buffer)
        case .era(let dotted, let uppercased):
            let isBefore = time.date.year <= 0
            appendMark(
                isBefore ? 0x42 : 0x41, isBefore ? 0x43 : 0x44, dotted: dotted, uppercased: uppercased, to: &buffer)
        case .month(let letters, let short):
            appendName(EnglishNames.month(time.date.month), letters, short: short, to: &buffer)
        case .weekday(let letters, let short):
            appendName(EnglishNames.weekday(time.date.weekday), letters, short: short, to: &buffer)
        case .romanMonth(let uppercased): appendRoman(time.date.month, uppercased: uppercased, to: &buffer)
        case .nothing: break
        default: return false
        }
        return true
    }

    private func appendMark(
        _ first: UInt8, _ second: UInt8, dotted: Bool, uppercased: Bool, to buffer: inout ByteBuffer
    ) {
        buffer.append(uppercased ? first : first | 0x20)
        if dotted { buffer.append(UInt8(ascii: ".")) }
        buffer.append(uppercased ? second : second | 0x20)
        if dotted { buffer.append(UInt8(ascii: ".")) }
    }

    private func appendName(
        _ name: [UInt8], _ letters: ToCharKeyword.Case, short: Bool, to buffer: inout ByteBuffer
    ) {
        let count = short ? 3 : name.count
        for index in 0..<count {
            let byte = name[index]
            switch letters {
            case .upper: buffer.append(byte & 0xDF)
            case .lower: buffer.append(byte | 0x20)
            case .title: buffer.append(byte)
            }
        }
        guard isFilled, !isLocalized, !short else { return }
        for _ in count..<9 { buffer.append(UInt8(ascii: " ")) }
    }

    private func appendRoman(_ month: Int, uppercased: Bool, to buffer: inout ByteBuffer) {
        let before = buffer.count
        let (tens, ones) = month >= 9 ? (month == 9 ? 0 : 1, month == 9 ? 9 : month - 10) : (0, month)
        let flag: UInt8 = uppercased ? 0 : 0x20
        if tens == 1 { buffer.append(UInt8(ascii: "X") | flag) }
        switch ones {
        case 9:
            buffer.append(UInt8(ascii: "I") | flag)
            buffer.append(UInt8(ascii: "X") | flag)
        case 4:
            buffer.append(UInt8(ascii: "I") | flag)
            buffer.append(UInt8(ascii: "V") | flag)
        default:
            if ones >= 5 { buffer.append(UInt8(ascii: "V") | flag) }
            for _ in 0..<(ones >= 5 ? ones - 5 : ones) { buffer.append(UInt8(ascii: "I") | flag) }
        }
        guard isFilled else { return }
        while buffer.count < before + 4 { buffer.append(UInt8(ascii: " ")) }
    }

    fileprivate func appendNumber(of time: CivilTime, to buffer: inout ByteBuffer) {
        let date = time.date
        func put(_ number: Int, _ width: Int) { buffer.append(padded: number, width: isFilled ? width : 1) }
        let start = buffer.count
        switch keyword {
        case .hour12: put(time.hour % 12 == 0 ? 12 : time.hour % 12, 2)
        case .hour24: put(time.hour, 2)
        case .minute: put(time.minute, 2)
        case .second: put(time.second, 2)
        case .fraction(let digits):
            buffer.append(decimal: UInt64(Self.fraction(of: time, digits)), width: digits)
        case .secondOfDay: put((time.hour * 60 + time.minute) * 60 + time.second, 1)
        case .monthNumber: put(date.month, 2)
        case .day: put(date.day, 2)
        case .dayOfYear: put(date.dayOfYear, 3)
        case .isoDayOfYear: put(date.isoWeek.dayOfYear, 3)
        case .weekdayNumber: put(date.weekday + 1, 1)
        case .isoWeekdayNumber: put(date.weekday == 0 ? 7 : date.weekday, 1)
        case .weekOfMonth: put((date.day - 1) / 7 + 1, 1)
        case .weekOfYear: put((date.dayOfYear - 1) / 7 + 1, 2)
        case .isoWeek: put(date.isoWeek.week, 2)
        case .quarter: put((date.month - 1) / 3 + 1, 1)
        case .century:
            let century = date.year > 0 ? (date.year - 1) / 100 + 1 : date.year / 100 - 1
            put(century, abs(century) > 99 ? 1 : century < 0 ? 3 : 2)
        case .julian: put(date.julian, 1)
        case .yearWithComma:
            buffer.append(decimal: UInt64(date.yearOfEra / 1000))
            buffer.append(UInt8(ascii: ","))
            buffer.append(decimal: UInt64(date.yearOfEra % 1000), width: 3)
        case .year(let digits): put(Self.last(digits, of: date.yearOfEra), digits)
        case .isoYear(let digits):
            let year = date.isoWeek.year
            put(Self.last(digits, of: year > 0 ? year : 1 - year), digits)
        default: return
        }
        if let ordinal { appendOrdinal(ordinal, from: start, to: &buffer) }
    }

    private static func last(_ digits: Int, of year: Int) -> Int {
        switch digits {
        case 1: year % 10
        case 2: year % 100
        case 3: year % 1000
        default: year
        }
    }

    private func appendOrdinal(
        _ ordinal: ToCharPattern.Ordinal, from start: Int, to buffer: inout ByteBuffer
    ) {
        let last = buffer[buffer.count - 1]
        let isTeen = buffer.count - start > 1 && buffer[buffer.count - 2] == UInt8(ascii: "1")
        let flag: UInt8 = ordinal == .lower ? 0x20 : 0
        let (first, second): (UInt8, UInt8) =
            switch isTeen ? 0 : last {
            case UInt8(ascii: "1"): (UInt8(ascii: "S"), UInt8(ascii: "T"))
            case UInt8(ascii: "2"): (UInt8(ascii: "N"), UInt8(ascii: "D"))
            case UInt8(ascii: "3"): (UInt8(ascii: "R"), UInt8(ascii: "D"))
            default: (UInt8(ascii: "T"), UInt8(ascii: "H"))
            }
        buffer.append(first | flag)
        buffer.append(second | flag)
    }
}
