internal import BasicContainers

/// A function of dates and times; zones and patterns stand in the program.
enum TimeFunction {
    /// `timestamptz AT TIME ZONE`, by the zone's place in the program; `nil`: the session's.
    case local(zone: Int?)
    /// `timestamp AT TIME ZONE`, likewise.
    case moment(zone: Int?)
    case dayOfLocal
    case dayOfMoment
    case midnightLocal
    case midnightMoment
    case truncateLocal(Truncation)
    case truncateMoment(Truncation, zone: Int?)
    case host
    /// `to_char`, by the pattern's place in the program.
    case toCharLocal(Int)
    case toCharMoment(Int)
    case extract(Extraction)

    /// An explicit cast among dates and times; `nil`: there is none.
    static func conversion(from: UInt32, to: UInt32) -> TimeFunction? {
        switch (from, to) {
        case (TypeOID.timestamptz, TypeOID.timestamp): .local(zone: nil)
        case (TypeOID.timestamp, TypeOID.timestamptz): .moment(zone: nil)
        case (TypeOID.timestamptz, TypeOID.date): .dayOfMoment
        case (TypeOID.timestamp, TypeOID.date): .dayOfLocal
        case (TypeOID.date, TypeOID.timestamp): .midnightLocal
        case (TypeOID.date, TypeOID.timestamptz): .midnightMoment
        default: nil
        }
    }

    /// Appends the value; `false` is NULL.
    func append(
        _ arguments: PlanArguments, program: borrowing Program, to out: inout UniqueArray<UInt8>
    ) throws(ValueTrouble) -> Bool {
        let value = try arguments.value(0)
        func zone(_ place: Int?) -> Zone { place.map { program.zones[$0] } ?? program.settings.zone }
        do throws(MalformedValue) {
            switch self {
            case .local(let place): out.append(wire: try TimeCast.local(value.number(Int64.self), in: zone(place)))
            case .moment(let place):
                out.append(wire: try TimeCast.moment(ofLocal: value.number(Int64.self), in: zone(place)))
            case .dayOfLocal: out.append(wire: try TimeCast.day(ofLocal: value.number(Int64.self)))
            case .dayOfMoment: out.append(wire: try TimeCast.day(of: value.number(Int64.self), in: zone(nil)))
            case .midnightLocal: out.append(wire: try TimeCast.midnight(of: value.number(Int32.self)))
            case .midnightMoment: out.append(wire: try TimeCast.midnight(of: value.number(Int32.self), in: zone(nil)))
            case .truncateLocal(let truncation): out.append(wire: try truncation.truncated(value.number(Int64.self)))
            case .truncateMoment(let truncation, let place):
                out.append(wire: try truncation.truncated(value.number(Int64.self), in: zone(place)))
            case .toCharLocal(let pattern):
                return try program.patterns[pattern].append(local: value.number(Int64.self), to: &out)
            case .toCharMoment(let pattern):
                return try program.patterns[pattern].append(
                    moment: value.number(Int64.self), zone: program.settings.zone, to: &out)
            case .extract(let extraction):
                return try extraction.append(from: value, zone: program.settings.zone, to: &out)
            case .host: try NetworkAddress.appendHost(of: value, to: &out)
            }
        } catch {
            throw ValueTrouble(isDamage: error.reason != .outOfRange)
        }
        return true
    }
}

extension UniqueArray where Element == UInt8 {
    /// Appends a number in network byte order.
    mutating func append<Number: FixedWidthInteger>(wire number: Number) {
        for place in (0..<Number.bitWidth / 8).reversed() { append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
    }
}
