extension Int {
    /// The number with its thousands set apart: `250,000`.
    public var grouped: String {
        var digits = String(magnitude)
        var place = digits.count
        while place > 3 {
            place -= 3
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: place))
        }
        return self < 0 ? "-" + digits : digits
    }
}
