import Support
import Testing

@testable import Formula

@Suite("Bytes that no server would send") struct HostileBytesTests {
    @Test func `end in an answer or an error, never in a trap`() {
        var dice = Dice(seed: 1)
        var builder = JSONBuilder()
        var access = JSONAccess()
        var arrays = ArrayText()
        var out = ByteBuffer()
        var path = JSONPath()
        let marks: [UInt8] = [
            0, 1, 0x22, 0x5C, 0x75, 0x7B, 0x7D, 0x5B, 0x5D, 0x2C, 0x3A, 0x30, 0x2D, 0x2E, 0x65, 0x20, 0x80, 0xBF, 0xC3,
            0xE2, 0xF0, 0xFF,
        ]
        for _ in 0..<30_000 {
            let text = (0..<dice.below(14)).map { _ in dice.pick(marks) }
            let other = (0..<dice.below(3)).map { _ in dice.pick(marks) }
            let n = dice.integer()
            out.removeAll()
            builder.reset()
            try? builder.normalise(text.span, into: &out)
            builder.reset()
            try? builder.validate(text.span)
            if dice.flip() { path.set(key: other.span) } else { path.set(index: n) }
            _ = try? access.json(text.span, at: path, asText: true, into: &out)
            _ = try? access.jsonb(text.span, at: path, asText: true, into: &out)
            try? arrays.append(text.span, of: .text, into: &out)
            try? builder.array(text.span, of: .json, .jsonb, asRoot: true, into: &out) {
                (bytes, text) throws(ValueFault) in
                text.append(copying: bytes)
            }
            for kind in [JSONBuilder.Kind.string, .number, .boolean, .json, .jsonb] {
                builder.reset()
                try? builder.scalar(text.span, as: kind, .jsonb, into: &out)
            }
            _ = Characters.firstCodePoint(text.span)
            _ = Characters.appendLower(text.span, into: &out)
            Characters.appendReversed(text.span, into: &out)
            try? Padding.appendLeft(text.span, n % 100, fill: other.span, into: &out)
            try? Padding.appendRight(text.span, n % 100, fill: other.span, into: &out)
            Padding.appendFixed(text.span, length: Int(n % 100), into: &out)
            Padding.appendVarying(text.span, limit: Int(n), into: &out)
            _ = Slicing.left(text.span, n).count + Slicing.right(text.span, n).count
            _ = try? Slicing.substring(text.span, from: n, length: dice.integer()).count
            _ = try? Slicing.field(text.span, delimiter: other.span, n).count
            try? Searching.appendReplacing(text.span, other.span, with: text.span, into: &out)
            Searching.appendTranslating(text.span, from: other.span, to: text.span, into: &out)
            _ = Searching.position(of: other.span, in: text.span)
            _ = Searching.trimmed(text.span, of: other.span).count
            Quoting.appendLiteral(text.span, into: &out)
            _ = Quoting.appendIdentifier(text.span, into: &out)
            try? Bytea.append(fromText: text.span, into: &out)
            try? BinaryEncoding.base64.appendDecoded(text.span, into: &out)
        }
    }

    @Test func `a path that is no text array is an error`() {
        var path = JSONPath()
        let bytes: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 25, 0, 0, 0, 9, 0, 0, 0, 1]
        #expect(throws: ValueFault.damaged) { try path.set(path: bytes.span) }
    }
}
