import Foundation
import Support
import Testing

@testable import Evidence

@Suite("The schema of a report") struct JSONSchemaTests {
    private static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardizedFileURL
    private static let sample: JSONTree = {
        do {
            let bytes = try Data(contentsOf: project.appendingPathComponent("Fixtures/report/sample.json"))
            return try JSONDecoder().decode(JSONTree.self, from: bytes)
        } catch { fatalError("no sample: \(error)") }
    }()

    /// What somebody could write in the place of a value.
    private static let odd: [JSONTree] = [
        .null, .bool(true), .number(0), .number(-1), .number(1_000_000_000_000_000_000), .string(""), .string("x"),
        .string("2026-13-45"), .string("2026-01-31T12:00:00Z"), .string("intact"), .array([]), .array([.string("x")]),
        .object([:]), .object(["x": .number(1)]),
    ]

    /// A document with one value changed, left out, or added.
    private static func changed(_ tree: JSONTree, using dice: inout Dice) -> JSONTree {
        let goesDown = Int.random(in: 0..<8, using: &dice) > 0
        switch tree {
        case .object(var members) where goesDown && !members.isEmpty:
            let name = members.keys.sorted()[Int.random(in: 0..<members.count, using: &dice)]
            switch Int.random(in: 0..<12, using: &dice) {
            case 0: members[name] = nil
            case 1: members["more"] = odd.randomElement(using: &dice)
            default: members[name] = members[name].map { changed($0, using: &dice) }
            }
            return .object(members)
        case .array(var elements) where goesDown && !elements.isEmpty:
            let place = Int.random(in: 0..<elements.count, using: &dice)
            elements[place] = changed(elements[place], using: &dice)
            return .array(elements)
        default: return odd.randomElement(using: &dice) ?? .null
        }
    }

    private static func text(_ tree: JSONTree) -> String {
        var text = ""
        var writer = JSONWriter<Never>(isCanonical: true) { text += $0 }
        writer.write(document: tree.value)
        return text
    }

    @Test func `allows what another validator of JSON Schema allows, and refuses what that refuses`() throws {
        var dice = Dice(seed: 65)
        let documents = [Self.sample] + (0..<400).map { _ in Self.changed(Self.sample, using: &dice) }
        let script = """
            import json, sys
            from jsonschema import Draft202012Validator
            from referencing import Registry, Resource
            report, verification = (json.load(open(path)) for path in sys.argv[1:])
            registry = Registry().with_resource(verification["$id"], Resource.from_contents(verification))
            validator = Draft202012Validator(report, registry=registry)
            for line in sys.stdin: print(validator.is_valid(json.loads(line)))
            """
        let schemas = ["report-1", "verification-1"].map {
            Self.project.appendingPathComponent("Schemas/\($0).schema.json").path
        }
        let python = ProcessInfo.processInfo.environment["UNBROKEN_TEST_PYTHON"] ?? "python3"
        let answers = try Shell.run(
            [python, "-c", script] + schemas,
            input: Data((documents.map(Self.text).joined(separator: "\n") + "\n").utf8))
        let theirs = String(decoding: answers, as: UTF8.self).split(separator: "\n").map { $0 == "True" }
        try #require(theirs.count == documents.count && theirs[0])
        #expect(theirs.count { $0 } > 20 && theirs.count { !$0 } > 200)
        for (document, isValid) in zip(documents, theirs) {
            let fault = JSONSchema.report.fault(in: document)
            #expect((fault == nil) == isValid, "\(fault.map { "\($0)" } ?? "no fault")")
        }
    }

    @Test func `says where a document is not what it allows`() throws {
        guard case .object(var members) = Self.sample, case .object(var verification)? = members["verification"] else {
            Issue.record("the sample is no report")
            return
        }
        verification["verdict"] = .string("fine")
        members["verification"] = .object(verification)
        let fault = try #require(JSONSchema.report.fault(in: .object(members)))
        #expect(fault.place == "/verification/verdict", "\(fault)")
    }
}
