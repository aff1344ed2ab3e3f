public import Rows

/// Reads values back from the text in which PostgreSQL prints them in UTC and ISO, into its binary format.
///
/// Only what the server prints is read: a value that would be printed otherwise is refused, so that what is computed from
/// the text is computed from the very value that was printed.
public struct OutputReader: Sendable {
    private enum Form: Sendable {
        /// The text itself is the value.
        case text
        /// `jsonb`: a version, 1, and text.
        case document
        case hexadecimal
        case value(ValueType)
    }

    private let form: Form

    /// `nil`: values of this type are not read here.
    public init?(_ type: ColumnType) {
        switch type.name {
        case "json" where type.oid == 114: form = .text
        case "jsonb" where type.oid == 3802: form = .document
        case "bytea" where type.oid == 17: form = .hexadecimal
        // Which bytes are spelled in octal depends on the version.
        case "char": return nil
        default:
            guard let value = ValueType(type) else { return nil }
            form = value == .text || value == .bpchar ? .text : .value(value)
        }
    }

    /// Appends the binary value of a text.
    ///
    /// - Parameter scratch: room to print the value again.
    /// - Throws: where the server prints no value of the type so; something may have been appended by then.
    public func append(
        _ text: Span<UInt8>, to buffer: inout ByteBuffer, scratch: inout ByteBuffer
    ) throws(MalformedValue) {
        switch form {
        case .text: buffer.append(copying: text)
        case .document:
            buffer.append(1)
            buffer.append(copying: text)
        case .hexadecimal: try Self.append(hexadecimal: text, to: &buffer)
        case .value(let type):
            let start = buffer.count
            try Self.append(text, as: type, to: &buffer)
            scratch.removeAll()
            try type.appendOutput(
                buffer.span.extracting(start..<buffer.count), settings: RenderSettings(), to: &scratch)
            guard scratch.span.isEqual(to: text) else { throw MalformedValue(.wrongFormat) }
        }
    }

    private static func append(
        _ text: Span<UInt8>, as type: ValueType, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws(MalformedValue) {
            guard let number = Number(exactly: try NumberParsing.int64(text)) else {
                throw MalformedValue(.outOfRange)
            }
            buffer.append(bigEndian: number)
        }
        switch type {
        case .int2: try whole(Int16.self)
        case .int4: try whole(Int32.self)
        case .int8: try whole(Int64.self)
        case .oid: try whole(UInt32.self)
        case .numeric: try NumberParsing.appendNumeric(text, to: &buffer)
        case .float4:
            guard let number = Float(String(copying: text)) else { throw MalformedValue(.wrongFormat) }
            buffer.append(bigEndian: number.bitPattern)
        case .float8:
            guard let number = Double(String(copying: text)) else { throw MalformedValue(.wrongFormat) }
            buffer.append(bigEndian: number.bitPattern)
        case .bool: buffer.append(text.count == 1 && text[0] == UInt8(ascii: "t") ? 1 : 0)
        case .uuid: try append(digits: text, count: 16, to: &buffer)
        case .macaddr: try append(digits: text, count: 6, to: &buffer)
        case .macaddr8: try append(digits: text, count: 8, to: &buffer)
        case .timestamp, .timestamptz: buffer.append(bigEndian: try TimeReader.timestamp(text))
        case .date: buffer.append(bigEndian: try TimeReader.date(text))
        case .time: buffer.append(bigEndian: try TimeReader.time(text).microseconds)
        case .timetz:
            let time = try TimeReader.time(text)
            buffer.append(bigEndian: time.microseconds)
            buffer.append(bigEndian: -time.offset)
        case .interval: try TimeReader.appendInterval(text, to: &buffer)
        case .inet, .cidr: try NetworkAddress.append(reading: text, isNetwork: type == .cidr, to: &buffer)
        case .text, .bpchar, .char: buffer.append(copying: text)
        }
    }

    private static func append(hexadecimal text: Span<UInt8>, to buffer: inout ByteBuffer) throws(MalformedValue) {
        guard text.count >= 2, text.count % 2 == 0, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "x") else {
            throw MalformedValue(.wrongFormat)
        }
        for place in stride(from: 2, to: text.count, by: 2) {
            buffer.append(try digit(text[place]) << 4 | digit(text[place + 1]))
        }
    }

    /// Pairs of digits, whatever stands between them: it is compared when all is printed again.
    private static func append(
        digits text: Span<UInt8>, count: Int, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        var (missing, high) = (count, UInt8?.none)
        for place in text.indices where text[place] != UInt8(ascii: "-") && text[place] != UInt8(ascii: ":") {
            let next = try digit(text[place])
            guard let first = high else {
                high = next
                continue
            }
            guard missing > 0 else { throw MalformedValue(.wrongLength) }
            buffer.append(first << 4 | next)
            (missing, high) = (missing - 1, nil)
        }
        guard missing == 0, high == nil else { throw MalformedValue(.wrongLength) }
    }

    private static func digit(_ byte: UInt8) throws(MalformedValue) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: throw MalformedValue(.wrongFormat)
        }
    }
}

extension ByteBuffer {
    mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) {
        for shift in stride(from: Number.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> Number(shift)))
        }
    }
}

extension String {
    init(copying bytes: Span<UInt8>) { self = String(decoding: bytes.copied, as: UTF8.self) }
}
