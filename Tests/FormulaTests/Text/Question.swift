import Support
import Testing

@testable import Formula

/// Values that one expression is asked about: `$1` bytea, `$2` to `$4` text, `$5` and `$6` integer, `$7` text[].
struct Question {
    var bytes: [UInt8]?
    var a: [UInt8]?
    var b: [UInt8]?
    var c: [UInt8]?
    var n: Int32?
    var m: Int32?
    var path: [[UInt8]?]?

    init(
        bytes: [UInt8]? = nil, _ a: String? = nil, _ b: String? = nil, _ c: String? = nil, n: Int32? = nil,
        m: Int32? = nil, path: [String?]? = nil
    ) {
        self.bytes = bytes
        self.a = a.map { Array($0.utf8) }
        self.b = b.map { Array($0.utf8) }
        self.c = c.map { Array($0.utf8) }
        self.n = n
        self.m = m
        self.path = path?.map { step in step.map { Array($0.utf8) } }
    }

    var sql: String {
        func text(_ value: [UInt8]?) -> String { value.map { "convert_from('\\x\(hex($0))', 'UTF8')" } ?? "NULL" }
        let first = bytes.map { "'\\x\(hex($0))'::bytea" } ?? "NULL::bytea"
        let numbers = [n, m].map { $0.map { "'\($0)'" } ?? "NULL" }
        let steps = path.map { "ARRAY[\($0.map(text).joined(separator: ","))]::text[]" } ?? "NULL::text[]"
        return
            "(\(first), \(text(a)), \(text(b)), \(text(c)), \(numbers[0])::integer, \(numbers[1])::integer, \(steps))"
    }
}

/// A question's values as our functions take them, empty or 0 for NULL.
struct Given {
    let bytes: [UInt8]
    let a: [UInt8]
    let b: [UInt8]
    let c: [UInt8]
    let n: Int32
    let m: Int32
    /// Whether `a` is NULL.
    let isNull: Bool

    init(_ question: Question) {
        bytes = question.bytes ?? []
        a = question.a ?? []
        b = question.b ?? []
        c = question.c ?? []
        n = question.n ?? 0
        m = question.m ?? 0
        isNull = question.a == nil
    }
}

func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}

enum Answer: Equatable, CustomStringConvertible {
    case value([UInt8])
    case null
    case failed

    var description: String {
        switch self {
        case .value(let bytes):
            "»\(String(decoding: bytes.prefix(300), as: UTF8.self))« \(hex(Array(bytes.prefix(200))))"
        case .null: "NULL"
        case .failed: "an error"
        }
    }
}

/// Where our answer is not the server's.
struct Difference: CustomStringConvertible {
    var question: Question
    var ours: Answer
    var servers: Answer
    var description: String { "\(question.sql.prefix(600)): ours \(ours), the server's \(servers)" }
}

/// The server's answers to an expression, errors included.
enum TextOracle {
    static let database = "formula_text"

    private static let prepared: Void = {
        do {
            try PrivateServer.shared.createDatabase(database)
            try PrivateServer.shared.psql(
                """
                CREATE FUNCTION attempt(expression text, x bytea, a text, b text, c text, n int, m int, p text[])
                RETURNS bytea LANGUAGE plpgsql AS $$
                DECLARE answer bytea;
                BEGIN
                    EXECUTE 'SELECT ' || expression INTO answer USING x, a, b, c, n, m, p;
                    RETURN '\\x01'::bytea || answer;
                EXCEPTION WHEN OTHERS THEN RETURN '\\x00'::bytea;
                END $$;
                CREATE FUNCTION attempt_escape(expression text, x bytea, a text, b text, c text, n int, m int, p text[])
                RETURNS bytea LANGUAGE plpgsql SET bytea_output = 'escape' AS $$
                BEGIN RETURN attempt(expression, x, a, b, c, n, m, p); END $$;
                """, database: database)
        } catch { fatalError("\(error)") }
    }()

