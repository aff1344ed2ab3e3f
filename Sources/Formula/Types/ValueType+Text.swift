extension ValueType {
    /// Appends what `value::text` is.
    ///
    /// It differs from `appendOutput` for `bool` (`true`), `character(n)` (no trailing blanks) and `inet` (always with a mask).
    public func appendCastText(
        _ field: Span<UInt8>, settings: borrowing RenderSettings, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        switch self {
        case .bool: if try Self.truth(field) { buffer.append("true") } else { buffer.append("false") }
        case .bpchar:
            var end = field.count
            while end > 0, field[end - 1] == UInt8(ascii: " ") { end -= 1 }
            buffer.append(copying: field.extracting(0..<end))
        case .inet: try NetworkAddress.append(field, masked: true, to: &buffer)
        default: try appendOutput(field, settings: settings, to: &buffer)
        }
    }

    /// Appends what the type's output function gives: what `concat`, `format`, arrays and composites use.
    public func appendOutput(
        _ field: Span<UInt8>, settings: borrowing RenderSettings, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        switch self {
        case .text, .bpchar: buffer.append(copying: field)
        case .int8: buffer.append(decimal: try field.number(Int64.self))
        case .int4: buffer.append(decimal: Int64(try field.number(Int32.self)))
        case .int2: buffer.append(decimal: Int64(try field.number(Int16.self)))
        case .oid: buffer.append(decimal: UInt64(try field.number(UInt32.self)))
        case .bool: buffer.append(try Self.truth(field) ? UInt8(ascii: "t") : UInt8(ascii: "f"))
        case .numeric: try Numeric.appendText(field, to: &buffer)
        case .float4:
            FloatText.append(
                Float(bitPattern: try field.number(UInt32.self)), extraDigits: settings.extraFloatDigits, to: &buffer)
        case .float8:
            FloatText.append(
                Double(bitPattern: try field.number(UInt64.self)), extraDigits: settings.extraFloatDigits, to: &buffer)
        case .char: try Self.appendChar(field, to: &buffer)
        case .uuid: try buffer.append(uuid: field)
        case .timestamptz:
            try TimestampText.append(
                timestamp: field.number(Int64.self), zone: settings.zone, style: settings.dateStyle, to: &buffer)
        case .timestamp:
            try TimestampText.append(
                timestamp: field.number(Int64.self), zone: nil, style: settings.dateStyle, to: &buffer)
        case .date: try TimestampText.append(date: field.number(Int32.self), style: settings.dateStyle, to: &buffer)
        case .time: try TimestampText.append(time: field.number(Int64.self), to: &buffer)
        case .timetz:
            let (time, west) = try Self.zonedTime(field)
            try TimestampText.append(time: time, to: &buffer)
            TimestampText.append(offset: -west, to: &buffer)
        case .interval: IntervalText.append(try Interval(field), style: settings.intervalStyle, to: &buffer)
        case .inet: try NetworkAddress.append(field, masked: false, to: &buffer)
        case .cidr: try NetworkAddress.append(field, masked: true, to: &buffer)
        case .macaddr: try buffer.append(cardAddress: field, count: 6)
        case .macaddr8: try buffer.append(cardAddress: field, count: 8)
        }
    }

    static func truth(_ field: Span<UInt8>) throws(MalformedValue) -> Bool {
        guard field.count == 1 else { throw MalformedValue(.wrongLength) }
        guard field[0] <= 1 else { throw MalformedValue(.wrongFormat) }
        return field[0] == 1
    }

    static func zonedTime(_ field: Span<UInt8>) throws(MalformedValue) -> (time: Int64, secondsWest: Int) {
        guard field.count == 12 else { throw MalformedValue(.wrongLength) }
        let west = Int(field.bigEndian(at: 8, as: Int32.self))
        guard abs(west) < 16 * 3600 else { throw MalformedValue(.outOfRange) }
        return (field.bigEndian(at: 0, as: Int64.self), west)
    }

    /// A zero byte is an empty text; a byte that is not ASCII is written in octal, as PostgreSQL 16 began to.
    private static func appendChar(_ field: Span<UInt8>, to buffer: inout ByteBuffer) throws(MalformedValue) {
        guard field.count == 1 else { throw MalformedValue(.wrongLength) }
        let byte = field[0]
        if byte == 0 { return }
        guard byte >= 0x80 else { return buffer.append(byte) }
        buffer.append(UInt8(ascii: "\\"))
        buffer.append(UInt8(ascii: "0") + byte >> 6)
        buffer.append(UInt8(ascii: "0") + (byte >> 3 & 7))
        buffer.append(UInt8(ascii: "0") + (byte & 7))
    }
}
