import AuditChain
import Foundation

/// A JSON Schema of ours (draft 2020-12), with the keywords that ours use: what a machine form must have.
///
/// There is no library for it that this project can build on; a keyword that is not known here is a trap, not a gap.
struct JSONSchema: Sendable {
    /// A place in a document that its schema does not allow.
    struct Fault: Error, Equatable {
        /// As a JSON Pointer (RFC 6901); the whole document is empty.
        var place: String
        /// What is amiss there.
        var trouble: String
    }

    private let root: JSONTree
    /// Other schemas that it may refer to, by their `$id`.
    private let others: [String: JSONTree]
    private let patterns: Patterns

    /// The machine form of a report.
    static let report = JSONSchema(
        PackageResources.report_1_schema_json, with: [PackageResources.verification_1_schema_json])

    /// - Parameters:
    ///   - bytes: the schema's file.
    ///   - others: those of the schemas that it refers to.
    init(_ bytes: [UInt8], with others: [[UInt8]] = []) {
        func read(_ bytes: [UInt8]) -> JSONTree {
            guard let tree = try? JSONDecoder().decode(JSONTree.self, from: Data(bytes)) else {
                preconditionFailure("a schema of ours is no JSON")
            }
            return tree
        }
        root = read(bytes)
        var known: [String: JSONTree] = [:]
        for other in others.map(read) {
            if case .string(let name)? = other["$id"] { known[name] = other }
        }
        self.others = known
        patterns = Patterns()
    }

    /// The first thing in a document that the schema does not allow; `nil`: there is none.
    func fault(in document: JSONTree) -> Fault? {
        do throws(Fault) {
            try check(document, against: root, within: root, at: "")
            return nil
        } catch { return error }
    }

    private func check(
        _ value: JSONTree, against schema: JSONTree, within root: JSONTree, at place: String
    ) throws(Fault) {
        guard case .object(let keywords) = schema else { preconditionFailure("a schema of ours is no object") }
        for (keyword, argument) in keywords.sorted(by: { $0.key < $1.key }) {
            switch keyword {
            case "$schema", "$id", "$defs", "title", "description", "format", "then", "else": break
            case "$ref":
                let (target, home) = resolve(argument, within: root)
                try check(value, against: target, within: home, at: place)
            case "allOf":
                for part in argument.elements { try check(value, against: part, within: root, at: place) }
            case "anyOf":
                guard argument.elements.contains(where: { allows(value, $0, within: root) }) else {
                    throw Fault(place: place, trouble: "it is none of what may stand there")
                }
            case "not":
                guard !allows(value, argument, within: root) else {
                    throw Fault(place: place, trouble: "it has what must not stand there")
                }
            case "if":
                let branch = keywords[allows(value, argument, within: root) ? "then" : "else"]
                if let branch { try check(value, against: branch, within: root, at: place) }
            case "type", "const", "enum": try checkKind(value, keyword, argument, at: place)
            case "pattern", "minLength": try checkText(value, keyword, argument, at: place)
            case "minimum":
                if case .number(let number) = value, case .number(let least) = argument, number < least {
                    throw Fault(place: place, trouble: "\(number) is less than \(least)")
                }
            case "required", "properties", "additionalProperties":
                try checkMembers(value, keyword, argument, keywords, within: root, at: place)
            case "items", "minItems", "maxItems", "contains":
                try checkElements(value, keyword, argument, within: root, at: place)
            default: preconditionFailure("schemas of ours use a keyword that is not known: \(keyword)")
            }
        }
    }

    private func allows(_ value: JSONTree, _ schema: JSONTree, within root: JSONTree) -> Bool {
        do throws(Fault) {
            try check(value, against: schema, within: root, at: "")
            return true
        } catch { return false }
    }

    private func resolve(_ reference: JSONTree, within root: JSONTree) -> (target: JSONTree, home: JSONTree) {
        guard case .string(let name) = reference else { preconditionFailure("$ref is no text") }
        if let other = others[name] { return (other, other) }
        let prefix = "#/$defs/"
        guard name.hasPrefix(prefix), let target = root["$defs"]?[String(name.dropFirst(prefix.count))] else {
            preconditionFailure("a schema of ours refers to \(name), which there is not")
        }
        return (target, root)
    }

