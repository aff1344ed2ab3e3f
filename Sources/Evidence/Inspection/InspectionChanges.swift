import AuditChain
public import Controls
import Verification

/// What changed between two inspections.
public struct InspectionChanges: Sendable {
    /// When the earlier one began.
    public let earlier: String
    /// A sentence each, without a full stop.
    public let lines: [String]

    /// Whether nothing did.
    public var isEmpty: Bool { lines.isEmpty }

    /// Compares grades, what was found where something is amiss, and the functions that seal rows.
    ///
    /// What a check found where all is well is not compared: it holds times and counts that change with each look.
    public init(from earlier: InspectionFile, to now: Inspection) {
        self.earlier = earlier.startedAt
        var lines: [String] = []
        let database = now.database
        if let before = earlier.database.systemIdentifier, let system = database.systemIdentifier, before != system {
            lines.append("the server is another one: its system identifier was \(before) and is \(system)")
        }
        if earlier.database.name != database.name {
            lines.append("the database was \(earlier.database.name) and is \(database.name)")
        }
        lines += Self.judged(earlier.judgements, now.judgements)
        lines += Self.sealed(earlier.sealing, now.sealing)
        self.lines = lines
    }

    private struct Place: Hashable {
        var check: String
        var subject: String
    }

    private static func judged(_ before: [InspectionFile.Judged], _ now: [Judgement]) -> [String] {
        let now = now.map {
            InspectionFile.Judged(
                check: $0.check.rawValue, subject: $0.subject, grade: $0.grade.rawValue, finding: $0.finding)
        }
        let old = Dictionary(grouping: before) { Place(check: $0.check, subject: $0.subject) }
        let new = Dictionary(grouping: now) { Place(check: $0.check, subject: $0.subject) }
        var lines: [String] = []
        for place in Set(old.keys).union(new.keys).sorted(by: { ($0.check, $0.subject) < ($1.check, $1.subject) }) {
            let title = "\(place.check) of \(place.subject)"
            switch (old[place], new[place]) {
            case (let was?, nil): lines.append("\(title) is not judged any more; it was \(worst(was))")
            case (nil, let found?): lines.append("\(title) is new: \(worst(found)): \(findings(found))")
            case (let was?, let found?) where worst(was) != worst(found):
                lines.append("\(title) was \(worst(was)) and is \(worst(found)): \(findings(found))")
            case (let was?, let found?) where worst(found) != "pass":
                let fresh = Set(found).subtracting(was)
                let gone = Set(was).subtracting(found)
                for item in fresh.sorted(by: { $0.finding < $1.finding }) {
                    lines.append("\(title), now: \(item.finding)")
                }
                for item in gone.sorted(by: { $0.finding < $1.finding }) {
                    lines.append("\(title), no more: \(item.finding)")
                }
            default: break
            }
        }
        return lines.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
    }

    private static func worst(_ judged: [InspectionFile.Judged]) -> String {
        ["fail", "warn", "unknown"].first { grade in judged.contains { $0.grade == grade } } ?? "pass"
    }

    private static func findings(_ judged: [InspectionFile.Judged]) -> String {
        let worst = worst(judged)
        return judged.filter { $0.grade == worst }.map(\.finding).joined(separator: " ")
    }

    private static func sealed(
        _ before: [InspectionFile.Sealed], _ now: [(table: String, parts: [SealingPart])]
    ) -> [String] {
        var lines: [String] = []
        for was in before where !now.contains(where: { $0.table == was.table }) {
            lines.append("what seals rows of \(was.table) was not looked at this time")
        }
        for (table, parts) in now {
            guard let was = before.first(where: { $0.table == table }) else {
                lines.append("what seals rows of \(table) had not been looked at before")
                continue
            }
            let old = Dictionary(was.functions.map { ($0.function, $0.sha256) }) { first, _ in first }
            for part in parts {
                switch old[part.function] {
                case nil: lines.append("\(part.function), which seals rows of \(table), is new")
                case part.sha256?: break
                case _?: lines.append("\(part.function), which seals rows of \(table), has another definition")
                }
            }
            for name in old.keys.sorted() where !parts.contains(where: { $0.function == name }) {
                lines.append("\(name) does not seal rows of \(table) any more")
            }
        }
        return lines
    }
}
