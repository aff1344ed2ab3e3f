import AuditChain
public import Controls
public import Verification

/// A verification in its machine form, `unbroken-verification/1` (`Schemas/verification-1.schema.json`).
public struct JSONReport {
    private let report: Report
    private let controls: [Judgement]?

    /// The machine form of a report; with the controls, if they were looked at.
    public init(_ report: Report, controls: [Judgement]? = nil) {
        self.report = report
        self.controls = controls
    }

    /// Hands out the document piece by piece, in UTF-8 and with a line break at its end.
    public func write<Failure: Error>(to sink: @escaping (String) throws(Failure) -> Void) throws(Failure) {
        var writer = JSONWriter(sink)
        try writer.write(document: document)
    }

    var document: JSONValue {
        var members: [(String, JSONValue)] = [
            ("format", .string("unbroken-verification/1")),
            ("verdict", .string(report.verdict.rawValue)),
            ("reasons", .array(report.reasons.map(JSONValue.string))),
            ("tool", report.tool.json),
            ("database", report.database.map(\.json) ?? .null),
            ("configuration", .object([("sha256", .string(report.configurationSHA256))])),
            ("startedAt", .string(report.startedAt)),
            ("finishedAt", .string(report.finishedAt)),
            ("complete", .bool(report.isComplete)),
        ]
        if let stream = report.stream {
            members.append(("stream", .object([("path", .string(stream.path)), ("bytes", .number(stream.bytes))])))
        }
        if let stopped = report.stopped { members.append(("stopped", Self.stopped(stopped))) }
        members.append(("chains", .array(report.chains.map { JSONChain($0).value })))
        members.append(("findings", .array(report.findings.map(\.json))))
        if let controls { members.append(("controls", .array(controls.map(\.json)))) }
        return .object(members)
    }

    private static func stopped(_ obstacle: Obstacle) -> JSONValue {
        .object([
            ("kind", .string(obstacle.kind.jsonName)),
            ("message", .string(obstacle.sentence)),
            ("hint", .optional(obstacle.hint)),
            ("sqlState", .optional(obstacle.sqlState)),
        ])
    }
}

extension Obstacle.Kind {
    var jsonName: String {
        switch self {
        case .interrupted: "interrupted"
        case .unreachable: "unreachable"
        case .permission: "permission"
        case .damagedStream: "damaged-stream"
        case .damagedFile: "damaged-file"
        case .fileTrouble: "file-trouble"
        case .configuration: "configuration"
        case .usage: "usage"
        case .internalError: "internal-error"
        }
    }
}

extension Finding {
    var json: JSONValue { .object([("kind", .string(kind.rawValue)), ("message", .string(message))]) }
}

extension Report.Tool {
    var json: JSONValue {
        .object([("version", .string(version)), ("openssl", .string(openssl)), ("libpq", .string(libpq))])
    }
}

extension Report.Database {
    var json: JSONValue {
        .object([
            ("host", .string(host)), ("name", .string(name)), ("user", .string(user)),
            ("systemIdentifier", .optional(systemIdentifier)), ("timeline", .optional(timeline)),
            ("lsn", .optional(lsn)), ("standby", .bool(isStandby)), ("serverVersion", .string(serverVersion)),
            ("tls", .string(tls)),
        ])
    }
}
