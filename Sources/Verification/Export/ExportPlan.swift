import AuditChain
import Configuration
import Formula
import Postgres
import Rows

/// A request held against the table: what is read besides for it.
struct ExportPlan {
    /// The columns to show.
    let columns: [Column]
    /// The column of the hash.
    let hash: Column
    /// SQL that is true of rows that are shown; `nil`: of all.
    private(set) var filter: String?
    /// SQL that is true of rows within the times asked for; `nil`: none were.
    private(set) var isWithinTimes: String?
    /// Schemas that the server must search for them.
    private(set) var schemas: Set<String> = []

    /// - Throws: `.usage` for a column or a time that there is not, or a condition that can't be one.
    init(
        _ request: ExportRequest, _ entry: ChainEntry, _ preparation: EntryPreparation, _ catalog: SessionCatalog
    ) throws(Obstacle) {
        let all = preparation.columns
        columns =
            try request.columns.map { names throws(Obstacle) in
                try names.map { name throws(Obstacle) in
                    if let column = all.first(where: { $0.name == name }) { return column }
                    throw Obstacle(
                        .usage, "\(preparation.table) has no column \(name)",
                        hint: Nearest.hint(for: name, among: all.map(\.name), called: "its columns are"))
                }
            } ?? all
        guard let hash = all.first(where: { $0.name == entry.hash.value }) else {
            throw Obstacle(.internalError, "the hash of \(entry.name.value) is no column")
        }
        self.hash = hash
        if let source = request.filter {
            let condition = try Self.ofCommandLine { () throws(Obstacle) in
                try catalog.ask { session throws(Obstacle) in
                    try RowCondition(source, columns: all, in: &session)
                }
            }
            filter = condition.sql
            schemas = condition.schemas.union(condition.overloadingSchemas)
            let types = all.filter { condition.names.contains($0.name) }.map(\.type.oid)
            schemas.formUnion(
                try catalog.ask { session throws(Obstacle) in try session.schemas(ofTypes: types) })
            try refuse(condition.sql, "--where", preparation, catalog)
        }
        if case .times(let from, let to) = request.range {
            guard let time = entry.time?.value, let column = all.first(where: { $0.name == time }) else {
                throw Obstacle(
                    .usage, "\(entry.name.value) has no time: in unbroken.yml, by which rows could be told",
                    hint: "name the rows by their order: --around, or say which column is their time")
            }
            let type = try catalog.ask { session throws(Obstacle) in
                try session.rows(of: "SELECT format_type($1::oid, NULL)", [String(column.type.oid)]).first?.first ?? nil
            }
            func bound(_ sign: String, _ text: String?) -> [String] {
                text.map { ["\(time.sqlIdentifier) \(sign) \($0.sqlLiteral)::\(type ?? "text")"] } ?? []
            }
            let sql = (bound(">=", from) + bound("<", to)).joined(separator: " AND ")
            let told = [from.map { "--from-time \($0)" }, to.map { "--to-time \($0)" }].compactMap(\.self)
            try refuse(sql, told.joined(separator: ", or "), preparation, catalog)
            isWithinTimes = sql
        }
    }

    /// What does not fit was written on the command line, not in unbroken.yml.
    private static func ofCommandLine<Value>(_ body: () throws(Obstacle) -> Value) throws(Obstacle) -> Value {
        do throws(Obstacle) { return try body() } catch {
            guard error.kind == .configuration else { throw error }
            throw Obstacle(.usage, error.sentence, hint: error.hint, sqlState: error.sqlState)
        }
    }

    /// What the server refuses is told before hours of reading.
    private func refuse(
        _ sql: String, _ what: String, _ preparation: EntryPreparation, _ catalog: SessionCatalog
    ) throws(Obstacle) {
        let refused = try catalog.ask { [schemas] session throws(Obstacle) in
            try session.search(schemas)
            return try session.refusal(of: sql, over: preparation.from, isCondition: true)
        }
        guard let refused, refused.kind == .configuration else { return }
        // What is no time (class 22, data exceptions).
        if refused.sqlState == "22007" || refused.sqlState == "22008" {
            throw Obstacle(
                .usage, "\(what) is no moment that PostgreSQL knows",
                hint: "write it as 2026-01-31 or '2026-01-31 12:00:00+01'")
        }
        throw Obstacle(
            .usage, "\(what) is refused: \(refused.sentence)", hint: refused.hint, sqlState: refused.sqlState)
    }
}
