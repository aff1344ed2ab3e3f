internal import BasicContainers

/// A function that is NULL where one of its arguments is.
enum PlanFunction {
    case byteaInput
    case encode(BinaryEncoding)
    case decode(BinaryEncoding)
    /// Between widths in bytes; out of range is trouble.
    case integer(from: Int, to: Int)
    case normalJSON
    case checkedJSON
    case lower
    case upper
    case repeated
    case padLeft
    case padRight
    case character
    case reversed
    case left
    case right
    case substring
    case splitPart
    case replace
    case length
    case octetLength
    case trim(left: Bool, right: Bool)
    case lookup(JSONLookup)
    case time(TimeFunction)

    /// An explicit cast from one type to another; `nil`: only the server does it.
    static func conversion(from: UInt32, to: UInt32) -> PlanFunction? {
        switch (from, to) {
        case (TypeOID.text, TypeOID.bytea), (TypeOID.varchar, TypeOID.bytea): .byteaInput
        case (TypeOID.json, TypeOID.jsonb), (TypeOID.text, TypeOID.jsonb), (TypeOID.varchar, TypeOID.jsonb): .normalJSON
        case (TypeOID.text, TypeOID.json), (TypeOID.varchar, TypeOID.json): .checkedJSON
        // On the stack jsonb stands as its text, which is json.
        case (TypeOID.jsonb, TypeOID.json): .checkedJSON
        default: TimeFunction.conversion(from: from, to: to).map { .time($0) }
        }
    }

    /// Appends the value; `false` is NULL.
    func append(
        _ arguments: PlanArguments, program: borrowing Program, to out: inout UniqueArray<UInt8>
    ) throws(ValueTrouble) -> Bool {
        switch self {
        case .lookup(let lookup):
            return try lookup.append(try arguments.value(0), key: try arguments.value(1), to: &out)
        case .time(let function): return try function.append(arguments, program: program, to: &out)
        case .integer(let from, let to): try appendInteger(try arguments.value(0), from: from, to: to, &out)
        case .lower:
            guard Characters.appendLower(try arguments.value(0), into: &out) else {
                throw ValueTrouble(isDamage: false)
            }
        case .upper:
            guard Characters.appendUpper(try arguments.value(0), into: &out) else {
                throw ValueTrouble(isDamage: false)
            }
        case .byteaInput, .encode, .decode, .normalJSON, .checkedJSON, .repeated, .padLeft, .padRight, .character,
            .reversed,
            .left, .right, .substring, .splitPart, .replace, .length, .octetLength, .trim:
            do throws(ValueFault) { try appendText(arguments, to: &out) } catch {
                throw ValueTrouble(isDamage: error.isDamage)
            }
        }
        return true
    }

    private func appendText(_ arguments: PlanArguments, to out: inout UniqueArray<UInt8>) throws(ValueFault) {
        guard let first = arguments[0] else { return }
        switch self {
        case .byteaInput: try Bytea.append(fromText: first, into: &out)
        case .encode(let encoding): encoding.appendEncoded(first, into: &out)
        case .decode(let encoding): try encoding.appendDecoded(first, into: &out)
        case .normalJSON:
            var builder = JSONBuilder()
            try builder.normalise(first, into: &out)
        case .checkedJSON:
            var builder = JSONBuilder()
            try builder.validate(first)
            out.append(copying: first)
        case .repeated: try Padding.appendRepeated(first, try arguments.number(1), into: &out)
        case .padLeft: try Padding.appendLeft(first, try arguments.number(1), fill: try arguments.text(2), into: &out)
        case .padRight: try Padding.appendRight(first, try arguments.number(1), fill: try arguments.text(2), into: &out)
        case .character: try Characters.appendCharacter(try arguments.number(0), into: &out)
        case .reversed: Characters.appendReversed(first, into: &out)
        case .left: out.append(copying: Slicing.left(first, try arguments.number(1)))
        case .right: out.append(copying: Slicing.right(first, try arguments.number(1)))
        case .substring:
            let length = arguments.slots.count > 2 ? try arguments.number(2) : nil
            out.append(copying: try Slicing.substring(first, from: try arguments.number(1), length: length))
        case .splitPart:
            out.append(copying: try Slicing.field(first, delimiter: try arguments.text(1), try arguments.number(2)))
        case .replace: Searching.appendReplacing(first, try arguments.text(1), with: try arguments.text(2), into: &out)
        case .length: appendNumber(codePointCount(first), to: &out)
        case .octetLength: appendNumber(first.count, to: &out)
        case .trim(let left, let right):
            out.append(copying: Searching.trimmed(first, of: try arguments.text(1), left: left, right: right))
        case .integer, .lower, .upper, .lookup, .time: break
        }
    }

    private func appendNumber(_ number: Int, to out: inout UniqueArray<UInt8>) {
        for shift in [24, 16, 8, 0] { out.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private func appendInteger(
        _ bytes: Span<UInt8>, from: Int, to: Int, _ out: inout UniqueArray<UInt8>
    ) throws(ValueTrouble) {
        guard bytes.count == from else { throw ValueTrouble(isDamage: true) }
        var number: Int64 = bytes[0] >= 0x80 ? -1 : 0
        for index in bytes.indices { number = number << 8 | Int64(bytes[index]) }
        let limit = Int64(1) << Int64(to * 8 - 1)
        guard to == 8 || number >= -limit && number < limit else { throw ValueTrouble(isDamage: false) }
        for place in (0..<to).reversed() { out.append(UInt8(truncatingIfNeeded: number >> Int64(8 * place))) }
    }
}

extension PlanArguments {
    /// A value that is not NULL, as the plan has seen.
    @_lifetime(copy self)
    func value(_ index: Int) throws(ValueTrouble) -> Span<UInt8> {
        guard let value = self[index] else { throw ValueTrouble(isDamage: false) }
        return value
    }

    @_lifetime(copy self)
    fileprivate func text(_ index: Int) throws(ValueFault) -> Span<UInt8> {
        guard let value = self[index] else { throw .damaged }
        return value
    }

    fileprivate func number(_ index: Int) throws(ValueFault) -> Int32 {
        guard let value = self[index], value.count == 4 else { throw .damaged }
        var number: Int32 = 0
        for place in value.indices { number = number << 8 | Int32(value[place]) }
        return number
    }
}
