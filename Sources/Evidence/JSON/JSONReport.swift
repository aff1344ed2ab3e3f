import AuditChain
public import Verification

/// A verification in its machine form, `unbroken-verification/1` (`Schemas/verification-1.schema.json`).
public struct JSONReport {
    private let report: Report

    /// The machine form of a report.
    public init(_ report: Report) { self.report = report }

    /// Hands out the document piece by piece, in UTF-8 and with a line break at its end.
    public func write<Failure: Error>(to sink: @escaping (String) throws(Failure) -> Void) throws(Failure) {
        var writer = JSONWriter(sink)
        try writer.write(document: document)
    }

    private var document: JSONValue {
        var members: [(String, JSONValue)] = [
            ("format", .string("unbroken-verification/1")),
            ("verdict", .string(report.verdict.rawValue)),
            ("reasons", .array(report.reasons.map(JSONValue.string))),
            ("tool", tool),
            ("database", report.database.map(Self.database) ?? .null),
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
        return .object(members)
    }

    private var tool: JSONValue {
        .object([
            ("version", .string(report.tool.version)), ("openssl", .string(report.tool.openssl)),
            ("libpq", .string(report.tool.libpq)),
        ])
    }

    private static func database(_ database: Report.Database) -> JSONValue {
        .object([
            ("host", .string(database.host)),
            ("name", .string(database.name)),
            ("user", .string(database.user)),
            ("systemIdentifier", .optional(database.systemIdentifier)),
            ("timeline", .optional(database.timeline)),
            ("lsn", .optional(database.lsn)),
            ("standby", .bool(database.isStandby)),
            ("serverVersion", .string(database.serverVersion)),
            ("tls", .string(database.tls)),
        ])
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
