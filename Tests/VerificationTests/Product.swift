import Foundation
import Support
import Testing

/// The built command, asked for its machine form.
enum Product {
    static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("unbroken").path

    static let python = ProcessInfo.processInfo.environment["UNBROKEN_TEST_PYTHON"] ?? "python3"
    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardizedFileURL.path

    /// What the command said.
    struct Answer {
        var status: Int32
        var text: String
        var errors: String
        /// The document, where the machine form was asked for.
        var document: Document?
        var first: Document.Chain? { document?.chains.first }
        /// The breaks of all chains, one a line: kind first-last rows, alternatives.
        var breaks: [String] { (document?.chains ?? []).flatMap { $0.breaks.map(\.line) } }
        var findings: [String] { (document?.chains ?? []).flatMap { $0.findings.map(\.kind) } }
    }

    /// The machine form, as far as these tests read it.
    struct Document: Decodable {
        var verdict: String
        var reasons: [String]
        var complete: Bool
        var chains: [Chain]

        struct Chain: Decodable {
            var name: String
            var table: String
            var chainCount: Int
            var rows: Int
            var verified: Int
            var unsealed: Int
            var excluded: Int
            var render: String
            var complete: Bool
            var breakCount: Int
            var breaks: [Break]
            var findings: [Finding]
            var months: [Month]?
            var last: Row?
            var retention: Retention?
        }

        struct Retention: Decodable {
            struct Gap: Decodable, Equatable {
                var first: String
                var last: String
                var days: Int
            }
            var today: String
            var since: String
            var covered: Bool
            var coveredFrom: String?
            var firstDay: String?
            var lastDay: String?
            var daysWithRows: Int
            var daysTold: Bool
            var longestPause: Gap?
            var gapCount: Int
            var gaps: [Gap]
        }

        struct Month: Decodable {
            var month: String?
            var reason: String?
            var rows: Int
            var verified: Int
            var first: Row?
            var last: Row?
        }

        struct Row: Decodable {
            var order: [String: String?]
            var time: String?
            var hash: String?
        }

        struct Finding: Decodable {
            var kind: String
            var message: String
        }

        struct Break: Decodable {
            var kind: String
            var chain: [String: String?]
            var first: [String: String?]
            var last: [String: String?]
            var rows: Int?
            var expectedHash: String?
            var foundHash: String?
            var explanation: String
            var alternatives: [String]
            var evidence: Evidence

            struct Evidence: Decodable {
                var formulaTrial: FormulaTrial?
            }

            struct FormulaTrial: Decodable {
                var rows: Int
                var causes: [Cause]
                var suspects: [String]
            }

            struct Cause: Decodable {
                var kind: String
                var message: String
            }

            var line: String {
                func spelled(_ order: [String: String?]) -> String {
                    order.sorted { $0.key < $1.key }.map { ($0.value ?? "NULL") }.joined(separator: "/")
                }
                let count = rows.map { String($0) } ?? "?"
                let others = alternatives.isEmpty ? "" : " or \(alternatives.sorted().joined(separator: ", "))"
                let place = chain.isEmpty ? "" : "\(spelled(chain)): "
                return "\(place)\(kind) \(spelled(first))-\(spelled(last)) \(count)\(others)"
            }
        }
    }

    /// Writes a configuration to a folder that is removed with the scope.
    static func withConfiguration<Value>(
        _ configuration: String, _ body: (_ path: String, _ folder: String) throws -> Value
    ) throws -> Value {
        let folder = NSTemporaryDirectory() + "/verification-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/unbroken.yml"
        try configuration.write(toFile: path, atomically: true, encoding: .utf8)
        return try body(path, folder)
    }

    static func verify(
        _ configuration: String, database: String, user: String = "postgres", format: String = "json",
        environment: [String: String] = [:], arguments: [String] = []
    ) throws -> Answer {
        try verify(
            configuration, conninfo: PrivateServer.shared.conninfo(database, user: user), format: format,
            environment: environment, arguments: arguments)
    }

    /// Arguments that say themselves how it is read, or write a file.
    private static let ofOneRun: Set<String> = ["--jobs", "--stream", "--throttle", "--output", "--quiet"]

    /// Whatever is verified is verified again by three connections in small parts: the chains must come out alike, byte
    /// for byte.
    private static func compareInParts(
        _ whole: Shell.Result, path: String, conninfo: String, _ environment: [String: String], _ arguments: [String]
    ) throws {
        // At most some hundred parts: each is a query of its own.
        let rows = (try? JSONDecoder().decode(Document.self, from: whole.output))?.chains.map(\.rows).max() ?? 0
        let partRows = String(max(5, rows / 300))
        let parts = try Shell.outcome(
            of: [
                self.path, "verify", "--config", path, "--format", "json", "--database", conninfo, "--jobs", "3",
                "--part-rows", partRows,
            ] + arguments, environment: environment)
        #expect(parts.status == whole.status, "in parts: \(parts.errorText)")
        let alike = chains(in: parts.output) == chains(in: whole.output)
        #expect(alike, "in parts: \(chains(in: parts.output))\nwhole: \(chains(in: whole.output))")
    }

    /// The text of the member `chains`.
    static func chains(in document: Data) -> String {
        let text = String(decoding: document, as: UTF8.self)
        guard let start = text.range(of: "\n  \"chains\": ["), let end = text.range(of: "\n  \"findings\": [") else {
            return ""
        }
        return String(text[start.lowerBound..<end.lowerBound])
    }

    static func verify(
        _ configuration: String, conninfo: String, format: String = "json", environment: [String: String] = [:],
        arguments: [String] = []
    ) throws -> Answer {
        try withConfiguration(configuration) { path, _ in
            let isOne = !arguments.contains("--jobs") && !arguments.contains("--stream")
            let result = try Shell.outcome(
                of: [self.path, "verify", "--config", path, "--format", format, "--database", conninfo]
                    + (isOne ? ["--jobs", "1"] : []) + arguments,
                environment: environment)
            if format == "json", !arguments.contains(where: { Self.ofOneRun.contains($0) }) {
                try compareInParts(result, path: path, conninfo: conninfo, environment, arguments)
            }
            let document =
                format == "json" && !result.output.isEmpty
                ? try JSONDecoder().decode(Document.self, from: result.output) : nil
            return Answer(status: result.status, text: result.text, errors: result.errorText, document: document)
        }
    }
}