    /// - Parameter expression: gives bytea.
    static func answers(_ expression: String, _ questions: [Question], by function: String = "attempt") throws
        -> [Answer]
    {
        _ = prepared
        var answers: [Answer] = []
        var rest = questions[...]
        while !rest.isEmpty {
            let part = rest.prefix(2000)
            rest = rest.dropFirst(2000)
            let values = part.enumerated().map { index, question in "(\(index), \(question.sql.dropFirst())" }
            let rows = try PrivateServer.shared.copyBinary(
                """
                SELECT \(function)($e$\(expression)$e$, x, a, b, c, n, m, p)
                FROM (VALUES \(values.joined(separator: ",\n"))) AS v (i, x, a, b, c, n, m, p) ORDER BY i
                """, database: database)
            answers += rows.map { row in
                guard let value = row[0] else { return .null }
                return value[0] == 0 ? .failed : .value(Array(value.dropFirst()))
            }
        }
        return answers
    }

    /// Asks the server and us, and gives the first few differences.
    ///
    /// - Parameter text: the expression gives text, not bytea.
    /// - Parameter ours: gives false for NULL.
    static func differences(
        _ expression: String, text: Bool = true, by function: String = "attempt", _ questions: [Question],
        _ ours: (Given, inout ByteBuffer) throws(ValueFault) -> Bool
    ) throws -> [Difference] {
        let servers = try answers(
            text ? "convert_to((\(expression))::text, 'UTF8')" : expression, questions, by: function)
        var out = ByteBuffer()
        var found: [Difference] = []
        for (question, server) in zip(questions, servers) {
            out.removeAll()
            var answer = Answer.failed
            do throws(ValueFault) {
                answer = try ours(Given(question), &out) ? .value(array(out.span)) : .null
            } catch {}
            if answer != server { found.append(Difference(question: question, ours: answer, servers: server)) }
        }
        return Array(found.prefix(5))
    }
}

/// Fails with the first few questions that we answer otherwise than the server.
func expectAgreement(
    _ expression: String, text: Bool = true, by function: String = "attempt", _ questions: [Question],
    _ ours: (Given, inout ByteBuffer) throws(ValueFault) -> Bool
) throws {
    let found = try TextOracle.differences(expression, text: text, by: function, questions, ours)
    #expect(found.isEmpty, "\(expression)")
}

func array(_ span: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(span.count)
    for at in 0..<span.count { result.append(span[at]) }
    return result
}

extension Dice {
    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
    mutating func flip(_ one: Int = 2) -> Bool { below(one) == 0 }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    static let characters: [String] =
        (1..<0x80).compactMap { UnicodeScalar($0).map { String(Character($0)) } }
        + [
            "é", "ß", "İ", "ı", "ﬁ", "\u{301}", "مرحبا", "ש", "汉", "\u{2028}", "\u{A0}", "\u{FEFF}", "\u{FFFF}", "😀",
            "𐍈", "\u{10FFFF}",
        ]
        + [
            "\"", "\\", "'", " ", ",", "{", "}", "a", "b", "ab", "NULL", "null", "\r\n", "\t", "\u{1F}", "\u{7F}",
            "\u{80}",
        ]

    mutating func text(upTo count: Int = 12) -> String {
        (0..<below(count + 1)).map { _ in pick(Self.characters) }.joined()
    }

    /// Few letters, so that what is sought is found.
    mutating func plain(upTo count: Int = 10) -> String {
        (0..<below(count + 1)).map { _ in pick(["a", "b", "é", " ", "😀", "x"]) }.joined()
    }

    mutating func bytes(upTo count: Int = 200) -> [UInt8] { (0..<below(count + 1)).map { _ in UInt8(below(256)) } }

    mutating func integer(around limit: Int32 = 14) -> Int32 {
        switch below(12) {
        case 0: pick([Int32.min, Int32.max, Int32.min + 1, 0, -1, 1])
        default: Int32.random(in: -limit...limit, using: &self)
        }
    }
}
