import AuditChain
import Evidence
import Foundation
import Support
import Typesetting

/// Pages of a report that is kept with the tests, and what a parser that is not ours says of them.
struct ReportPage: Decodable {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    static let sample = folder.appendingPathComponent("../../Fixtures/report/sample.json").standardizedFileURL

    var problems: [String]
    /// Each element with its attributes' names, in order.
    var tags: [String]
    /// Each with its level.
    var headings: [String]
    /// What is there to read, spaces as one.
    var text: String

    /// The facts of the sample, perhaps with others in their place.
    static func facts(_ change: (inout [String: Any]) throws -> Void = { _ in }) throws -> [UInt8] {
        let sample = try JSONSerialization.jsonObject(with: Data(contentsOf: sample)) as? [String: Any]
        var facts = sample ?? [:]
        try change(&facts)
        return [UInt8](
            try JSONSerialization.data(withJSONObject: facts, options: [.sortedKeys, .withoutEscapingSlashes]))
    }

    static func make(
        _ facts: [UInt8], _ language: ReportLayout.Language = .en, isSigned: Bool = true
    ) throws -> [UInt8] {
        try ReportHTML.make(
            facts,
            ReportLayout(
                language: language, paper: .a4, zone: "Asia/Riyadh", frameworks: Framework.allCases,
                isSigned: isSigned, signer: isSigned ? "Jane Doe" : nil))
    }

    /// What Python's parser says of a page.
    static func read(_ page: [UInt8]) throws -> ReportPage {
        let output = try Shell.run(
            ["python3", folder.appendingPathComponent("page.py").path], input: Data(page),
            environment: ["PYTHONIOENCODING": "utf-8"])
        return try JSONDecoder().decode(ReportPage.self, from: output)
    }

    /// The facts in which every text that can come from outside ends with another one, names of columns too.
    static func spoiled(_ facts: [UInt8], by text: String) throws -> [UInt8] {
        let orders: Set = ["order", "first", "last", "before", "after", "chain", "linksTo"]
        // What a reader of facts needs as it is.
        let kept: Set = ["format", "verdict", "month", "kind"]
        func spoil(_ value: Any, named name: String) -> Any {
            switch value {
            case let members as [String: Any]:
                let pairs = members.map { key, value in
                    (orders.contains(name) && value is String ? key + text : key, spoil(value, named: key))
                }
                return Dictionary(uniqueKeysWithValues: pairs)
            case let values as [Any]: return values.map { spoil($0, named: "") }
            case let word as String: return kept.contains(name) ? word : word + text
            default: return value
            }
        }
        let changed = spoil(try JSONSerialization.jsonObject(with: Data(facts)), named: "")
        return [UInt8](
            try JSONSerialization.data(withJSONObject: changed, options: [.sortedKeys, .withoutEscapingSlashes]))
    }
}
