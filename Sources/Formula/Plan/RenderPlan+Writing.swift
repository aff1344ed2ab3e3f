internal import BasicContainers
internal import Rows

/// What is written straight to where it stands.
extension RenderPlan {
    /// Pushes the text of a field.
    mutating func pushText(of field: Span<UInt8>?, _ form: TextForm, width: Int) throws(ValueFault) {
        guard let field else { return pushNull() }
        let start = bytes.count
        guard width == 0 || field.count == width else { throw .damaged }
        try Self.appendText(of: field, form, settings, &arrays, to: &bytes)
        stack.append(Slot(isNull: false, number: 0, start: start, end: bytes.count))
    }

    private static func appendText(
        of field: Span<UInt8>, _ form: TextForm, _ settings: borrowing RenderSettings, _ arrays: inout ArrayText,
        to bytes: inout ByteBuffer
    ) throws(ValueFault) {
        switch form {
        case .boolWord: bytes.append(field[0] == 0 ? "false" : "true")
        case .boolLetter: bytes.append(UInt8(ascii: field[0] == 0 ? "f" : "t"))
        case .integer:
            var number: Int64 = field[0] >= 0x80 ? -1 : 0
            for index in field.indices { number = number << 8 | Int64(field[index]) }
            bytes.append(decimal: number)
        default: try append(form, field, settings, &arrays, to: &bytes)
        }
    }

    /// Writes values one behind the other; `false` where one of them makes the whole NULL.
    ///
    /// Where a row spends its time: room is made once for all, and then nothing is checked but each field's length.
    @inline(never)
    static func write(
        _ range: Range<Int>, of writings: borrowing UniqueArray<Writing>, _ row: borrowing Row, _ link: Span<UInt8>?,
        _ constants: borrowing ByteBuffer, _ stamps: inout UniqueArray<(pattern: ToCharPattern, stamp: Stamp)>,
        _ settings: borrowing RenderSettings, _ arrays: inout ArrayText, to bytes: inout ByteBuffer
    ) throws(ValueFault) -> Bool {
        var isThere = true
        let constants = UnsafePointer(constants.start)
        let all = writings.span.extracting(range)
        guard !all.isEmpty else { return true }
        let fieldBytes = mostBytes(of: all, row, link)
        var at = bytes.place(bytes.end, withRoomFor: all[0].room &+ fieldBytes)
        for index in all.indices {
            // Asked for anew each time, so that of a writing only what its form needs is loaded.
            var writing: Writing { @inline(__always) get { all[unchecked: index] } }
            put(writing.piece, of: constants, at: &at)
            if writing.form == .nothing { continue }
            guard let field = writing.field < 0 ? link : row[Int(writing.field)] else {
                put(writing.absent, of: constants, at: &at)
                if writing.passesNull { isThere = false }
                continue
            }
            let count = field.count
            guard writing.width == 0 || count == Int(writing.width) else { throw .damaged }
            putQuote(if: writing.isQuoted, at: &at)
            switch writing.form {
            case .bytes: put(field, at: &at)
            case .document:
                guard count >= 1, field[unchecked: 0] == 1 else { throw .damaged }
                put(field.extracting(unchecked: 1..<count), at: &at)
            case .string:
                let isClean = field.withUnsafeBytes { source in
                    guard let start = source.baseAddress else { return true }
                    return copyUnlessEscaped(start, to: UnsafeMutableRawPointer(at + 1), source.count)
                }
                if isClean {
                    at[0] = UInt8(ascii: "\"")
                    at[count + 1] = UInt8(ascii: "\"")
                    at += count + 2
                } else {
                    bytes.end(at: at)
                    appendJSONString(field, into: &bytes)
                    at = bytes.place(bytes.end, withRoomFor: writing.room &+ fieldBytes)
                }
            case .integer:
                let number =
                    switch count {
                    case 8: field.bigEndian(at: 0, as: Int64.self)
                    case 4: Int64(field.bigEndian(at: 0, as: Int32.self))
                    case 2: Int64(field.bigEndian(at: 0, as: Int16.self))
                    default: throw .damaged
                    }
                if number < 0 { put(UInt8(ascii: "-"), at: &at) }
                at = ByteBuffer.write(decimal: number.magnitude, at: at)
            case .uuid:
                guard count == 16 else { throw .damaged }
                at = ByteBuffer.write(uuid: field, at: at)
            case .maskedAddress, .address:
                do throws(MalformedValue) {
                    at = try NetworkAddress.write(field, masked: writing.form == .maskedAddress, at: at)
                } catch { throw ValueFault(error) }
            case .stamp:
                guard count == 8 else { throw .damaged }
                let number = field.bigEndian(at: 0, as: Int64.self)
                guard number != .max, number != .min else {
                    // `to_char` of an infinity is NULL.
                    if writing.isQuoted { at -= 1 }
                    put(writing.absent, of: constants, at: &at)
                    if writing.passesNull { isThere = false }
                    continue
                }
                let place = Int(writing.stamp)
                if let next = stamps[place].stamp.write(number, at: at) {
                    at = next
                } else {
                    // A year that has not four digits.
                    bytes.end(at: at)
                    do throws(MalformedValue) { _ = try stamps[place].pattern.append(local: number, to: &bytes) } catch
                    {
                        throw ValueFault(error)
                    }
                    at = bytes.place(bytes.end, withRoomFor: writing.room &+ fieldBytes)
                }
            default:
                bytes.end(at: at)
                try appendText(of: field, writing.text, settings, &arrays, to: &bytes)
                at = bytes.place(bytes.end, withRoomFor: writing.room &+ fieldBytes)
            }
            putQuote(if: writing.isQuoted, at: &at)
        }
        bytes.end(at: at)
        return isThere
    }

