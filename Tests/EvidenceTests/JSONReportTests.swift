import AuditChain
import Evidence
import Foundation
import Support
import Testing
import Verification

@Suite("The machine form of a report") struct JSONReportTests {
    static let python = ProcessInfo.processInfo.environment["UNBROKEN_TEST_PYTHON"] ?? "python3"
    static let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Schemas/verification-1.schema.json").standardizedFileURL.path

    static func json(_ report: Report) -> String {
        var text = ""
        JSONReport(report).write { (piece: String) in text += piece }
        return text
    }

    /// Runs Python over a list of documents, which it finds as `documents`.
    private func python(_ script: String, over documents: [String]) throws -> String {
        let input = Data(("[" + documents.joined(separator: ",") + "]").utf8)
        let start = "import json, sys\ndocuments = json.load(sys.stdin)\n"
        let output = try Shell.run(
            [Self.python, "-c", start + script], input: input, environment: ["PYTHONIOENCODING": "utf-8"])
        return String(decoding: output, as: UTF8.self)
    }

    @Test func `has the members of the contract, in its order`() throws {
        let document = Self.json(Sample.report([Sample.chain([Sample.alteredContent()])]))
        let script = """
            d = documents[0]
            print(*d)
            print(*d["chains"][0])
            print(*d["chains"][0]["breaks"][0])
            print(*d["database"])
            """
        let expected = """
            format verdict reasons tool database configuration startedAt finishedAt complete chains findings
            name table chainCount rows verified unsealed excluded render complete sealing assurance first last \
            breakCount breaksOmitted breaks findings
            kind chain first last rows expectedHash foundHash explanation alternatives evidence comparison meaning
            host name user systemIdentifier timeline lsn standby serverVersion tls

            """
        #expect(try python(script, over: [document]) == expected)
    }

    @Test func `says what the report says`() throws {
        var report = Sample.report(
            [Sample.chain([Sample.alteredContent()], count: 3)],
            stopped: Obstacle(.unreachable, "lost", hint: nil, sqlState: "57P01"))
        report.chains[0].breaks[0].evidence.gap = 5...Int64.max
        let script = """
            d = documents[0]
            c = d["chains"][0]
            b = c["breaks"][0]
            print(d["verdict"], d["reasons"], d["complete"], d["stopped"])
            print(c["rows"], c["breakCount"], c["breaksOmitted"], c["assurance"], c["sealing"], c["first"]["order"])
            print(b["kind"], b["chain"], b["first"], b["rows"], b["alternatives"], b["explanation"])
            print(b["evidence"])
            """
        let expected = """
            broken ['3 breaks in audit_log', 'lost'] False {'kind': 'unreachable', 'message': 'lost', 'hint': None, \
            'sqlState': '57P01'}
            250000 3 2 {'grade': 'consistent', 'through': None} [] {'id': '1'}
            altered-content {} {'id': '48213'} 1 ['altered-hash'] audit_log: row id=48213 was changed after it was sealed.
            {'xmin': '7331', 'committedAt': '2026-01-30T23:59:59.000001Z', 'gap': {'first': '5', \
            'last': '9223372036854775807'}, 'before': {'id': '48212'}, 'after': {'id': '48214'}, \
            'secondOpinion': 'agrees'}

            """
        #expect(try python(script, over: [Self.json(report)]) == expected)
    }

    @Test func `says which months rows lie in, and why some lie in none`() throws {
        var chain = Sample.chain()
        let place = ChainReport.RowPlace(order: ["7"], time: "2026-01-02T03:04:05Z", hash: "ab")
        chain.months = [
            MonthOfRows(period: .month("2026-01"), rows: 3, verified: 2, first: place, last: nil),
            MonthOfRows(period: .furtherMonths, rows: 2, verified: 2, first: place, last: place),
            MonthOfRows(period: .noMonth, rows: 1, verified: 0, first: place, last: place),
        ]
        let script = """
            for m in documents[0]["chains"][0]["months"]:
                print(m.pop("month"), m.pop("reason", "-"), m.pop("rows"), m.pop("verified"), m.pop("last") is None, m)
            print("months" in documents[1]["chains"][0])
            """
        let first = "{'first': {'order': {'id': '7'}, 'time': '2026-01-02T03:04:05Z', 'hash': 'ab'}}"
        let expected = """
            2026-01 - 3 2 True \(first)
            None further-months 2 2 False \(first)
            None no-month 1 0 False \(first)
            False

            """
        #expect(try python(script, over: [Self.json(Sample.report([chain])), Self.json(Sample.report())]) == expected)
    }

    @Test func `keeps every character, and none that steers a terminal`() throws {
        let characters =
            (0...0x2FFF).compactMap { Unicode.Scalar(UInt32($0)) } + ["\u{1F600}", "\u{E0001}", "\u{10FFFF}"]
        var chain = Sample.chain()
        chain.name = String(String.UnicodeScalarView(characters))
        let document = Self.json(Sample.report([chain]))
        #expect(!document.unicodeScalars.contains { $0.value < 32 && $0 != "\n" || (0x7F...0x9F).contains($0.value) })
        let script = """
            name = documents[0]["chains"][0]["name"]
            wanted = [*range(0x3000), 0x1F600, 0xE0001, 0x10FFFF]
            print([ord(c) for c in name] == wanted)
            """
        #expect(try python(script, over: [document]) == "True\n")
    }

