import Support
import Testing

@testable import Formula

@Suite("Building JSON") struct JSONBuilderTests {
    /// An argument of a call: SQL for the server, and what our caller would give.
    indirect enum Argument {
        case scalar(sql: String, text: [UInt8]?, kind: JSONBuilder.Kind)
        case array(sql: String)
        case call(Call)

        var sql: String {
            switch self {
            case .scalar(let sql, _, _), .array(let sql): sql
            case .call(let call): call.sql
            }
        }
    }

    struct Call {
        var flavor: JSONBuilder.Flavor
        var shape: JSONBuilder.Shape
        var arguments: [Argument]
        var sql: String {
            "\(flavor)_build_\(shape)(\(arguments.map(\.sql).joined(separator: ", ")))"
        }
    }

    private static func literal(_ text: String) -> String { "convert_from('\\x\(hex(Array(text.utf8)))', 'UTF8')" }

    /// Types with the text that the server gives them in JSON, worked out by hand from the manual's ISO 8601.
    private static let fixed: [(sql: String, text: String, kind: JSONBuilder.Kind)] = [
        ("1", "1", .number), ("-7::bigint", "-7", .number), ("1.50::numeric", "1.50", .number),
        ("'NaN'::numeric", "NaN", .number), ("'-Infinity'::float8", "-Infinity", .number),
        ("1e20::float8", "1e+20", .number),
        ("1.5e-7::float4", "1.5e-07", .number), ("-0.0::float8", "-0", .number), ("true", "t", .boolean),
        ("false", "f", .boolean),
        ("1e-300::float8", "1e-300", .number),
        ("date '0044-03-15 BC'", "0044-03-15 BC", .string),
        ("timestamp '2024-01-31 12:00:00.5'", "2024-01-31T12:00:00.5", .string),
        ("timestamptz '2024-01-31 12:00:00+00'", "2024-01-31T12:00:00+00:00", .string),
        ("timestamptz 'infinity'", "infinity", .string), ("time '12:00'", "12:00:00", .string),
        ("interval '1 day'", "1 day", .string), ("inet '10.0.0.1'", "10.0.0.1", .string),
        ("'\\x0aff'::bytea", "\\x0aff", .string),
        ("'a  '::char(4)", "a   ", .string), ("42::oid", "42", .string),
    ]

    private func scalar(_ json: inout JSONDice, asKey: Bool) -> Argument {
        switch json.dice.below(asKey ? 4 : 8) {
        case 0:
            let fixed = json.dice.pick(Self.fixed)
            return .scalar(sql: fixed.sql, text: Array(fixed.text.utf8), kind: fixed.kind)
        case 1, 2:
            let text = json.dice.pick(JSONDice.keys)
            return .scalar(sql: Self.literal(text), text: Array(text.utf8), kind: .string)
        case 3:
            let text = json.dice.text()
            return .scalar(sql: Self.literal(text), text: Array(text.utf8), kind: .string)
        case 4: return .scalar(sql: "NULL::text", text: nil, kind: .string)
        case 5:
            let text = json.document(bad: json.dice.flip(20))
            return .scalar(sql: Self.literal(text) + "::json", text: Array(text.utf8), kind: .json)
        case 6:
            return .array(
                sql: json.dice.pick([
                    "ARRAY[[1,2],[3,NULL]]", "'{}'::int[]", "'[0:1]={7,8}'::int[]", "ARRAY[[[1]],[[2]]]",
                    "ARRAY[1]::bigint[]",
                    "ARRAY[[[1,2],[3,4],[5,6]],[[1,2],[3,4],[5,6]]]::smallint[]",
                ]))
        default:
            return .scalar(sql: "'[1, {\"a\": null}]'::jsonb", text: Array("[1, {\"a\": null}]".utf8), kind: .jsonb)
        }
    }

    private func call(_ json: inout JSONDice, depth: Int) -> Call {
        let isObject = json.dice.flip()
        var arguments: [Argument] = []
        for _ in 0..<json.dice.below(6) {
            if isObject { arguments.append(scalar(&json, asKey: true)) }
            arguments.append(
                depth > 0 && json.dice.flip(3) ? .call(call(&json, depth: depth - 1)) : scalar(&json, asKey: false))
        }
        return Call(
            flavor: json.dice.flip() ? .json : .jsonb, shape: isObject ? .object : .array, arguments: arguments)
    }

