/// Values that a spreadsheet would run, or show as something else, when it opens a file of CSV.
enum SpreadsheetRisk {
    /// Whether a value begins like a formula, or is a number that would lose digits or zeros.
    ///
    /// What begins a formula: OWASP, "CSV Injection". A spreadsheet keeps 15 digits of a number (IEEE 754).
    static func isRisky(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 0 else { return false }
        switch bytes[0] {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0A, 0x0D: return true
        case 0xEF: return isWide(bytes)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return isChangedNumber(bytes)
        default: return false
        }
    }

    /// U+FF0B, U+FF0D, U+FF1D and U+FF20, which are + - = @ of full width.
    private static func isWide(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count >= 3, bytes[1] == 0xBC else { return false }
        return [0x8B, 0x8D, 0x9D, 0xA0].contains(bytes[2])
    }

    private static func isChangedNumber(_ bytes: Span<UInt8>) -> Bool {
        var (digits, points, exponents) = (0, 0, 0)
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "."): points += 1
            case UInt8(ascii: "e"), UInt8(ascii: "E"): exponents += 1
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                guard index > 0, bytes[index - 1] | 0x20 == UInt8(ascii: "e") else { return false }
            default: return false
            }
        }
        guard points <= 1, exponents <= 1 else { return false }
        let beginsWithZero = bytes.count > 1 && bytes[0] == UInt8(ascii: "0") && bytes[1] != UInt8(ascii: ".")
        return beginsWithZero || digits > 15 || exponents == 1
            || points == 1 && bytes[bytes.count - 1] == UInt8(ascii: "0")
    }
}
