/// Appends a JSON number as `jsonb` prints it, which keeps it as `numeric`: no exponent, zeros behind the point kept.
///
/// `number` may also be what a float type prints. The limits are `numeric`'s: 131,072 digits before the point, 16,383
/// behind it (manual, "Numeric Types").
/// - Throws: `.numberOutOfRange` beyond them, `.invalidJSON` where it is no number.
func appendJSONNumber(_ number: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
    var at = 0
    let isNegative = number.count > 0 && number[0] == UInt8(ascii: "-")
    if isNegative { at = 1 }
    let digitsStart = at
    var integerDigits = 0
    var fractionDigits = 0
    var point = -1
    var isZero = true
    var leadingZeros = 0
    scan: while at < number.count {
        switch number[at] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            if number[at] != UInt8(ascii: "0") { isZero = false } else if isZero { leadingZeros += 1 }
            if point < 0 { integerDigits += 1 } else { fractionDigits += 1 }
        case UInt8(ascii: ".") where point < 0: point = at
        default: break scan
        }
        at += 1
    }
    guard integerDigits + fractionDigits > 0 else { throw .invalidJSON(byte: at) }
    let digitsEnd = at
    let exponent = try decimalExponent(number, from: at)
    if exponent == 0, !isZero, integerDigits <= 1000, fractionDigits <= 1000, leadingZeros == 0 || integerDigits == 1,
        point != digitsStart, point != digitsEnd - 1
    {
        out.append(copying: number.extracting(0..<digitsEnd))
        return
    }
    let scale = max(0, fractionDigits - exponent)
    guard scale <= 16_383 else { throw .numberOutOfRange }
    let digits = integerDigits + fractionDigits
    /// Where the decimal point stands among the digits; may lie outside them.
    let place = integerDigits + exponent
    guard isZero || place - leadingZeros <= 131_072 else { throw .numberOutOfRange }
    if isNegative, !isZero { out.append(UInt8(ascii: "-")) }
    func digit(_ index: Int) -> UInt8 {
        let offset = digitsStart + index
        return number[point >= 0 && offset >= point ? offset + 1 : offset]
    }
    if isZero || place <= leadingZeros {
        out.append(UInt8(ascii: "0"))
    } else {
        for index in leadingZeros..<place { out.append(index < digits ? digit(index) : UInt8(ascii: "0")) }
    }
    guard scale > 0 else { return }
    out.append(UInt8(ascii: "."))
    for index in place..<place + scale {
        out.append(index >= 0 && index < digits ? digit(index) : UInt8(ascii: "0"))
    }
}

private func decimalExponent(_ number: Span<UInt8>, from start: Int) throws(ValueFault) -> Int {
    guard start < number.count else { return 0 }
    guard number[start] | 0x20 == UInt8(ascii: "e") else { throw .invalidJSON(byte: start) }
    var at = start + 1
    var isNegative = false
    if at < number.count, number[at] == UInt8(ascii: "+") || number[at] == UInt8(ascii: "-") {
        isNegative = number[at] == UInt8(ascii: "-")
        at += 1
    }
    guard at < number.count else { throw .invalidJSON(byte: at) }
    var exponent = 0
    while at < number.count {
        guard number[at] >= UInt8(ascii: "0"), number[at] <= UInt8(ascii: "9") else { throw .invalidJSON(byte: at) }
        exponent = exponent * 10 + Int(number[at] - UInt8(ascii: "0"))
        guard exponent < Int(Int32.max) / 2 else { throw .numberOutOfRange }
        at += 1
    }
    return isNegative ? -exponent : exponent
}
