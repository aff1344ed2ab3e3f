/// The Julian day of a timestamp with its fraction, a quotient as PostgreSQL divides numerics.
enum JulianDate {
    static func append(day: Int, microseconds: Int64, to buffer: inout ByteBuffer) {
        // The scale follows from the numerator's first digit to the base 10,000: 16 significant digits at least.
        var weight = 0
        var first = microseconds
        while first >= 10_000 {
            first /= 10_000
            weight += 1
        }
        // 86,400,000,000 has the weight 2 and the first digit 864.
        let quotientWeight = weight - 2 - (first <= 864 ? 1 : 0)
        let scale = 16 - quotientWeight * 4
        var number = Int128(day)
        var rest = microseconds
        for _ in 0..<scale {
            rest *= 10
            number = number * 10 + Int128(rest / TimeUnits.day)
            rest %= TimeUnits.day
        }
        if rest * 2 >= TimeUnits.day { number += 1 }
        Numeric.append(number, scale: scale, to: &buffer)
    }
}
