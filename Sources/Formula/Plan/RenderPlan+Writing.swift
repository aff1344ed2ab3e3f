internal import BasicContainers

/// What is written straight to where it stands.
extension RenderPlan {
    /// Pushes the text of a field.
    mutating func pushText(of field: Span<UInt8>?, _ form: TextForm, width: Int) throws(ValueFault) {
        guard let field else { return pushNull() }
        let start = bytes.count
        try appendText(of: field, form, width: width)
        stack.append(Slot(isNull: false, number: 0, start: start, end: bytes.count))
    }

    @inline(__always)
    private mutating func appendText(of field: Span<UInt8>, _ form: TextForm, width: Int) throws(ValueFault) {
        guard width == 0 || field.count == width else { throw .damaged }
        switch form {
        case .boolWord: bytes.append(field[0] == 0 ? "false" : "true")
        case .boolLetter: bytes.append(UInt8(ascii: field[0] == 0 ? "f" : "t"))
        case .integer:
            var number: Int64 = field[0] >= 0x80 ? -1 : 0
            for index in field.indices { number = number << 8 | Int64(field[index]) }
            bytes.append(decimal: number)
        default: try Self.append(form, field, settings, &arrays, to: &bytes)
        }
    }

    /// Writes constants.
    @inline(__always)
    mutating func write(_ piece: Piece) { bytes.append(copying: piece.range, of: constants) }

    /// Writes the text of a field.
    @inline(__always)
    mutating func writeText(
        _ field: Span<UInt8>?, _ form: TextForm, width: Int, quoted: Bool
    ) throws(ValueFault) {
        guard let field else { return bytes.append("null") }
        if quoted { bytes.append(UInt8(ascii: "\"")) }
        try appendText(of: field, form, width: width)
        if quoted { bytes.append(UInt8(ascii: "\"")) }
    }

    /// Writes a time stamp, whose pattern holds nothing that JSON escapes.
    @inline(__always)
    mutating func writeStamp(_ field: Span<UInt8>?, _ index: Int) throws(ValueFault) {
        guard let field else { return bytes.append("null") }
        guard field.count == 8 else { throw .damaged }
        var number: Int64 = 0
        for index in 0..<8 { number = number << 8 | Int64(field[index]) }
        guard number != .max, number != .min else { return bytes.append("null") }
        bytes.append(UInt8(ascii: "\""))
        if !stamps[index].stamp.append(number, to: &bytes) {
            // A year that has not four digits.
            do throws(MalformedValue) { _ = try stamps[index].pattern.append(local: number, to: &bytes) } catch {
                throw ValueFault(error)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes text as a JSON string.
    @inline(__always)
    mutating func writeString(_ field: Span<UInt8>?) {
        guard let field else { return bytes.append("null") }
        appendJSONString(field, into: &bytes)
    }

    /// Writes `jsonb`, whose binary format is a version, 1, and text.
    @inline(__always)
    mutating func writeDocument(_ field: Span<UInt8>?) throws(ValueFault) {
        guard let field else { return bytes.append("null") }
        guard field.count >= 1, field[0] == 1 else { throw .damaged }
        bytes.append(copying: field.extracting(1..<field.count))
    }

    /// Leaves the last value written as JSON.
    mutating func place(_ placing: JSONPlacing) throws(ValueFault) {
        let slot = stack[stack.count - 1]
        stack.removeLast()
        if slot.isNull {
            if case .string = placing { cut(to: slot.start - 1) } else { cut(to: slot.start) }
            return bytes.append("null")
        }
        cut(to: slot.end)
        switch placing {
        case .verbatim: break
        case .string: Self.escape(&bytes, from: slot.start, by: &spare)
        case .built(let kind, let flavor):
            try Self.build(&bytes, from: slot.start, as: kind, flavor, &builder, by: &spare)
        }
    }

    /// Escapes the string that bytes end with, and closes it.
    private static func escape(
        _ bytes: inout ByteBuffer, from start: Int, by spare: inout ByteBuffer
    ) {
        let clean = firstJSONEscape(in: bytes.span.extracting(start..<bytes.count))
        if clean < bytes.count - start {
            moveTail(of: &bytes, from: start, to: &spare)
            bytes.append(copying: 0..<clean, of: spare)
            appendJSONEscaped(spare.span, from: clean, into: &bytes)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func build(
        _ bytes: inout ByteBuffer, from start: Int, as kind: JSONBuilder.Kind, _ flavor: JSONBuilder.Flavor,
        _ builder: inout JSONBuilder, by spare: inout ByteBuffer
    ) throws(ValueFault) {
        moveTail(of: &bytes, from: start, to: &spare)
        try builder.scalar(spare.span, as: kind, flavor, into: &bytes)
    }

    private static func moveTail(
        of bytes: inout ByteBuffer, from start: Int, to spare: inout ByteBuffer
    ) {
        spare.removeAll()
        spare.append(copying: bytes.span.extracting(start..<bytes.count))
        let surplus = bytes.count - start
        bytes.removeLast(surplus)
    }
}
