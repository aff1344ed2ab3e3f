/// The shortest decimal strictly between the two neighbours' midpoints, and of those the nearest, as PostgreSQL 12 and later
/// write a floating point number.
///
/// The midpoints themselves do not count, though a reader that rounds half to even would read some of them back: PostgreSQL
/// does not rely on that. Arithmetic is exact, on integers of up to 1,152 bits that live on the stack.
struct ShortestDecimal {
    /// Without trailing zeros.
    private(set) var digits: UInt64
    /// The number is `digits` × 10^`exponent`.
    private(set) var exponent: Int

    /// The number with these parts of IEEE 754, not zero, not infinite.
    init(fraction: UInt64, exponent biased: Int, fractionBits: Int, bias: Int) {
        let significand = biased == 0 ? fraction : fraction | 1 << UInt64(fractionBits)
        let power = (biased == 0 ? 1 : biased) - bias - fractionBits
        if power <= 0, power > -fractionBits - 1, significand & (1 << UInt64(-power) - 1) == 0 {
            // Whole numbers this small are written in full.
            (digits, exponent) = (significand >> UInt64(-power), 0)
            dropZeros()
            return
        }
        // value = numerator / denominator, half the gap above = above / denominator; all times 4 to stay whole.
        let isNarrowBelow = fraction == 0 && biased > 1
        var numerator = WideInteger(significand << 2)
        var above = WideInteger(2)
        var below = WideInteger(isNarrowBelow ? 1 : 2)
        var denominator = WideInteger(4)
        if power >= 0 {
            numerator.shiftLeft(power)
            above.shiftLeft(power)
            below.shiftLeft(power)
        } else {
            denominator.shiftLeft(-power)
        }
        // The estimate is the true power of ten or one too low.
        let bits = 64 - significand.leadingZeroBitCount
        var top = Int((Double(power + bits - 1) * 0.301_029_995_663_981_2 - 1e-10).rounded(.up))
        if top >= 0 {
            denominator.multiplyByPowerOf10(top)
        } else {
            numerator.multiplyByPowerOf10(-top)
            above.multiplyByPowerOf10(-top)
            below.multiplyByPowerOf10(-top)
        }
        // 10^top must lie above every candidate.
        if WideInteger.order(numerator, plus: above, denominator) > 0 {
            top += 1
        } else {
            numerator.multiply(by: 10)
            above.multiply(by: 10)
            below.multiply(by: 10)
        }
        digits = 0
        while true {
            let digit = numerator.takeQuotient(by: denominator)
            digits = digits * 10 + digit
            top -= 1
            let isLowInside = WideInteger.order(numerator, plus: WideInteger(0), below) < 0
            let isHighInside = WideInteger.order(numerator, plus: above, denominator) > 0
            if isLowInside || isHighInside {
                let half = WideInteger.order(numerator, plus: numerator, denominator)
                let wantsUp = half > 0 || (half == 0 && digits % 2 == 1)
                if isHighInside, !isLowInside || wantsUp { digits += 1 }
                break
            }
            numerator.multiply(by: 10)
            above.multiply(by: 10)
            below.multiply(by: 10)
        }
        exponent = top
        dropZeros()
    }

    private mutating func dropZeros() {
        while digits != 0, digits % 10 == 0 {
            digits /= 10
            exponent += 1
        }
    }
}

/// A natural number of up to 1,216 bits on the stack.
struct WideInteger {
    private var limbs = InlineArray<19, UInt64>(repeating: 0)
    private var count: Int

    init(_ value: UInt64) {
        limbs[0] = value
        count = value == 0 ? 0 : 1
    }

    mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for index in 0..<count {
            let (high, low) = limbs[index].multipliedFullWidth(by: factor)
            let (sum, overflow) = low.addingReportingOverflow(carry)
            limbs[index] = sum
            carry = high &+ (overflow ? 1 : 0)
        }
        if carry > 0 {
            limbs[count] = carry
            count += 1
        }
    }

    mutating func multiplyByPowerOf10(_ power: Int) {
        var rest = power
        while rest >= 19 {
            multiply(by: 10_000_000_000_000_000_000)
            rest -= 19
        }
        for _ in 0..<rest { multiply(by: 10) }
    }

    mutating func shiftLeft(_ bits: Int) {
        guard count > 0 else { return }
        let (words, rest) = bits.quotientAndRemainder(dividingBy: 64)
        if rest > 0 { multiply(by: 1 << UInt64(rest)) }
        guard words > 0 else { return }
        for index in stride(from: count - 1, through: 0, by: -1) { limbs[index + words] = limbs[index] }
        for index in 0..<words { limbs[index] = 0 }
        count += words
    }

    /// Orders `one + addend` and `other`.
    static func order(_ one: borrowing WideInteger, plus addend: borrowing WideInteger, _ other: borrowing WideInteger)
        -> Int
    {
        var sum = WideInteger(0)
        var carry: UInt64 = 0
        let length = max(one.count, addend.count)
        for index in 0..<length {
            let (first, overflow) = one.limbs[index].addingReportingOverflow(addend.limbs[index])
            let (second, more) = first.addingReportingOverflow(carry)
            sum.limbs[index] = second
            carry = (overflow ? 1 : 0) + (more ? 1 : 0)
        }
        sum.count = length
        if carry > 0 {
            sum.limbs[length] = carry
            sum.count += 1
        }
        if sum.count != other.count { return sum.count < other.count ? -1 : 1 }
        for index in stride(from: sum.count - 1, through: 0, by: -1) where sum.limbs[index] != other.limbs[index] {
            return sum.limbs[index] < other.limbs[index] ? -1 : 1
        }
        return 0
    }

    /// Leaves the remainder of a division whose quotient is below 10, and gives that.
    mutating func takeQuotient(by divisor: borrowing WideInteger) -> UInt64 {
        var quotient: UInt64 = 0
        while Self.order(self, plus: WideInteger(0), divisor) >= 0 {
            var borrow: UInt64 = 0
            for index in 0..<count {
                let (first, under) = limbs[index].subtractingReportingOverflow(divisor.limbs[index])
                let (second, more) = first.subtractingReportingOverflow(borrow)
                limbs[index] = second
                borrow = (under ? 1 : 0) + (more ? 1 : 0)
            }
            while count > 0, limbs[count - 1] == 0 { count -= 1 }
            quotient += 1
        }
        return quotient
    }
}
