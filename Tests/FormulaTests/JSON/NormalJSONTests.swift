import Support
import Testing

@testable import Formula

@Suite("JSON cast to jsonb") struct NormalJSONTests {
    private func expectNormal(_ questions: [Question]) throws {
        var builder = JSONBuilder()
        var found: [Difference] = []
        let answers = try TextOracle.answers("convert_to($2::jsonb::text, 'UTF8')", questions)
        for (question, server) in zip(questions, answers) {
            var out = ByteBuffer()
            var ours = Answer.failed
            let text = question.a ?? []
            do throws(ValueFault) {
                try builder.normalise(text.span, into: &out)
                ours = .value(array(out.span))
            } catch { builder.reset() }
            if ours != server { found.append(Difference(question: question, ours: ours, servers: server)) }
        }
        #expect(Array(found.prefix(5)).isEmpty)
    }

    @Test func `prints random documents as the server does`() throws {
        var json = JSONDice(1)
        try expectNormal((0..<5000).map { _ in Question(json.document()) })
    }

    @Test func `refuses what the server refuses`() throws {
        var json = JSONDice(2)
        try expectNormal((0..<6000).map { _ in Question(json.document(bad: true)) })
    }

    @Test func `keeps numbers within the limits of numeric`() throws {
        let numbers = [
            "1e131071", "1e131072", "9e131071", "12e131070", "12e131071", "0.01e131073", "0.01e131074", "1e-16383",
            "1e-16384", "0e-16383", "0e-16384", "0e131072", "0e1000000", "0e1073741822", "0e1073741823",
            "1e99999999999",
            "1e-99999999999", "0e99999999999", "1.5e-16382", "1.5e-16383", "123.456e-16380", "123.456e-16381",
            "1" + String(repeating: "0", count: 131_071), "1" + String(repeating: "0", count: 131_072),
            "0." + String(repeating: "0", count: 16_382) + "1", "0." + String(repeating: "0", count: 16_383) + "1",
            "0." + String(repeating: "3", count: 1200), String(repeating: "7", count: 1200) + ".5",
        ]
        try expectNormal(numbers.flatMap { [Question($0), Question("-" + $0), Question("[\($0)]")] })
    }

    @Test func `follows deep nesting, refuses the bottomless, and lasts`() throws {
        let deep = [1000, 5000].map { String(repeating: "[", count: $0) + "1" + String(repeating: "]", count: $0) }
        let objects = String(repeating: "{\"b\":1,\"a\":", count: 1000) + "null" + String(repeating: "}", count: 1000)
        let cut = String(repeating: "[", count: 1000)
        try expectNormal((deep + [objects, cut]).map { Question($0) })
        let bottomless = Array(String(repeating: "[", count: 2_000_000).utf8)
        var builder = JSONBuilder()
        var out = ByteBuffer()
        #expect(throws: ValueFault.nestedTooDeep) { try builder.normalise(bottomless.span, into: &out) }
    }

    @Test func `sorts large objects and keeps the last of equal keys`() throws {
        var dice = Dice(seed: 3)
        let objects = [1, 2, 3, 17, 500, 5000].map { count in
            "{"
                + (0..<count).map { "\"\(dice.pick(["k", "é", "kk"]))\(dice.below(count))\":\($0)" }.joined(
                    separator: ",") + "}"
        }
        let big = "{\"big\": \"\(String(repeating: "x\\n😀", count: 100_000))\", \"a\": 1}"
        try expectNormal((objects + [big]).map { Question($0) })
    }

    @Test func `survives every prefix and every changed byte of a document`() throws {
        let document = Array("{\"a\": [1.50e1, \"\\ud83d\\ude00x\"], \"a\": {\"b\": null}, \"c\": true}".utf8)
        var questions = (0...document.count).map { Question(String(decoding: document.prefix($0), as: UTF8.self)) }
        for at in document.indices {
            for byte in [0x22, 0x5C, 0x7B, 0x5D, 0x2C, 0x30, 0x65, 0x20, 0x41] as [UInt8] {
                var changed = document
                changed[at] = byte
                questions.append(Question(String(decoding: changed, as: UTF8.self)))
            }
        }
        try expectNormal(questions)
    }

    @Test func `json takes what the server's json takes`() throws {
        var json = JSONDice(4)
        var builder = JSONBuilder()
        try expectAgreement("$2::json", (0..<4000).map { _ in Question(json.document(bad: true)) }) {
            (q, out) throws(ValueFault) in
            try builder.validate(q.a.span)
            out.append(copying: q.a.span)
            return true
        }
    }
}
