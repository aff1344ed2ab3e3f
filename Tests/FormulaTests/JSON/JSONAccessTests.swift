import Support
import Testing

@testable import Formula

@Suite("Looking into JSON") struct JSONAccessTests {
    private static let steps: [String?] = [
        "a", "b", "aa", "é", "", "z", "A", "a\nb", "0", "1", "-1", "-2", "+1", " 0", "1 ", "2147483648", "-2147483648",
        "x", "😀",
    ]

    private func questions(_ seed: UInt64, bad: Bool = false) -> [Question] {
        var json = JSONDice(seed)
        return (0..<1500).map { index in
            let document = json.document(bad: bad)
            let path = (0..<json.dice.below(4)).map { _ in json.dice.flip(40) ? nil : json.dice.pick(Self.steps) }
            return Question(
                document, json.dice.pick(Self.steps) ?? "", n: index % 50 == 0 ? .min : json.dice.integer(around: 4),
                path: path)
        }
    }

    /// The wire form of a text[] with one dimension.
    private func wire(_ path: [[UInt8]?]) -> [UInt8] {
        func integer(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
        if path.isEmpty { return integer(0) + integer(0) + integer(25) }
        return integer(1) + integer(1) + integer(25) + integer(path.count) + integer(1)
            + path.flatMap { $0.map { integer($0.count) + $0 } ?? integer(-1) }
    }

    private func path(_ operation: String, _ question: Question) throws -> JSONPath {
        var path = JSONPath()
        if operation.hasPrefix("#") {
            let bytes = wire(question.path ?? [])
            try path.set(path: bytes.span)
        } else if operation.hasSuffix("n") {
            path.set(index: question.n ?? 0)
        } else {
            let key = question.b ?? []
            path.set(key: key.span)
        }
        return path
    }

    private static let operations = ["->", "->>", "#>", "#>>", "->n", "->>n"]

    private func check(_ operation: String, type: String, _ questions: [Question]) throws {
        let symbol = operation.filter { $0 != "n" }
        let right = operation.hasPrefix("#") ? "$7" : operation.hasSuffix("n") ? "$5" : "$3"
        let answers = try TextOracle.answers("convert_to(($2::\(type) \(symbol) \(right))::text, 'UTF8')", questions)
        var access = JSONAccess()
        var builder = JSONBuilder()
        var found: [Difference] = []
        for (question, server) in zip(questions, answers) {
            let path = try path(operation, question)
            let text = question.a ?? []
            var out = ByteBuffer()
            var ours = Answer.failed
            do throws(ValueFault) {
                var isThere = false
                if type == "json" {
                    try builder.validate(text.span)
                    isThere = try access.json(text.span, at: path, asText: symbol.hasSuffix(">>"), into: &out)
                } else {
                    var normal = ByteBuffer()
                    try builder.normalise(text.span, into: &normal)
                    isThere = try access.jsonb(normal.span, at: path, asText: symbol.hasSuffix(">>"), into: &out)
                }
                ours = isThere ? .value(array(out.span)) : .null
            } catch { builder.reset() }
            if ours != server { found.append(Difference(question: question, ours: ours, servers: server)) }
        }
        #expect(Array(found.prefix(5)).isEmpty, "\(type) \(operation)")
    }

    @Test(arguments: Self.operations) func `finds in jsonb what the server finds`(_ operation: String) throws {
        try check(operation, type: "jsonb", questions(1))
    }

    @Test(arguments: Self.operations) func `finds in json what the server finds`(_ operation: String) throws {
        try check(operation, type: "json", questions(2))
    }

    @Test(arguments: Self.operations) func `fails in json where the server fails`(_ operation: String) throws {
        try check(operation, type: "json", questions(3, bad: true))
    }

    @Test func `of equal keys the last counts, even where an earlier branch answers`() throws {
        let documents = [
            #"{"a":{"b":1},"a":{"c":2}}"#, #"{"a":{"b":1},"a":{"b":null}}"#, #"{"a":[1,2,3],"a":[4,5]}"#,
            #"{"x":[1,2,3,4],"a":[4,5]}"#, #"{"a":[4,5],"x":[1,2,3,4]}"#, #"{"a": 1 , "a" : "x\n" }"#,
            #"{"a":{"b":[[1],[2,3]]}}"#,
            #"{"a":"s","a":{"b":{"a":{"b":7}}}}"#, "5", "\"x\"", "null", "[]", "{}",
        ]
        let paths: [[String?]] = [
            ["a", "b"], ["a", "-1"], ["a"], ["a", "b", "-1", "-1"], [], ["a", nil], ["0"], ["-1"],
            ["a", "b", "a", "b"],
        ]
        let all = documents.flatMap { document in paths.map { Question(document, "a", n: -1, path: $0) } }
        for operation in Self.operations {
            try check(operation, type: "json", all)
            try check(operation, type: "jsonb", all)
        }
    }

    @Test func `looks through deep documents`() throws {
        let deep = String(repeating: "{\"a\":[", count: 1000) + "1" + String(repeating: "]}", count: 1000)
        let path = (0..<600).map { $0 % 2 == 0 ? "a" : "-1" }
        for operation in Self.operations {
            try check(operation, type: "json", [Question(deep, "a", n: 0, path: path)])
            try check(operation, type: "jsonb", [Question(deep, "a", n: 0, path: path)])
        }
    }
}