    /// - Parameter wires: the binary form of each array that the SQL names.
    private func build(
        _ call: Call, _ wires: [String: [UInt8]], _ builder: inout JSONBuilder, root: Bool,
        _ out: inout ByteBuffer
    ) throws(ValueFault) {
        try builder.begin(call.shape, call.flavor, asRoot: root, into: &out)
        for (index, argument) in call.arguments.enumerated() {
            let isKey = call.shape == .object && index % 2 == 0
            switch argument {
            case .call(let inner): try build(inner, wires, &builder, root: false, &out)
            case .array(let sql):
                let wire = wires[sql] ?? []
                let array = try WireArray(wire.span)
                guard let form = ElementForm(oid: array.element) else { throw .damaged }
                try builder.array(wire.span, of: form.jsonKind, call.flavor, asRoot: false, into: &out) {
                    (bytes, text) throws(ValueFault) in try form.append(bytes, into: &text)
                }
            case .scalar(_, let text, let kind):
                if let text {
                    // The cast to json in the SQL is not the builder's.
                    if kind == .json { try builder.validate(text.span) }
                    if isKey {
                        try builder.key(text.span, as: kind, into: &out)
                    } else {
                        try builder.value(text.span, as: kind, into: &out)
                    }
                } else {
                    if isKey {
                        try builder.key(nil, as: kind, into: &out)
                    } else {
                        try builder.value(nil, as: kind, into: &out)
                    }
                }
            }
        }
        try builder.end(into: &out)
    }

    private func arrays(_ call: Call) -> [String] {
        call.arguments.flatMap { argument -> [String] in
            switch argument {
            case .array(let sql): [sql]
            case .call(let inner): arrays(inner)
            case .scalar: []
            }
        }
    }

    @Test(arguments: 0..<4) func `nests calls of both flavors as the server does`(_ seed: Int) throws {
        var json = JSONDice(UInt64(seed) + 100)
        let calls = (0..<600).map { _ in call(&json, depth: 4) }
        let names = Array(Set(calls.flatMap(arrays)))
        let fields = try PrivateServer.shared.copyBinary("SELECT \(names.joined(separator: ", "))")[0]
        let wires = Dictionary(uniqueKeysWithValues: zip(names, fields.map { $0 ?? [] }))
        var builder = JSONBuilder()
        var found: [String] = []
        let statements = calls.enumerated().map { "(\($0), $q$convert_to((\($1.sql))::text, 'UTF8')$q$)" }
        _ = try TextOracle.answers("NULL::bytea", [Question()])
        let rows = try PrivateServer.shared.copyBinary(
            """
            SELECT attempt(q, NULL, NULL, NULL, NULL, NULL, NULL, NULL) \
            FROM (VALUES \(statements.joined(separator: ",\n"))) v (i, q) ORDER BY i
            """, database: TextOracle.database)
        #expect(rows.count == calls.count)
        for (call, row) in zip(calls, rows) {
            var out = ByteBuffer()
            var ours: [UInt8] = [0]
            do throws(ValueFault) {
                try build(call, wires, &builder, root: true, &out)
                ours = [1] + array(out.span)
            } catch { builder.reset() }
            if ours != row[0] {
                found.append(
                    "\(call.sql.prefix(200))\nours \(String(decoding: ours, as: UTF8.self))\nthe server's \(String(decoding: row[0] ?? [], as: UTF8.self))"
                )
            }
        }
        #expect(Array(found.prefix(3)).isEmpty)
    }

    @Test func `to_json and to_jsonb give a string for text`() throws {
        var dice = Dice(seed: 7)
        let all = (0..<3000).map { _ in Question(dice.text()) }
        var builder = JSONBuilder()
        for flavor in [JSONBuilder.Flavor.json, .jsonb] {
            try expectAgreement("to_\(flavor)($2)", all) { (q, out) throws(ValueFault) in
                try builder.scalar(q.a.span, as: .string, flavor, into: &out)
                return true
            }
        }
    }

    @Test func `a key that is NULL or JSON, and a call out of turn, are errors`() throws {
        var builder = JSONBuilder()
        var out = ByteBuffer()
        let text = Array("a".utf8)
        #expect(throws: ValueFault.builderMisused) { try builder.end(into: &out) }
        #expect(throws: ValueFault.builderMisused) { try builder.value(text.span, as: .string, into: &out) }
        try builder.begin(.object, .jsonb, asRoot: true, into: &out)
        #expect(throws: ValueFault.nullKey) { try builder.key(nil, as: .string, into: &out) }
        #expect(throws: ValueFault.keyNotScalar) { try builder.key(text.span, as: .jsonb, into: &out) }
        #expect(throws: ValueFault.builderMisused) { try builder.value(text.span, as: .string, into: &out) }
    }

    @Test func `jsonb in binary is version 1 and its text`() throws {
        let rows = try PrivateServer.shared.copyBinary(
            "SELECT x, x::text FROM (VALUES ('{\"b\":1,\"a\":[1.0]}'::jsonb)) v (x)")
        let wire = try #require(rows[0][0])
        let text = array(try jsonbText(wire.span))
        #expect(text == rows[0][1])
        for bad in [[], [2, 0x31]] as [[UInt8]] {
            #expect(throws: ValueFault.damaged) { _ = try jsonbText(bad.span) }
        }
    }
}
