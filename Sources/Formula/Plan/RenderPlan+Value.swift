internal import BasicContainers

/// Functions of dates, times, numbers and addresses.
extension RenderPlan {
    mutating func value(_ index: Int) throws(ValueFault) {
        let slot = stack[stack.count - 1]
        if slot.isNull { return }
        spare.removeAll()
        let call = valueCalls[index]
        switch call {
        case .extract(_, _, width: 0), .host:
            let isThere = try lending { (plan, bytes) throws(ValueFault) -> Bool in
                let wire = bytes.extracting(slot.start..<slot.end)
                do throws(MalformedValue) { return try plan.write(call, wire) } catch { throw ValueFault(error) }
            }
            finish(isThere)
        default: do throws(MalformedValue) { try apply(call, slot) } catch { throw ValueFault(error) }
        }
    }

    /// Functions of values that are kept in their wire format; `false` for NULL.
    private mutating func write(_ call: ValueCall, _ wire: Span<UInt8>) throws(MalformedValue) -> Bool {
        switch call {
        case .extract(let field, let zone, _): return try field.append(from: wire, zone: zone, to: &spare)
        case .host:
            try NetworkAddress.appendHost(of: wire, to: &spare)
            return true
        default: return false
        }
    }

    private mutating func apply(_ call: ValueCall, _ slot: Slot) throws(MalformedValue) {
        switch call {
        case .local(let zone): replace(1, number: try TimeCast.local(slot.number, in: zone))
        case .moment(let zone): replace(1, number: try TimeCast.moment(ofLocal: slot.number, in: zone))
        case .dayOfLocal: replace(1, number: Int64(try TimeCast.day(ofLocal: slot.number)))
        case .dayOfMoment(let zone): replace(1, number: Int64(try TimeCast.day(of: slot.number, in: zone)))
        case .midnight:
            replace(1, number: try TimeCast.midnight(of: Int32(truncatingIfNeeded: slot.number)))
        case .midnightMoment(let zone):
            replace(1, number: try TimeCast.midnight(of: Int32(truncatingIfNeeded: slot.number), in: zone))
        case .truncate(let unit): replace(1, number: try unit.truncated(slot.number))
        case .truncateMoment(let unit, let zone): replace(1, number: try unit.truncated(slot.number, in: zone))
        case .pattern(let pattern): finish(try pattern.append(local: slot.number, to: &spare))
        case .momentPattern(let pattern, let zone):
            finish(try pattern.append(moment: slot.number, zone: zone, to: &spare))
        case .extract(let field, let zone, let width):
            var wire = InlineArray<8, UInt8>(repeating: 0)
            for index in 0..<width {
                wire[index] = UInt8(truncatingIfNeeded: slot.number >> Int64(8 * (width - 1 - index)))
            }
            finish(try field.append(from: wire.span.extracting(0..<width), zone: zone, to: &spare))
        case .host: break
        case .wholeNumber: replace(1, number: try Numeric.int64(bytes.span.extracting(slot.start..<slot.end)))
        }
    }

    private mutating func finish(_ isThere: Bool) {
        if isThere { replace(1) } else { replace(1, number: nil) }
    }
}

/// Dates and times as `to_json` and its like show them.
enum JSONTime {
    /// `2024-01-31`, `2024-01-31T12:00:00.5`, `2024-01-31T12:00:00.5+00:00`, ` BC` behind.
    static func append(
        _ wire: Span<UInt8>, _ type: ValueType, _ zone: Zone, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        let start = buffer.count
        switch type {
        case .date: return try TimestampText.append(date: wire.number(Int32.self), style: DateStyle(.iso), to: &buffer)
        case .timestamp:
            try TimestampText.append(timestamp: wire.number(Int64.self), zone: nil, style: DateStyle(.iso), to: &buffer)
        default:
            try TimestampText.append(
                timestamp: wire.number(Int64.self), zone: zone, style: DateStyle(.iso), to: &buffer)
        }
        var place = start
        while place < buffer.count, buffer[place] != UInt8(ascii: " ") { place += 1 }
        // No space: an infinity.
        guard place < buffer.count else { return }
        buffer[place] = UInt8(ascii: "T")
        guard type == .timestamptz else { return }
        var sign = place
        while sign < buffer.count, buffer[sign] != UInt8(ascii: "+"), buffer[sign] != UInt8(ascii: "-") { sign += 1 }
        let end = sign + 3
        if end <= buffer.count, end == buffer.count || buffer[end] != UInt8(ascii: ":") {
            buffer.insert(copying: Self.noMinutes.span, at: end)
        }
    }

    private static let noMinutes: [UInt8] = Array(":00".utf8)
}
