internal import BasicContainers

/// Functions that give NULL where an argument is NULL.
extension RenderPlan {
    mutating func strict(_ call: StrictCall, _ count: Int) throws(ValueFault) {
        if hasNull(count) { return replace(count, number: nil) }
        spare.removeAll()
        switch call {
        case .add, .subtract, .multiply, .divide, .modulo, .negate, .narrow: return try calculate(call, count)
        case .position, .length, .octetLength, .ascii, .integerFromText: return try measure(call, count)
        case .jsonbFromText, .jsonFromText, .getKey, .getIndex, .toJSON: return try json(call, count)
        default: break
        }
        try lending { (plan, bytes) throws(ValueFault) in try plan.write(call, count, bytes) }
        replace(count)
    }

    private mutating func write(_ call: StrictCall, _ count: Int, _ bytes: Span<UInt8>) throws(ValueFault) {
        let first = stack.count - count
        let one = bytes.extracting(stack[first].start..<stack[first].end)
        let second = stack[count > 1 ? first + 1 : first]
        let third = stack[count > 2 ? first + 2 : first]
        let two = bytes.extracting(second.start..<second.end)
        let three = bytes.extracting(third.start..<third.end)
        let number = Int32(truncatingIfNeeded: second.number)
        switch call {
        case .encode(let format): format.appendEncoded(one, into: &spare)
        case .decode(let format): try format.appendDecoded(one, into: &spare)
        case .byteaFromText: try Bytea.append(fromText: one, into: &spare)
        case .utf8FromBytes: try Bytea.appendConverted(one, into: &spare)
        case .uuidFromText: try UUIDText.append(fromText: one, into: &spare)
        case .repeated: try Padding.appendRepeated(one, number, into: &spare)
        case .padLeft: try Padding.appendLeft(one, number, fill: three, into: &spare)
        case .padRight: try Padding.appendRight(one, number, fill: three, into: &spare)
        case .character:
            try Characters.appendCharacter(Int32(truncatingIfNeeded: stack[first].number), into: &spare)
        case .left: spare.append(copying: Slicing.left(one, number))
        case .right: spare.append(copying: Slicing.right(one, number))
        case .substring: spare.append(copying: try Slicing.substring(one, from: number, length: nil))
        case .substringTo:
            let length = Int32(truncatingIfNeeded: third.number)
            spare.append(copying: try Slicing.substring(one, from: number, length: length))
        case .bytesFrom: spare.append(copying: try Slicing.bytes(one, from: number, length: nil))
        case .bytesFromTo:
            let length = Int32(truncatingIfNeeded: third.number)
            spare.append(copying: try Slicing.bytes(one, from: number, length: length))
        case .replace: try Searching.appendReplacing(one, two, with: three, into: &spare)
        case .translate: Searching.appendTranslating(one, from: two, to: three, into: &spare)
        case .trim(let left, let right):
            spare.append(copying: Searching.trimmed(one, of: two, left: left, right: right))
        case .reverse: Characters.appendReversed(one, into: &spare)
        case .field:
            let place = Int32(truncatingIfNeeded: third.number)
            spare.append(copying: try Slicing.field(one, delimiter: two, place))
        case .asciiLower, .asciiUpper: try changeCase(one, call)
        case .withoutFill: spare.append(copying: Padding.withoutFill(one))
        case .varying(let limit): Padding.appendVarying(one, limit: Int(limit), into: &spare)
        case .fixed(let length): Padding.appendFixed(one, length: Int(length), into: &spare)
        default: throw .builderMisused
        }
    }

    /// Dotless and dotted i depend on the collation even in ASCII.
    private mutating func changeCase(_ text: Span<UInt8>, _ call: StrictCall) throws(ValueFault) {
        for index in 0..<text.count where text[index] | 0x20 == UInt8(ascii: "i") { throw .undecidedCase }
        let isDecided =
            call == .asciiLower
            ? Characters.appendLower(text, into: &spare) : Characters.appendUpper(text, into: &spare)
        guard isDecided else { throw .undecidedCase }
    }

    private mutating func measure(_ call: StrictCall, _ count: Int) throws(ValueFault) {
        let first = stack[stack.count - count]
        let second = stack[stack.count - 1]
        let number = try lending { (_, bytes) throws(ValueFault) -> Int64 in
            let one = bytes.extracting(first.start..<first.end)
            switch call {
            case .position:
                return Int64(Searching.position(of: bytes.extracting(second.start..<second.end), in: one))
            case .length: return Int64(codePointCount(one))
            case .ascii: return Int64(Characters.firstCodePoint(one))
            case .integerFromText(let width): return try IntegerText.value(of: one, width: Int(width))
            default: return Int64(one.count)
            }
        }
        replace(count, number: number)
    }

    private mutating func calculate(_ call: StrictCall, _ count: Int) throws(ValueFault) {
        let one = stack[stack.count - count].number
        let other = stack[stack.count - 1].number
        let result: (partialValue: Int64, overflow: Bool)
        switch call {
        case .add: result = one.addingReportingOverflow(other)
        case .subtract: result = one.subtractingReportingOverflow(other)
        case .multiply: result = one.multipliedReportingOverflow(by: other)
        case .divide: result = one.dividedReportingOverflow(by: other)
        case .modulo: result = other == -1 ? (0, false) : one.remainderReportingOverflow(dividingBy: other)
        case .negate: result = Int64(0).subtractingReportingOverflow(one)
        case .narrow(let width):
            let bits = Int64(8 * width - 1)
            result = (one, width < 8 && (one >> bits != 0 && one >> bits != -1))
        default: throw .builderMisused
        }
        guard !result.overflow else { throw .numberOutOfRange }
        replace(count, number: result.partialValue)
    }

    private mutating func json(_ call: StrictCall, _ count: Int) throws(ValueFault) {
        let isFound = try lending { (plan, bytes) throws(ValueFault) in try plan.writeJSON(call, count, bytes) }
        if isFound { replace(count) } else { replace(count, number: nil) }
    }

    private mutating func writeJSON(
        _ call: StrictCall, _ count: Int, _ bytes: Span<UInt8>
    ) throws(ValueFault) -> Bool {
        let first = stack[stack.count - count]
        let second = stack[stack.count - 1]
        let document = bytes.extracting(first.start..<first.end)
        switch call {
        case .jsonbFromText: try builder.normalise(document, into: &spare)
        case .jsonFromText:
            try builder.validate(document)
            spare.append(copying: document)
        case .toJSON(let flavor, let kind): try builder.scalar(document, as: kind, flavor, into: &spare)
        case .getKey(let flavor, let asText):
            path.set(key: bytes.extracting(second.start..<second.end))
            return try look(document, flavor, asText)
        case .getIndex(let flavor, let asText):
            path.set(index: Int32(truncatingIfNeeded: second.number))
            return try look(document, flavor, asText)
        default: throw .builderMisused
        }
        return true
    }

    private mutating func look(
        _ document: Span<UInt8>, _ flavor: JSONBuilder.Flavor, _ asText: Bool
    ) throws(ValueFault) -> Bool {
        switch flavor {
        case .json: try access.json(document, at: path, asText: asText, into: &spare)
        case .jsonb: try access.jsonb(document, at: path, asText: asText, into: &spare)
        }
    }
}