    /// How many bytes the fields of a run have at most, each as often as it is written.
    @inline(__always)
    private static func mostBytes(
        of writings: Span<Writing>, _ row: borrowing Row, _ link: Span<UInt8>?
    ) -> Int {
        // No field has more than the whole row. That is more room than is used, and none that is worth a count.
        let most = writings.count &* (row.byteCount &+ (link?.count ?? 0))
        return most <= 65_536 ? most : countedBytes(of: writings, row, link)
    }

    @inline(never)
    private static func countedBytes(
        of writings: Span<Writing>, _ row: borrowing Row, _ link: Span<UInt8>?
    ) -> Int {
        var count = 0
        for index in writings.indices where writings[index].form != .nothing {
            let field = writings[index].field < 0 ? link : row[Int(writings[index].field)]
            count += field?.count ?? 0
        }
        return count
    }

    /// Constants, behind which others or filling follow: a short piece is copied with what follows.
    @inline(__always)
    private static func put(
        _ piece: Piece, of constants: UnsafePointer<UInt8>, at place: inout UnsafeMutablePointer<UInt8>
    ) {
        let from = UnsafeRawPointer(constants + Int(piece.start))
        if piece.count <= Piece.stride {
            UnsafeMutableRawPointer(place).storeBytes(
                of: from.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
        } else {
            UnsafeMutableRawPointer(place).copyMemory(from: from, byteCount: Int(piece.count))
        }
        place += Int(piece.count)
    }

    /// A quote, where one is wanted; the place is written to either way.
    @inline(__always)
    private static func putQuote(if isWanted: Bool, at place: inout UnsafeMutablePointer<UInt8>) {
        place[0] = UInt8(ascii: "\"")
        place += isWanted ? 1 : 0
    }

    @inline(__always)
    private static func put(_ byte: UInt8, at place: inout UnsafeMutablePointer<UInt8>) {
        place[0] = byte
        place += 1
    }

    @inline(__always)
    private static func put(_ field: Span<UInt8>, at place: inout UnsafeMutablePointer<UInt8>) {
        field.withUnsafeBufferPointer { source in
            if let first = source.baseAddress { ByteBuffer.copy(first, to: place, count: source.count) }
        }
        place += field.count
    }

    /// Leaves the bytes of the last value behind those of the opened one.
    mutating func join(skippingNull: Bool) {
        let slot = stack[stack.count - 1]
        stack.removeLast()
        cut(to: slot.isNull ? slot.start : slot.end)
        if slot.isNull, !skippingNull { stack[stack.count - 1].isNull = true }
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