    @Test func `fits its schema, whatever was found`() throws {
        var random = SystemRandomNumberGenerator()
        let documents = (0..<400).map { _ in Self.json(RandomReport.make(using: &random)) }
        let script = """
            from jsonschema import Draft202012Validator
            schema = json.load(open(\(String(reflecting: Self.schema))))
            Draft202012Validator.check_schema(schema)
            validator = Draft202012Validator(schema)
            for document in documents:
                for error in validator.iter_errors(document):
                    print(error.json_path, error.message[:300])
            print(len(documents), sorted({d["verdict"] for d in documents}))
            for change in ({"verdict": "fine"}, {"chains": None}, {"format": "x"}, {"complete": 1}):
                print(validator.is_valid(documents[0] | change))
            print(validator.is_valid(documents[0] | {"news": 1}))
            """
        let expected = "400 ['broken', 'incomplete', 'intact', 'unmet']\nFalse\nFalse\nFalse\nFalse\nTrue\n"
        #expect(try python(script, over: documents) == expected)
    }

    @Test func `comes in pieces, however long it is`() {
        let breaks = (1...5000).map { Sample.alteredContent($0) }
        var sizes: [Int] = []
        JSONReport(Sample.report([Sample.chain(breaks)])).write { (piece: String) in sizes.append(piece.utf8.count) }
        #expect(sizes.count > 10)
        #expect(sizes.allSatisfy { $0 < 80_000 })
    }
}

/// Reports of every make, for the schema.
enum RandomReport {
    static func make(using random: inout some RandomNumberGenerator) -> Report {
        var chains = (0..<Int.random(in: 0...3, using: &random)).map { _ in chain(using: &random) }
        let isStopped = Int.random(in: 0..<3, using: &random) == 0
        if Bool.random(using: &random) {
            for index in chains.indices {
                chains[index].breaks = []
                chains[index].breakCount = 0
            }
        }
        let kinds: [Obstacle.Kind] = [
            .interrupted, .unreachable, .permission, .damagedStream, .damagedFile, .fileTrouble, .configuration, .usage,
            .internalError,
        ]
        let obstacle = Obstacle(
            kinds[Int.random(in: 0..<kinds.count, using: &random)], "a sentence", hint: maybe("a hint", &random),
            sqlState: maybe("42501", &random))
        var report = Sample.report(chains, findings: findings(using: &random), stopped: isStopped ? obstacle : nil)
        report.database?.timeline = Bool.random(using: &random) ? nil : 3
        report.database?.systemIdentifier = maybe("7", &random)
        report.database?.lsn = maybe("0/1", &random)
        if Bool.random(using: &random) { report.database = nil }
        return report
    }

    private static func chain(using random: inout some RandomNumberGenerator) -> ChainReport {
        var chain = ChainReport(name: "log \"é\"", table: "public.t", per: ["tenant"], order: ["day", "id"])
        chain.rows = 10
        chain.verified = 9
        chain.unsealed = 1
        chain.render = Bool.random(using: &random) ? .client : .server
        chain.first =
            Bool.random(using: &random) ? nil : .init(order: ["a", nil], time: maybe("t", &random), hash: nil)
        chain.isComplete = Int.random(in: 0..<4, using: &random) > 0
        chain.findings = findings(using: &random)
        chain.breaks = (0..<Int.random(in: 0...4, using: &random)).map { _ in found(using: &random) }
        chain.breakCount = chain.breaks.count + (chain.breaks.isEmpty ? 0 : Int.random(in: 0...2, using: &random))
        if Bool.random(using: &random) {
            chain.months = (0..<Int.random(in: 0...3, using: &random)).map { _ in month(using: &random) }
        }
        return chain
    }

    private static func month(using random: inout some RandomNumberGenerator) -> MonthOfRows {
        let periods: [MonthOfRows.Period] = [
            .month("2026-01"), .month("0044-03 BC"), .month("294276-12"), .furtherMonths, .noMonth,
        ]
        let place = ChainReport.RowPlace(order: ["a", nil], time: maybe("t", &random), hash: maybe("ab", &random))
        return MonthOfRows(
            period: periods[Int.random(in: 0..<periods.count, using: &random)], rows: 4, verified: 3,
            first: Bool.random(using: &random) ? nil : place, last: place)
    }

    private static func found(using random: inout some RandomNumberGenerator) -> Break {
        var evidence = Break.Evidence()
        evidence.xmin = maybe("7", &random)
        evidence.ctid = maybe("(0,1)", &random)
        evidence.time = maybe("2026-01-31T12:00:00.123456Z", &random)
        evidence.gap = Bool.random(using: &random) ? nil : Int64.min...Int64.max
        evidence.before = Bool.random(using: &random) ? nil : ["x", nil]
        evidence.linksTo = Bool.random(using: &random) ? nil : ["x", "y"]
        evidence.sealedBehind = Bool.random(using: &random) ? nil : [nil, "y"]
        evidence.elsewhere =
            Bool.random(using: &random)
            ? nil : RowElsewhere(chain: ["a"], order: ["x", nil], isStray: true, isBereft: false)
        evidence.secondOpinion = Bool.random(using: &random) ? nil : .notAskedSecret
        let kind = Break.Kind.allCases.randomElement(using: &random) ?? .alteredContent
        return Break(
            kind, chain: [nil], first: ["x", "1"], last: ["x", nil], rows: Bool.random(using: &random) ? nil : 4,
            alternatives: Bool.random(using: &random) ? [] : Break.Kind.allCases, expectedHash: maybe("ab", &random),
            foundHash: maybe("cd", &random), evidence: evidence)
    }

    private static func findings(using random: inout some RandomNumberGenerator) -> [Finding] {
        Finding.Kind.allCases.filter { _ in Int.random(in: 0..<9, using: &random) == 0 }.map {
            Finding($0, "a message")
        }
    }

    private static func maybe(_ text: String, _ random: inout some RandomNumberGenerator) -> String? {
        Bool.random(using: &random) ? text : nil
    }
}
