/// A numeric in PostgreSQL's wire format, with its parts checked (`numeric_send`): digits to the base 10,000.
struct NumericValue: ~Escapable {
    enum Kind: Int, Sendable {
        case negativeInfinity, finite, infinity, notANumber
    }

    let kind: Kind
    let isNegative: Bool
    /// How many decimal digits stand behind the point when written.
    let scale: Int
    /// The power of 10,000 of the first digit.
    let weight: Int
    private let digits: Span<UInt8>

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) throws(MalformedValue) {
        guard bytes.count >= 8 else { throw MalformedValue(.wrongLength) }
        let count = Int(bytes.bigEndian(at: 0, as: Int16.self))
        guard count >= 0, bytes.count == 8 + count * 2 else { throw MalformedValue(.wrongLength) }
        digits = bytes.extracting(8..<bytes.count)
        weight = Int(bytes.bigEndian(at: 2, as: Int16.self))
        let sign = bytes.bigEndian(at: 4, as: UInt16.self)
        scale = Int(bytes.bigEndian(at: 6, as: UInt16.self))
        isNegative = sign == 0x4000 && count > 0
        switch sign {
        case 0x0000, 0x4000: kind = .finite
        case 0xC000: kind = .notANumber
        case 0xD000: kind = .infinity
        case 0xF000: kind = .negativeInfinity
        default: throw MalformedValue(.wrongFormat)
        }
        guard scale <= 0x3FFF else { throw MalformedValue(.wrongFormat) }
        for index in 0..<count where digits.bigEndian(at: index * 2, as: UInt16.self) > 9999 {
            throw MalformedValue(.wrongFormat)
        }
    }

    /// How many digits to the base 10,000 are given.
    var count: Int { digits.count / 2 }

    /// The digit that stands for a power of 10,000.
    @inline(__always)
    func digit(atPower power: Int) -> Int {
        let index = weight - power
        guard index >= 0, index < count else { return 0 }
        return Int(digits.bigEndian(at: index * 2, as: UInt16.self))
    }

    /// The highest power whose digit is not zero; `nil` for zero.
    var leadingPower: Int? {
        for index in 0..<count where digits.bigEndian(at: index * 2, as: UInt16.self) != 0 { return weight - index }
        return nil
    }

    var lowestPower: Int { weight - count + 1 }
}
