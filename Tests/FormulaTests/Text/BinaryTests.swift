import Support
import Testing

@testable import Formula

@Suite("Binary strings") struct BinaryTests {
    private static let pieces = [
        "\\", "\\\\", "\\x", "\\X", "x", "0", "7", "3", "4", "8", "\\000", "\\377", "\\400", "\\12", "ab", "FF", "g",
        " ", "\n", "\t",
        "\r", "\u{B}", "=", "==", "QQ", "QUJD", "+/", "-_", "é", "'",
    ]

    private func scraps(_ seed: UInt64, prefix: [String], count: Int = 4000) -> [Question] {
        var dice = Dice(seed: seed)
        return (0..<count).map { _ in
            Question(dice.pick(prefix) + (0..<dice.below(6)).map { _ in dice.pick(Self.pieces) }.joined())
        }
    }

    private func binaries(_ seed: UInt64) -> [Question] {
        var dice = Dice(seed: seed)
        return (0..<130).map { Question(bytes: [UInt8](repeating: UInt8($0), count: $0)) }
            + (0..<1500).map { _ in Question(bytes: dice.bytes()) } + [Question(bytes: Array(0...255))]
    }

    @Test(arguments: [("attempt", Bytea.Output.hex), ("attempt_escape", .escape)])
    func `bytea is shown as bytea_output says`(_ function: String, _ output: Bytea.Output) throws {
        try expectAgreement("$1::text", by: function, binaries(1)) { (q, out) throws(ValueFault) in
            Bytea.appendText(q.bytes.span, output, into: &out)
            return true
        }
    }

    @Test func `text becomes bytea by the server's rules, or is refused`() throws {
        try expectAgreement("$2::bytea", text: false, scraps(2, prefix: ["", "\\x", "\\x0", "\\xAb", "\\x "])) {
            (q, out) throws(ValueFault) in
            try Bytea.append(fromText: q.a.span, into: &out)
            return true
        }
    }

    @Test(arguments: ["hex", "base64", "escape"])
    func `encodes and decodes with the server's line breaks, leniencies and refusals`(_ name: String) throws {
        let encoding = try #require(BinaryEncoding(named: name))
        try expectAgreement("encode($1, '\(name)')", binaries(3)) { (q, out) throws(ValueFault) in
            encoding.appendEncoded(q.bytes.span, into: &out)
            return true
        }
        try expectAgreement("decode($2, '\(name)')", text: false, scraps(4, prefix: [""])) {
            (q, out) throws(ValueFault) in
            try encoding.appendDecoded(q.a.span, into: &out)
            return true
        }
        try expectAgreement("decode(encode($1, '\(name)'), '\(name)')", text: false, binaries(5)) {
            (q, out) throws(ValueFault) in
            var text = ByteBuffer()
            encoding.appendEncoded(q.bytes.span, into: &text)
            try encoding.appendDecoded(text.span, into: &out)
            return true
        }
    }

    @Test func `convert_from refuses what is not UTF-8`() throws {
        var dice = Dice(seed: 6)
        let marks: [UInt8] = [
            0, 0x41, 0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xA0, 0x9F, 0xED, 0xEF, 0xF0, 0x90, 0x8F, 0xF4,
            0xF5, 0xFF,
        ]
        let all =
            (0..<6000).map { _ in Question(bytes: (0..<dice.below(6)).map { _ in dice.pick(marks) }) }
            + (0..<500).map { _ in Question(bytes: Array(dice.text().utf8)) }
        try expectAgreement("convert_from($1, 'UTF8')", all) { (q, out) throws(ValueFault) in
            try Bytea.appendConverted(q.bytes.span, into: &out)
            return true
        }
    }
}
