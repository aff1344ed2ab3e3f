/// A `to_char` pattern that has only numbers of a fixed number of digits, as ISO 8601's have: written at once.
struct Stamp {
    private struct Node {
        enum Part: UInt8 { case year, month, day, hour, minute, second, fraction, nothing }

        var part: Part
        var digits: Int
        /// The literal text before it.
        var literal: Range<Int>
    }

    private let nodes: [Node]
    private let literals: [UInt8]
    private let length: Int
    /// Rows of a log come day by day.
    private var dayNumber = Int64.min
    private var day = CivilDay(year: 2000, month: 1, day: 1)

    /// `nil`: the pattern is not that simple.
    init?(_ pattern: ToCharPattern) {
        var nodes: [Node] = []
        for node in pattern.nodes {
            guard node.isFilled, node.ordinal == nil else { return nil }
            let (part, digits): (Node.Part, Int)
            switch node.keyword {
            case .year(4): (part, digits) = (.year, 4)
            case .monthNumber: (part, digits) = (.month, 2)
            case .day: (part, digits) = (.day, 2)
            case .hour24: (part, digits) = (.hour, 2)
            case .minute: (part, digits) = (.minute, 2)
            case .second: (part, digits) = (.second, 2)
            case .fraction(let count): (part, digits) = (.fraction, count)
            case .nothing: (part, digits) = (.nothing, 0)
            default: return nil
            }
            nodes.append(Node(part: part, digits: digits, literal: node.literal))
        }
        guard !pattern.isEmpty else { return nil }
        self.nodes = nodes
        literals = pattern.literals
        length = literals.count + nodes.count * 6
    }

    /// Appends a local time, in microseconds since 2000-01-01 00:00; `false`, and nothing appended, where the year has not
    /// four digits or there is none.
    mutating func append(_ local: Int64, to buffer: inout ByteBuffer) -> Bool {
        guard local > TimeUnits.firstTimestamp, local < TimeUnits.endTimestamp else { return false }
        var (number, rest) = local.quotientAndRemainder(dividingBy: TimeUnits.day)
        if rest < 0 {
            number -= 1
            rest += TimeUnits.day
        }
        if number != dayNumber {
            dayNumber = number
            day = CivilDay(daysSince2000: Int(number))
        }
        guard day.year >= 1, day.year <= 9999 else { return false }
        let seconds = Int(rest / 1_000_000)
        let micros = Int(rest) - seconds * 1_000_000
        buffer.writing(atMost: length + 6) { space in
            var at = space
            for node in nodes {
                for place in node.literal {
                    at[0] = literals[place]
                    at += 1
                }
                switch node.part {
                case .year:
                    Self.write(day.year / 100, at)
                    Self.write(day.year % 100, at + 2)
                case .month: Self.write(day.month, at)
                case .day: Self.write(day.day, at)
                case .hour: Self.write(seconds / 3600, at)
                case .minute: Self.write(seconds / 60 % 60, at)
                case .second: Self.write(seconds % 60, at)
                case .fraction:
                    // Of the six digits only so many are kept.
                    Self.write(micros / 10_000, at)
                    Self.write(micros / 100 % 100, at + 2)
                    Self.write(micros % 100, at + 4)
                case .nothing: break
                }
                at += node.digits
            }
            return at - space
        }
        return true
    }

    @inline(__always)
    private static func write(_ number: Int, _ space: UnsafeMutablePointer<UInt8>) {
        let tens = (number &* 205) &>> 11
        space[0] = UInt8(truncatingIfNeeded: 0x30 &+ tens)
        space[1] = UInt8(truncatingIfNeeded: 0x30 &+ number &- tens &* 10)
    }
}