    private func checkKind(
        _ value: JSONTree, _ keyword: String, _ argument: JSONTree, at place: String
    ) throws(Fault) {
        switch (keyword, argument) {
        case ("const", _):
            guard value == argument else { throw Fault(place: place, trouble: "it is not what must stand there") }
        case ("enum", _):
            guard argument.elements.contains(value) else {
                throw Fault(place: place, trouble: "it is none of what may stand there")
            }
        case (_, .string(let kind)):
            guard value.kind == kind else { throw Fault(place: place, trouble: "\(value.kind) instead of \(kind)") }
        default:
            guard argument.elements.contains(.string(value.kind)) else {
                throw Fault(place: place, trouble: "\(value.kind) may not stand there")
            }
        }
    }

    private func checkText(
        _ value: JSONTree, _ keyword: String, _ argument: JSONTree, at place: String
    ) throws(Fault) {
        guard case .string(let text) = value else { return }
        switch argument {
        case .number(let least):
            guard text.unicodeScalars.count >= least else { throw Fault(place: place, trouble: "it is too short") }
        case .string(let pattern):
            guard patterns.fits(text, pattern) else {
                throw Fault(place: place, trouble: "it does not have the form of what must stand there")
            }
        default: preconditionFailure("\(keyword) of a schema of ours makes no sense")
        }
    }

    private func checkMembers(
        _ value: JSONTree, _ keyword: String, _ argument: JSONTree, _ keywords: [String: JSONTree],
        within root: JSONTree, at place: String
    ) throws(Fault) {
        guard case .object(let members) = value else { return }
        switch (keyword, argument) {
        case ("required", .array(let names)):
            for case .string(let name) in names where members[name] == nil {
                throw Fault(place: place, trouble: "it has no '\(name)'")
            }
        case ("properties", .object(let known)):
            for (name, schema) in known.sorted(by: { $0.key < $1.key }) {
                guard let member = members[name] else { continue }
                try check(member, against: schema, within: root, at: place + Self.step(name))
            }
        default:
            for (name, member) in members.sorted(by: { $0.key < $1.key }) where keywords["properties"]?[name] == nil {
                try check(member, against: argument, within: root, at: place + Self.step(name))
            }
        }
    }

    /// A member's name as a step of a pointer (RFC 6901, section 3).
    private static func step(_ name: String) -> String {
        "/" + name.replacing(scalar: "~", with: "~0").replacing(scalar: "/", with: "~1")
    }

    private func checkElements(
        _ value: JSONTree, _ keyword: String, _ argument: JSONTree, within root: JSONTree, at place: String
    ) throws(Fault) {
        guard case .array(let elements) = value else { return }
        switch (keyword, argument) {
        case ("minItems", .number(let least)):
            guard elements.count >= least else { throw Fault(place: place, trouble: "it has too few elements") }
        case ("maxItems", .number(let most)):
            guard elements.count <= most else { throw Fault(place: place, trouble: "it has too many elements") }
        case ("contains", _):
            guard elements.contains(where: { allows($0, argument, within: root) }) else {
                throw Fault(place: place, trouble: "an element that must be there is not")
            }
        default:
            for (index, element) in elements.enumerated() {
                try check(element, against: argument, within: root, at: "\(place)/\(index)")
            }
        }
    }
}

/// Regular expressions, each compiled once.
private final class Patterns: @unchecked Sendable {
    private let lock = NSLock()
    private var compiled: [String: Regex<AnyRegexOutput>] = [:]

    /// Whether the whole text is what a pattern, which says so by `^` and `$`, describes.
    func fits(_ text: String, _ pattern: String) -> Bool {
        lock.lock()
        defer { lock.unlock() }
        if let known = compiled[pattern] { return text.wholeMatch(of: known) != nil }
        guard pattern.hasPrefix("^"), pattern.hasSuffix("$"), let regex = try? Regex(pattern) else {
            preconditionFailure("a pattern of a schema of ours is none: \(pattern)")
        }
        compiled[pattern] = regex
        return text.wholeMatch(of: regex) != nil
    }
}
