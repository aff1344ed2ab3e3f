internal import BasicContainers
internal import OpenSSL
internal import Rows

/// Text made of values, and joined.
extension RenderPlan {
    /// Makes text of the last value.
    mutating func text(_ form: TextForm) throws(ValueFault) {
        let last = stack.count - 1
        let slot = stack[last]
        if slot.isNull { return }
        switch form {
        case .boolWord: appendASCII(slot.number == 0 ? "false" : "true", into: &bytes)
        case .boolLetter: appendASCII(slot.number == 0 ? "f" : "t", into: &bytes)
        case .integer:
            bytes.append(decimal: slot.number)
        default:
            spare.removeAll()
            if let width = form.scalarWidth {
                try write(form, slot.number, width: width)
            } else {
                try lending { (plan, bytes) throws(ValueFault) in
                    try plan.write(form, bytes.extracting(slot.start..<slot.end))
                }
            }
            return replace(1)
        }
        stack[last].end = bytes.count
    }

    private mutating func write(_ form: TextForm, _ wire: Span<UInt8>) throws(ValueFault) {
        try Self.append(form, wire, settings, &arrays, to: &spare)
    }

    /// Appends the text of a value in its wire format.
    static func append(
        _ form: TextForm, _ wire: Span<UInt8>, _ settings: borrowing RenderSettings, _ arrays: inout ArrayText,
        to out: inout ByteBuffer
    ) throws(ValueFault) {
        switch form {
        case .uuid: try ElementForm.uuid.append(wire, into: &out)
        case .bytea: Bytea.appendText(wire, settings.byteaOutput == .hex ? .hex : .escape, into: &out)
        case .array(let element): try arrays.append(wire, of: element, into: &out)
        case .cast(let type):
            do throws(MalformedValue) { try type.appendCastText(wire, settings: settings, to: &out) } catch {
                throw ValueFault(error)
            }
        case .output(let type):
            do throws(MalformedValue) { try type.appendOutput(wire, settings: settings, to: &out) } catch {
                throw ValueFault(error)
            }
        case .json(let type):
            do throws(MalformedValue) { try JSONTime.append(wire, type, settings.zone, to: &out) } catch {
                throw ValueFault(error)
            }
        case .boolWord, .boolLetter, .integer: throw .builderMisused
        }
    }

    /// A date or time that is kept as a number, in its wire format.
    private mutating func write(_ form: TextForm, _ number: Int64, width: Int) throws(ValueFault) {
        var wire = InlineArray<8, UInt8>(repeating: 0)
        for index in 0..<width { wire[index] = UInt8(truncatingIfNeeded: number >> Int64(8 * (width - 1 - index))) }
        try write(form, wire.span.extracting(0..<width))
    }

    /// `concat_ws`: the first of the last values between the others that are not NULL.
    mutating func concatSeparated(_ count: Int) throws(ValueFault) {
        let first = stack.count - count
        let separator = stack[first]
        if separator.isNull { return replace(count, number: nil) }
        spare.removeAll()
        try lending { (plan, bytes) throws(ValueFault) in
            var isFirst = true
            for index in first + 1..<plan.stack.count where !plan.stack[index].isNull {
                if !isFirst { plan.spare.append(copying: bytes.extracting(separator.start..<separator.end)) }
                isFirst = false
                plan.spare.append(copying: bytes.extracting(plan.stack[index].start..<plan.stack[index].end))
            }
        }
        replace(count)
    }

    /// Digests the last value.
    mutating func digest(_ index: Int, inHex: Bool) throws(ValueFault) {
        let slot = stack[stack.count - 1]
        if slot.isNull { return }
        if preimages != nil {
            let message = bytes.span.extracting(slot.start..<slot.end).copied
            preimages?.append(message)
        }
        Self.digest(&bytes, slot.start..<slot.end, by: &hashers[index], into: &digest, inHex: inHex)
        stack[stack.count - 1].end = bytes.count
    }

    /// Puts the digest of the last bytes in their place.
    static func digest(
        _ bytes: inout ByteBuffer, _ range: Range<Int>, by hasher: inout Hasher, into digest: inout Digest, inHex: Bool
    ) {
        hasher.hash(bytes.span.extracting(range), into: &digest)
        let surplus = bytes.count - range.lowerBound
        bytes.removeLast(surplus)
        let count = hasher.algorithm.digestLength
        if inHex {
            appendHex(digest.span.extracting(0..<count), into: &bytes)
        } else {
            bytes.append(copying: count, of: digest)
        }
    }

    static func isDigest(
        _ expected: Span<UInt8>, of message: borrowing ByteBuffer, by hasher: inout Hasher, in digest: inout Digest
    ) -> Bool {
        hasher.hash(message.span, into: &digest)
        return digest.span.extracting(0..<hasher.algorithm.digestLength).isEqual(to: expected)
    }

    /// Digests the value before the last, keyed by the last.
    mutating func hmac(_ index: Int) throws(ValueFault) {
        if hasNull(2) { return replace(2, number: nil) }
        let message = stack[stack.count - 2]
        let key = stack[stack.count - 1]
        spare.removeAll()
        try lending { (plan, bytes) throws(ValueFault) in
            plan.keyed[index].setKey(bytes.extracting(key.start..<key.end))
            let text = bytes.extracting(message.start..<message.end)
            if plan.preimages != nil { plan.preimages?.append(text.copied) }
            plan.keyed[index].hash(text, into: &plan.digest)
            plan.spare.append(copying: plan.keyed[index].algorithm.digestLength, of: plan.digest)
        }
        replace(2)
    }

    /// `json[b]_build_…` of the last values.
    mutating func json(
        _ flavor: JSONBuilder.Flavor, _ shape: JSONBuilder.Shape, _ count: Int, _ kind: Int
    ) throws(ValueFault) {
        let first = stack.count - count
        spare.removeAll()
        try builder.begin(shape, flavor, asRoot: true, into: &spare)
        try lending { (plan, bytes) throws(ValueFault) in
            for index in 0..<count {
                let slot = plan.stack[first + index]
                let isKey = shape == .object && index.isMultiple(of: 2)
                try plan.put(slot.isNull ? nil : bytes.extracting(slot.start..<slot.end), kind + index, isKey: isKey)
            }
        }
        try builder.end(into: &spare)
        guard count > 0 else {
            return takeSpare(from: bytes.count)
        }
        replace(count)
    }

    private mutating func put(_ value: Span<UInt8>?, _ kind: Int, isKey: Bool) throws(ValueFault) {
        if isKey {
            try builder.key(value, as: kinds[kind], into: &spare)
        } else {
            try builder.value(value, as: kinds[kind], into: &spare)
        }
    }
}
