/// Renders arrays as text. Owns the buffer that one element at a time is rendered into.
struct ArrayText: ~Copyable {
    private var element = ByteBuffer(minimumCapacity: 128)

    init() {}

    /// Appends an array as `array_out` prints it: `{a,"b c",NULL}`, `[0:1]={…}` where it does not start at 1.
    mutating func append(
        _ wire: Span<UInt8>, of form: ElementForm, into out: inout ByteBuffer
    ) throws(ValueFault) {
        try append(wire, into: &out) { (bytes, text) throws(ValueFault) in try form.append(bytes, into: &text) }
    }

    /// Appends an array of any elements, given their text, as `array_out` prints it.
    ///
    /// The separator is a comma, which every built-in type but `box` has.
    mutating func append(
        _ wire: Span<UInt8>, into out: inout ByteBuffer, element text: ElementText
    ) throws(ValueFault) {
        var array = try WireArray(wire)
        guard array.count > 0 else {
            try array.finish()
            return appendASCII("{}", into: &out)
        }
        appendBounds(array, into: &out)
        for index in 0..<array.count {
            let brackets = array.brackets(before: index)
            if index > 0 {
                for _ in 0..<brackets { out.append(UInt8(ascii: "}")) }
                out.append(UInt8(ascii: ","))
            }
            for _ in 0..<brackets { out.append(UInt8(ascii: "{")) }
            guard let bytes = try array.next() else {
                appendASCII("NULL", into: &out)
                continue
            }
            element.removeAll()
            try text(bytes, &element)
            appendQuoted(element.span, into: &out)
        }
        for _ in 0..<array.dimensions { out.append(UInt8(ascii: "}")) }
        try array.finish()
    }

    /// Appends `array_to_string`: elements in row-major order; a NULL is left out, or stands as `null`.
    mutating func appendJoined(
        _ wire: Span<UInt8>, separator: Span<UInt8>, null: Span<UInt8>?, into out: inout ByteBuffer,
        element text: ElementText
    ) throws(ValueFault) {
        var array = try WireArray(wire)
        var isFirst = true
        for _ in 0..<array.count {
            let bytes = try array.next()
            if bytes == nil, null == nil { continue }
            if !isFirst { out.append(copying: separator) }
            isFirst = false
            if let bytes {
                try text(bytes, &out)
            } else if let null {
                out.append(copying: null)
            }
        }
        try array.finish()
    }

    private func appendBounds(_ array: borrowing WireArray, into out: inout ByteBuffer) {
        var isPlain = true
        for index in 0..<array.dimensions where array.lowerBounds[index] != 1 { isPlain = false }
        if isPlain { return }
        for index in 0..<array.dimensions {
            out.append(UInt8(ascii: "["))
            appendSigned(array.lowerBounds[index], into: &out)
            out.append(UInt8(ascii: ":"))
            appendSigned(array.lowerBounds[index] + array.lengths[index] - 1, into: &out)
            out.append(UInt8(ascii: "]"))
        }
        out.append(UInt8(ascii: "="))
    }

    private func appendSigned(_ value: Int, into out: inout ByteBuffer) {
        if value < 0 { out.append(UInt8(ascii: "-")) }
        out.append(decimal: UInt64(value.magnitude))
    }

    private func appendQuoted(_ text: Span<UInt8>, into out: inout ByteBuffer) {
        guard needsQuotes(text) else { return out.append(copying: text) }
        out.append(UInt8(ascii: "\""))
        for at in 0..<text.count {
            let byte = text[at]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
            out.append(byte)
        }
        out.append(UInt8(ascii: "\""))
    }

    private func needsQuotes(_ text: Span<UInt8>) -> Bool {
        if text.count == 0 { return true }
        if text.count == 4, text[0] | 0x20 == UInt8(ascii: "n"), text[1] | 0x20 == UInt8(ascii: "u"),
            text[2] | 0x20 == UInt8(ascii: "l"), text[3] | 0x20 == UInt8(ascii: "l")
        {
            return true
        }
        for at in 0..<text.count {
            switch text[at] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","),
                0x20, 0x09...0x0D:
                return true
            default: continue
            }
        }
        return false
    }
}
