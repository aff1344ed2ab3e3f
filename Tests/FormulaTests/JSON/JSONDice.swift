import Support
import Foundation

/// JSON of every spelling, some of it damaged.
struct JSONDice {
    var dice: Dice

    init(_ seed: UInt64) { dice = Dice(seed: seed) }

    private static let numbers = [
        "0", "-0", "0.0", "-0.0", "1", "-1", "1.0", "1.50", "0.001", "1e2", "1E2", "1e+2", "1E-3", "1.5e1", "1.0e2",
        "-12.340e-2",
        "0e5", "0e-5", "0.00e3", "-0e0", "123456789012345678901234567890.123456789", "1e30", "1e-30", "9.99e10",
        "100e-2",
        "0.10e1", "0.0001e4", "0.0001e2", "10e-1", "12345.678e2", "12345.678e3", "12345.678e4", "0.5e-0", "1e0",
        "1e00005",
    ]
    private static let scraps = [
        "", "01", "1.", ".5", "-", "+1", "1e", "1e+", "nul", "True", "nulll", "'a'", "{", "]", "\"", "1a", "\u{A0}",
        ",",
    ]
    private static let pieces = [
        "a", "b", "é", "😀", "\\n", "\\\"", "\\\\", "\\/", "\\b", "\\f", "\\r", "\\t", "\\u0041", "\\u00e9", "\\u00E9",
        "\\u0001", "\\u001f",
        "\\u007f", "\\u2028", "\\ud83d\\ude00", "\\uD800\\uDC00", "\\udbff\\udfff", "\\u0022", "\\u005c", "/", "'",
        "\u{7F}", "مر", " ",
    ]
    private static let badPieces = [
        "\\u0000", "\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\x", "\\u12", "\\u12G4", "\n", "\u{1}", "\\", "\\ud83d\\n",
    ]
    static let keys = ["a", "b", "aa", "ab", "é", "", "z", "\\u0061", "A", "a\\nb", "10", "0", "-1", "😀"]

    mutating func space() -> String { dice.flip(3) ? dice.pick([" ", "\n", "\t", "\r", "  "]) : "" }

    mutating func string(bad: Bool) -> String {
        var text = (0..<dice.below(5)).map { _ in dice.pick(Self.pieces) }.joined()
        if bad, dice.flip(8) { text += dice.pick(Self.badPieces) + (dice.flip() ? "x" : "") }
        return "\"\(text)\""
    }

    mutating func value(_ depth: Int, bad: Bool = false) -> String {
        if bad, dice.flip(60) { return dice.pick(Self.scraps) }
        if depth > 0, dice.flip() {
            let count = dice.below(5)
            if dice.flip() {
                let items = (0..<count).map { _ in space() + value(depth - 1, bad: bad) + space() }
                return "[" + (count == 0 ? space() : items.joined(separator: ",")) + "]"
            }
            let pairs = (0..<count).map { _ in
                space() + (dice.flip(4) ? string(bad: bad) : "\"\(dice.pick(Self.keys))\"") + space() + ":" + space()
                    + value(depth - 1, bad: bad) + space()
            }
            return "{" + (count == 0 ? space() : pairs.joined(separator: ",")) + "}"
        }
        switch dice.below(6) {
        case 0: return dice.pick(["true", "false", "null"])
        case 1, 2: return dice.pick(Self.numbers)
        default: return string(bad: bad)
        }
    }

    mutating func document(bad: Bool = false) -> String {
        space() + value(1 + dice.below(6), bad: bad) + space()
    }
}
