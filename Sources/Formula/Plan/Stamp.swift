/// A `to_char` pattern that has only numbers of a fixed number of digits, as ISO 8601's have: written at once.
struct Stamp {
    private struct Node {
        enum Part: UInt8 { case year, month, day, hour, minute, second, fraction }

        var part: Part
        var digits: Int
        var place: Int

        var isOfDay: Bool { part.rawValue <= Part.day.rawValue }
    }

    /// Numbers that change within a day.
    private let times: [Node]
    /// Where they stand, if there is one of each and the fraction has six digits, as nearly everywhere.
    private let clock: (hour: Int, minute: Int, second: Int, fraction: Int)?
    /// Numbers that don't.
    private let dates: [Node]
    /// The text of a time on the day that begins at `dayStart`: rows of a log come day by day.
    private var text: [UInt8]
    private var dayStart: Int64 = 0

    /// How many bytes the text has.
    var length: Int { text.count }

    /// `nil`: the pattern is not that simple.
    init?(_ pattern: ToCharPattern) {
        guard !pattern.isEmpty else { return nil }
        var nodes: [Node] = []
        var text: [UInt8] = []
        for node in pattern.nodes {
            guard node.isFilled, node.ordinal == nil else { return nil }
            let (part, digits): (Node.Part?, Int)
            switch node.keyword {
            case .year(4): (part, digits) = (.year, 4)
            case .monthNumber: (part, digits) = (.month, 2)
            case .day: (part, digits) = (.day, 2)
            case .hour24: (part, digits) = (.hour, 2)
            case .minute: (part, digits) = (.minute, 2)
            case .second: (part, digits) = (.second, 2)
            case .fraction(let count) where (1...6).contains(count): (part, digits) = (.fraction, count)
            case .nothing: (part, digits) = (nil, 0)
            default: return nil
            }
            text += pattern.literals[node.literal]
            if let part { nodes.append(Node(part: part, digits: digits, place: text.count)) }
            text += repeatElement(UInt8(ascii: "0"), count: digits)
        }
        dates = nodes.filter(\.isOfDay)
        times = nodes.filter { !$0.isOfDay }
        clock = Self.clock(of: times)
        self.text = text
        enter(CivilDay(year: 2000, month: 1, day: 1))
    }

    /// Writes a local time, in microseconds since 2000-01-01 00:00, and gives where it ends; `nil` where the year has not
    /// four digits or there is none.
    mutating func write(
        _ local: Int64, at place: UnsafeMutablePointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8>? {
        var rest = local &- dayStart
        if UInt64(bitPattern: rest) >= UInt64(TimeUnits.day) {
            guard enterDay(of: local) else { return nil }
            rest = local - dayStart
        }
        text.withUnsafeBufferPointer { text in
            if let start = text.baseAddress { ByteBuffer.copy(start, to: place, count: text.count) }
        }
        let inDay = UInt64(bitPattern: rest)
        let seconds = UInt32(truncatingIfNeeded: inDay / 1_000_000)
        let micros = UInt32(truncatingIfNeeded: inDay &- UInt64(seconds) &* 1_000_000)
        if let clock {
            let minutes = seconds / 60
            let hours = minutes / 60
            Self.write(hours, place + clock.hour)
            Self.write(minutes &- hours &* 60, place + clock.minute)
            Self.write(seconds &- minutes &* 60, place + clock.second)
            Self.write(six: micros, place + clock.fraction)
        } else {
            write(seconds, micros, at: place)
        }
        return place + text.count
    }

    private func write(_ seconds: UInt32, _ micros: UInt32, at place: UnsafeMutablePointer<UInt8>) {
        for node in times {
            let at = place + node.place
            switch node.part {
            case .hour: Self.write(seconds / 3600, at)
            case .minute: Self.write(seconds / 60 % 60, at)
            case .second: Self.write(seconds % 60, at)
            default: Self.write(micros, at, digits: node.digits)
            }
        }
    }

    private static func clock(of nodes: [Node]) -> (hour: Int, minute: Int, second: Int, fraction: Int)? {
        let parts: [Node.Part] = [.hour, .minute, .second, .fraction]
        guard nodes.count == parts.count, nodes.last(where: { $0.part == .fraction })?.digits == 6 else { return nil }
        let places = parts.compactMap { part in nodes.first { $0.part == part }?.place }
        return places.count == parts.count ? (places[0], places[1], places[2], places[3]) : nil
    }

    @inline(never)
    private mutating func enterDay(of local: Int64) -> Bool {
        guard local > TimeUnits.firstTimestamp, local < TimeUnits.endTimestamp else { return false }
        var (number, rest) = local.quotientAndRemainder(dividingBy: TimeUnits.day)
        if rest < 0 {
            number -= 1
            rest += TimeUnits.day
        }
        let day = CivilDay(daysSince2000: Int(number))
        guard day.year >= 1, day.year <= 9999 else { return false }
        enter(day)
        dayStart = local - rest
        return true
    }

    private mutating func enter(_ day: CivilDay) {
        for node in dates {
            var number = node.part == .year ? day.year : node.part == .month ? day.month : day.day
            for place in (node.place..<node.place + node.digits).reversed() {
                text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
                number /= 10
            }
        }
    }

    @inline(__always)
    private static func write(_ number: UInt32, _ space: UnsafeMutablePointer<UInt8>) {
        let tens = (number &* 205) &>> 11
        let pair = 0x3030 | tens | (number &- tens &* 10) << 8
        UnsafeMutableRawPointer(space).storeBytes(of: UInt16(truncatingIfNeeded: pair).littleEndian, as: UInt16.self)
    }

    @inline(__always)
    private static func write(six micros: UInt32, _ space: UnsafeMutablePointer<UInt8>) {
        let first = micros / 10_000
        let others = micros &- first &* 10_000
        let middle = others / 100
        write(first, space)
        write(middle, space + 2)
        write(others &- middle &* 100, space + 4)
    }

    /// The first of six digits, the others cut off.
    private static func write(_ micros: UInt32, _ space: UnsafeMutablePointer<UInt8>, digits: Int) {
        var rest = micros
        for place in (0..<6).reversed() {
            if place < digits { space[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10) }
            rest /= 10
        }
    }
}
