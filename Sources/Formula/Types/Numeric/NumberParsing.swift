/// Texts as numbers, as the casts of PostgreSQL 14 and 15 read them; what only later versions read (`0x1F`, `1_000`) is refused.
public enum NumberParsing {
    /// The text as an integer of 64 bits: `text::bigint`. Narrower types check their own range.
    public static func int64(_ text: Span<UInt8>) throws(MalformedValue) -> Int64 {
        var reader = NumberReader(text)
        let isNegative = reader.sign()
        guard reader.isAtDigit else { throw MalformedValue(.wrongFormat) }
        var value: Int64 = 0
        while let digit = reader.digit() {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooMuch) = product.subtractingReportingOverflow(Int64(digit))
            guard !overflow, !tooMuch else { throw MalformedValue(.outOfRange) }
            value = sum
        }
        guard reader.isAtEnd else { throw MalformedValue(.wrongFormat) }
        if isNegative { return value }
        guard value != .min else { throw MalformedValue(.outOfRange) }
        return -value
    }

    /// Appends the text as a numeric in wire format: `text::numeric`.
    public static func appendNumeric(
        _ text: Span<UInt8>, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        var reader = NumberReader(text)
        let isNegative = reader.sign()
        if reader.takes("infinity") || reader.takes("inf") {
            guard reader.isAtEnd else { throw MalformedValue(.wrongFormat) }
            return Numeric.appendInfinity(isNegative: isNegative, to: &buffer)
        }
        if !reader.hadSign, reader.takes("nan") {
            guard reader.isAtEnd else { throw MalformedValue(.wrongFormat) }
            for part: UInt16 in [0, 0, 0xC000, 0] { Numeric.append(big: part, to: &buffer) }
            return
        }
        let start = reader.at
        var whole = 0
        var fraction = 0
        while reader.digit() != nil { whole += 1 }
        if reader.takes(".") { while reader.digit() != nil { fraction += 1 } }
        guard whole + fraction > 0 else { throw MalformedValue(.wrongFormat) }
        let exponent = reader.takes("e") ? try reader.exponent() : 0
        guard reader.isAtEnd else { throw MalformedValue(.wrongFormat) }
        let scale = max(0, fraction - exponent)
        try appendDigits(
            scale: scale, isNegative: isNegative, top: whole - 1 + exponent, to: &buffer
        ) { power in
            // The place of the digit for a power of ten, past the point if it stands behind it.
            let place = whole - 1 - (power - exponent)
            guard place >= 0, place < whole + fraction else { return 0 }
            return Int(text[start + place + (place >= whole ? 1 : 0)] - UInt8(ascii: "0"))
        }
    }

    private static func appendDigits(
        scale: Int, isNegative: Bool, top: Int, to buffer: inout ByteBuffer, digit: (Int) -> Int
    ) throws(MalformedValue) {
        guard scale <= 0x3FFF else { throw MalformedValue(.outOfRange) }
        func group(_ power: Int) -> Int {
            (0..<4).reduce(0) { $0 * 10 + digit(power * 4 + 3 - $1) }
        }
        var first = (top >= 0 ? top : top - 3) / 4
        var last = -((scale + 3) / 4)
        while first >= last, group(first) == 0 { first -= 1 }
        while last <= first, group(last) == 0 { last += 1 }
        let isZero = first < last
        guard first <= 0x7FFF, isZero || first - last < 0x7FFF else { throw MalformedValue(.outOfRange) }
        Numeric.append(big: UInt16(isZero ? 0 : first - last + 1), to: &buffer)
        Numeric.append(big: UInt16(bitPattern: Int16(isZero ? 0 : first)), to: &buffer)
        Numeric.append(big: isNegative && !isZero ? 0x4000 : 0, to: &buffer)
        Numeric.append(big: UInt16(scale), to: &buffer)
        guard !isZero else { return }
        for power in stride(from: first, through: last, by: -1) {
            Numeric.append(big: UInt16(group(power)), to: &buffer)
        }
    }
}

/// Takes the parts of a number, with blanks round it.
private struct NumberReader: ~Escapable {
    private let text: Span<UInt8>
    private(set) var at = 0
    private(set) var hadSign = false
    private var end: Int

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) {
        self.text = text
        end = text.count
        while at < end, Self.isBlank(text[at]) { at += 1 }
        while end > at, Self.isBlank(text[end - 1]) { end -= 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }

    var isAtEnd: Bool { at == end }
    var isAtDigit: Bool { at < end && UInt8(ascii: "0")...UInt8(ascii: "9") ~= text[at] }

    /// Whether there was a minus.
    mutating func sign() -> Bool {
        guard at < end, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") else { return false }
        at += 1
        hadSign = true
        return text[at - 1] == UInt8(ascii: "-")
    }

    mutating func digit() -> Int? {
        guard isAtDigit else { return nil }
        at += 1
        return Int(text[at - 1] - UInt8(ascii: "0"))
    }

    /// Takes a word in any case.
    mutating func takes(_ lowercased: StaticString) -> Bool {
        let word = UnsafeBufferPointer(start: lowercased.utf8Start, count: lowercased.utf8CodeUnitCount)
        guard end - at >= word.count else { return false }
        for index in 0..<word.count {
            let byte = text[at + index]
            let isUpper = UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
            guard word[index] == (isUpper ? byte | 0x20 : byte) else { return false }
        }
        at += word.count
        return true
    }

    mutating func exponent() throws(MalformedValue) -> Int {
        let isNegative = sign()
        guard isAtDigit else { throw MalformedValue(.wrongFormat) }
        var value = 0
        while let digit = digit() {
            value = value * 10 + digit
            guard value < 1 << 18 else { throw MalformedValue(.outOfRange) }
        }
        return isNegative ? -value : value
    }
}
