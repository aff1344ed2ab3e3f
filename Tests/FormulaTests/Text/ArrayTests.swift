import Support
import Testing

@testable import Formula

@Suite("Arrays") struct ArrayTests {
    private static let words = [
        "", "NULL", "null", "nUlL", "NULLx", "a b", " a", "a ", "\u{A0}", "\u{2003}", "\u{B}", "\u{C}", "\u{85}", "\\",
        "\"", "{", "}", ",", "'", "(", "é", "😀", "مرحبا", "\n", "[1:2]=", ":", "=", ";",
    ]

    private func literal(_ text: String) -> String { "convert_from('\\x\(hex(Array(text.utf8)))', 'UTF8')" }

    private func textArray(_ dice: inout Dice) -> String {
        func item(_ dice: inout Dice) -> String {
            switch dice.below(5) {
            case 0: "NULL"
            case 1: literal(dice.text(upTo: 3))
            default: literal(dice.pick(Self.words))
            }
        }
        func list(_ count: Int, _ dice: inout Dice) -> String {
            "ARRAY[" + (0..<count).map { _ in item(&dice) }.joined(separator: ",") + "]"
        }
        let width = dice.below(4)
        switch dice.below(4) {
        case 0:
            return "array_fill(\(item(&dice))::text, ARRAY[2,\(width)], ARRAY[\(dice.below(5) - 2),\(dice.below(3))])"
        case 1: return "ARRAY[\((0..<2).map { _ in list(width + 1, &dice) }.joined(separator: ","))]::text[]"
        case 2:
            return "ARRAY[[\(list(width + 1, &dice))],[\(list(width + 1, &dice))],[\(list(width + 1, &dice))]]::text[]"
        default: return list(width, &dice) + "::text[]"
        }
    }

    private func rows(_ expressions: [String], _ more: String) throws -> [[[UInt8]?]] {
        // The planner takes long over many at once.
        try stride(from: 0, to: expressions.count, by: 50).flatMap { start in
            try PrivateServer.shared.copyBinary(
                expressions[start..<min(start + 50, expressions.count)].enumerated().map {
                    "SELECT \($0) AS i, x, x::text, \(more) FROM (SELECT \($1) AS x) v"
                }.joined(separator: "\nUNION ALL ") + " ORDER BY 1")
        }
    }

    private func check(_ expressions: [String]) throws {
        var renderer = ArrayText()
        var builder = JSONBuilder()
        var found: [String] = []
        for row in try rows(
            expressions, "array_to_string(x, ', '), array_to_string(x, '|', '*'), to_json(x)::text, to_jsonb(x)::text")
        {
            let wire = try #require(row[1])
            let comma = Array(", ".utf8)
            let bar = Array("|".utf8)
            let star = Array("*".utf8)
            let element = try WireArray(wire.span).element
            let form = try #require(ElementForm(oid: element))
            let kind = element == 114 ? .json : form.jsonKind
            var out = ByteBuffer()
            var ours: [[UInt8]] = []
            func take() {
                ours.append(array(out.span))
                out.removeAll()
            }
            try renderer.append(wire.span, of: form, into: &out)
            take()
            let text = { (bytes: Span<UInt8>, text: inout ByteBuffer) throws(ValueFault) in
                try form.append(bytes, into: &text)
            }
            try renderer.appendJoined(wire.span, separator: comma.span, null: nil, into: &out, element: text)
            take()
            try renderer.appendJoined(wire.span, separator: bar.span, null: star.span, into: &out, element: text)
            take()
            try builder.array(wire.span, of: kind, .json, asRoot: true, into: &out, element: text)
            take()
            try builder.array(wire.span, of: kind, .jsonb, asRoot: true, into: &out, element: text)
            take()
            for index in 0..<5 where ours[index] != row[index + 2] {
                found.append(
                    "\(index): \(hex(wire)) ours \(String(decoding: ours[index], as: UTF8.self)) the server's \(String(decoding: row[index + 2] ?? [], as: UTF8.self))"
                )
            }
        }
        #expect(Array(found.prefix(5)).isEmpty)
    }

    @Test func `of text are printed, joined and made JSON as the server does`() throws {
        var dice = Dice(seed: 1)
        try check(Self.words.map { "ARRAY[\(literal($0)),'x']" } + (0..<1500).map { _ in textArray(&dice) })
    }

    @Test(arguments: [
        [
            "'{}'::int[]", "'{1,-2,NULL,2147483647,-2147483648}'::int[]", "'[-5:-4][0:1]={{1,2},{3,4}}'::int[]",
            "'[1:1][2:2]={{9}}'::int[]",
        ],
        ["ARRAY[9223372036854775807, -9223372036854775808, 0, NULL]", "'{{{{{{1}}}}}}'::bigint[]"],
        ["'{-32768,32767,0}'::smallint[]"], ["'{t,f,NULL}'::bool[]"],
        ["ARRAY['00112233-4455-6677-8899-aabbccddeeff', NULL]::uuid[]"],
        ["ARRAY['a b', 'NULL', '']::varchar[]", "'{}'::varchar(3)[]"],
        ["ARRAY['a', 'bc']::char(3)[]"], ["ARRAY['x', 'y z']::name[]"],
        ["ARRAY['{\"a\": 1.0}', '[1,2]', 'null', NULL]::json[]"],
    ])
    func `of other types too`(_ expressions: [String]) throws { for one in expressions { try check([one]) } }

    @Test func `in binary are refused when cut or changed, and trap nowhere`() throws {
        let wire = try #require(try PrivateServer.shared.copyBinary("SELECT ARRAY[['a b', NULL], ['c', 'é']]")[0][0])
        var renderer = ArrayText()
        var builder = JSONBuilder()
        var out = ByteBuffer()
        for count in 0..<wire.count {
            let cut = Array(wire.prefix(count))
            #expect(throws: ValueFault.damaged) { try renderer.append(cut.span, of: .text, into: &out) }
        }
        let long = wire + [0]
        #expect(throws: ValueFault.damaged) { try renderer.append(long.span, of: .text, into: &out) }
        for at in wire.indices {
            for byte in [0, 1, 2, 6, 7, 0x7F, 0x80, 0xFF] as [UInt8] {
                var changed = wire
                changed[at] = byte
                out.removeAll()
                try? renderer.append(changed.span, of: .text, into: &out)
                builder.reset()
                try? builder.array(changed.span, of: .string, .jsonb, asRoot: true, into: &out) {
                    (bytes, text) throws(ValueFault) in try ElementForm.text.append(bytes, into: &text)
                }
            }
        }
    }
}
