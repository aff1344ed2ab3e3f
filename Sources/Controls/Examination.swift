import AuditChain
import Formula
import Postgres
import Verification

/// Looks at a database, one check after the other, and keeps what they say.
struct Examination: ~Copyable {
    var session: Session
    /// The entries of `chains:` that are looked at.
    let designs: [ChainDesign]
    let sources: SourceCatalog
    /// What unbroken.yml says of roles and tables.
    let scope: Scope
    private(set) var judgements: [Judgement] = []

    init(_ session: consuming Session, _ designs: [ChainDesign], _ sources: SourceCatalog, _ scope: Scope) {
        self.session = session
        self.designs = designs
        self.sources = sources
        self.scope = scope
    }

    /// The audit tables, each once.
    var logs: [Relation] {
        var logs: [Relation] = []
        for design in designs {
            if let table = design.table, !logs.contains(where: { $0.oid == table.oid }) { logs.append(table) }
        }
        return logs
    }

    /// The triggers by which rows get into a log.
    var captures: [TableTrigger] { logs.flatMap { sources.captures(into: $0.schema, $0.name) } }

    /// The schemas that hold audit tables, audited ones and critical ones.
    var schemas: [String] {
        Array(Set(logs.map(\.schema) + scope.critical.map(\.schema) + captures.map(\.schema))).sorted()
    }

    mutating func judge(
        _ check: Check, _ subject: String, _ grade: Grade, _ finding: String, remedy: String? = nil
    ) {
        judgements.append(
            Judgement(
                check: check, subject: subject, grade: grade, finding: finding,
                remedy: grade == .pass ? nil : remedy))
    }

    /// What a question gives; where the role may not ask it, that is the judgement.
    mutating func answer(
        to sql: String, _ parameters: [String?] = [], for check: Check, of subject: String
    ) throws(Obstacle) -> [[String?]]? {
        var refusal: Obstacle?
        if let rows = try session.rows(of: sql, parameters, unless: &refusal) { return rows }
        let isForbidden = refusal?.sqlState == "42501"
        // Of row security, the server tells whose rows it hides; membership of a role does not help against it.
        let isHidden = isForbidden && refusal?.sentence.hasPrefix("row security") == true
        judge(
            check, subject, .unknown,
            isHidden
                ? "Row security hides rows that it has to see from the role that asks."
                : "The server refused to say: \(refusal?.sentence ?? "no reason given").",
            remedy: isHidden
                ? "Ask with a role that has BYPASSRLS and may SELECT from it."
                : isForbidden
                    ? "Ask with a role that may see it, such as a member of pg_monitor or of pg_read_all_data."
                    : "This is not foreseen; look at it by hand.")
        return nil
    }

    /// Whether a log holds rows, or its parts do; what only shows rows is not judged.
    mutating func holdsRows(_ log: Relation, for check: Check) -> Bool {
        if log.kind == .table || log.kind == .partitioned { return true }
        judge(
            check, log.sqlName, .unknown, "It is no table: what is behind it was not looked at.",
            remedy: "Name the table that holds the rows.")
        return false
    }

    /// A table, `$1`, with its partitions and children, as the query `tree (oid)`.
    static let treeSQL = """
        WITH RECURSIVE tree AS (
            SELECT $1::oid AS oid UNION SELECT inhrelid FROM pg_inherits JOIN tree ON inhparent = tree.oid
        )
        """

    /// Names as PostgreSQL reads an array of text.
    static func array(_ names: some Sequence<String>) -> String {
        "{"
            + names.map {
                "\"\($0.replacing(scalar: "\\", with: "\\\\").replacing(scalar: "\"", with: "\\\""))\""
            }.joined(separator: ",")
            + "}"
    }
}

extension String {
    /// A name as SQL spells it: in quotes unless it is plain. What somebody pastes must not be what somebody else planted.
    var sqlName: String { CodeWords.isPlainName(self) ? self : quoted }

    /// A name in SQL's quotes.
    var quoted: String { quoted(doubling: "\"") }
}

extension Sequence<String> {
    /// `a`, `a and b`, `a, b and c`.
    var listed: String {
        let items = Array(self)
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " and " + last
    }
}
