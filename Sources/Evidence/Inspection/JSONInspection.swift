import AuditChain
public import Controls
import Verification

/// An inspection in its machine form, `unbroken-inspection/1` (`Schemas/inspection-1.schema.json`).
public struct JSONInspection {
    private let inspection: Inspection
    private let changes: InspectionChanges?

    /// The machine form of an inspection; with what changed since an earlier one.
    public init(_ inspection: Inspection, since changes: InspectionChanges? = nil) {
        self.inspection = inspection
        self.changes = changes
    }

    /// Hands out the document piece by piece, in UTF-8 and with a line break at its end.
    public func write<Failure: Error>(to sink: @escaping (String) throws(Failure) -> Void) throws(Failure) {
        var writer = JSONWriter(sink)
        try writer.write(document: document)
    }

    private var document: JSONValue {
        var members: [(String, JSONValue)] = [
            ("format", .string(InspectionFile.format)),
            ("worst", .string(inspection.worst.rawValue)),
            ("counts", .object(Grade.allCases.map { ($0.rawValue, .number(inspection.count(of: $0))) })),
            ("tool", inspection.tool.json),
            ("database", inspection.database.json),
            ("configuration", .object([("sha256", .string(inspection.configurationSHA256))])),
            ("startedAt", .string(inspection.startedAt)),
            ("finishedAt", .string(inspection.finishedAt)),
            ("judgements", .array(inspection.judgements.map(\.json))),
            (
                "sealing",
                .array(
                    inspection.sealing.map {
                        .object([("table", .string($0.table)), ("functions", .array($0.parts.map(\.json)))])
                    })
            ),
        ]
        if let changes {
            members.append(
                (
                    "changes",
                    .object([
                        ("since", .string(changes.earlier)),
                        ("differences", .array(changes.lines.map(JSONValue.string))),
                    ])
                ))
        }
        members.append(("clauses", .array(usedClauses.map(\.json))))
        return .object(members)
    }

    /// Those that the judgements name, each once.
    private var usedClauses: [Clause] {
        let used = Set(inspection.judgements.flatMap(\.check.clauses))
        return Clause.allCases.filter(used.contains)
    }
}

extension Judgement {
    var json: JSONValue {
        .object([
            ("check", .string(check.rawValue)), ("subject", .string(subject)), ("grade", .string(grade.rawValue)),
            ("finding", .string(finding)), ("reason", .string(check.reason)), ("remedy", .optional(remedy)),
            ("clauses", .array(check.clauses.map { .string($0.rawValue) })),
        ])
    }
}

extension Clause {
    fileprivate var json: JSONValue { .object(members) }

    var members: [(String, JSONValue)] {
        [
            ("clause", .string(rawValue)), ("asks", .string(asks)), ("note", .optional(note)),
            ("source", .string(source)),
        ]
    }
}
