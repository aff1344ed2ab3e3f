import AuditChain
import Configuration
import Formula
import Postgres
import Rows

/// A request held against the table: what is read besides for it.
struct ExportPlan {
    /// The columns to show.
    let columns: [Column]
    /// What of them is hidden, by their names.
    let masks: [String: ColumnMask]
    /// The column of the hash.
    let hash: Column
    /// That of the link; `nil`: the table stores none.
    let link: Column?
    /// Whether values of the `per` columns are equal for the server exactly where they are for a verification.
    let hasPlainChains: Bool
    /// SQL that is true of rows that are shown; `nil`: of all.
    private(set) var filter: String?
    /// SQL that is true of rows within the times asked for; `nil`: none were.
    private(set) var isWithinTimes: String?
    /// The moments of that, as PostgreSQL read them.
    private(set) var moments: [String] = []
    /// Schemas that the server must search for them.
    private(set) var schemas: Set<String> = []

    /// - Throws: `.usage` for a column or a time that there is not, or a condition that can't be one.
    init(
        _ request: ExportRequest, _ entry: ChainEntry, _ preparation: EntryPreparation, _ catalog: SessionCatalog
    ) throws(Obstacle) {
        let all = preparation.columns
        let chosen =
            try request.columns.map { names throws(Obstacle) in
                try names.map { name throws(Obstacle) in
                    if let column = all.first(where: { $0.name == name }) { return column }
                    throw Obstacle(
                        .usage, "\(preparation.table) has no column \(name)",
                        hint: Nearest.hint(for: name, among: all.map(\.name), called: "its columns are"))
                }
            } ?? all
        let seals = entry.per.map(\.value) + [entry.previous?.value, entry.hash.value].compactMap(\.self)
        let columns =
            request.showsSeals ? chosen + all.filter { seals.contains($0.name) && !chosen.contains($0) } : chosen
        self.columns = columns
        masks = try Self.masks(request.masks, of: columns, not: seals, preparation.table)
        link = entry.previous.flatMap { name in all.first { $0.name == name.value } }
        hasPlainChains = entry.per.allSatisfy { name in
            all.contains { $0.name == name.value && $0.type.oid < 16_384 }
        }
        try Self.checkShown(columns, preparation)
        guard let hash = all.first(where: { $0.name == entry.hash.value }) else {
            throw Obstacle(.internalError, "the hash of \(entry.name.value) is no column")
        }
        self.hash = hash
        if let source = request.filter {
            let condition = try Self.ofCommandLine { () throws(Obstacle) in
                try catalog.ask { session throws(Obstacle) in
                    try RowCondition(source, columns: all, refusesVolatile: true, in: &session)
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
            (isWithinTimes, moments) = try Self.condition(from, to, entry, all, catalog)
        }
        if preparation.rendersBySettings, let asked = self.whatSettingsWouldChange {
            throw Obstacle(
                .usage,
                "a part of the formula of \(entry.name.value) is rendered by the server under settings:, and \(asked) would be too",
                hint: "name the rows by --around or --break, and by --columns only such as need no server to print")
        }
    }

    private static func masks(
        _ masked: [MaskedValue], of columns: [Column], not seals: [String], _ table: String
    ) throws(Obstacle) -> [String: ColumnMask] {
        for mask in masked {
            guard let column = columns.first(where: { $0.name == mask.column }) else {
                throw Obstacle(
                    .usage, "--mask names \(mask.column), which is no column that is shown of \(table)",
                    hint: Nearest.hint(for: mask.column, among: columns.map(\.name), called: "shown are"))
            }
            guard !seals.contains(column.name) else {
                throw Obstacle(
                    .usage, "--mask names \(column.name), by which the rows prove that none is missing",
                    hint: "a digest shows nothing of the row; leave out columns that may not be seen with --columns")
            }
            guard mask.keys.isEmpty || ["json", "jsonb"].contains(column.type.name) else {
                throw Obstacle(
                    .usage, "--mask names a value within \(column.name), which is \(column.type.name), not JSON",
                    hint: "mask the whole of it: --mask \(MaskedValue(column: column.name, keys: []).text)")
            }
        }
        return Dictionary(grouping: masked, by: \.column).reduce(into: [:]) { masks, group in
            masks[group.key] = ColumnMask(group.key, group.value.map(\.keys))
        }
    }

    private var whatSettingsWouldChange: String? {
        if filter != nil { return "--where" }
        return columns.first { !ExportedColumn.isPrintedHere($0.type) }.map { "the text of \($0.name)" }
    }

    /// What is shown must be readable, and have a name of its own.
    private static func checkShown(_ columns: [Column], _ preparation: EntryPreparation) throws(Obstacle) {
        var known: Set<String> = []
        for column in columns where !known.insert(column.name).inserted {
            throw Obstacle(.usage, "--columns names \(column.name) twice")
        }
        guard let hidden = columns.first(where: { preparation.unreadableColumns.contains($0.name) }) else { return }
        throw Obstacle(
            .permission, "the role may not read the column \(hidden.name) of \(preparation.table)",
            hint: "GRANT SELECT on it, or name by --columns those that are to be shown")
    }

    /// Both bounds are moments, whatever the column's type: read once, in UTC.
    private static func condition(
        _ from: String?, _ to: String?, _ entry: ChainEntry, _ all: [Column], _ catalog: SessionCatalog
    ) throws(Obstacle) -> (sql: String, moments: [String]) {
        guard let time = entry.time?.value, let column = all.first(where: { $0.name == time }) else {
            throw Obstacle(
                .usage, "\(entry.name.value) has no time: in unbroken.yml, by which rows could be told",
                hint: "name the rows by their order: --around, or say which column is their time")
        }
        let name = time.sqlIdentifier
        let moment: String
        switch column.type.name {
        case "timestamptz": moment = name
        case "timestamp", "date": moment = "(\(name)::pg_catalog.timestamp AT TIME ZONE 'UTC')"
        default:
            throw Obstacle(
                .usage, "the time of \(entry.name.value) is \(column.type.name), which is no moment",
                hint: "name the rows by their order: --around, or by --where")
        }
        var (parts, moments) = ([String](), [String]())
        for (option, sign, text) in [("--from-time", ">=", from), ("--to-time", "<", to)] {
            guard let text else { continue }
            let read = try catalog.ask { session throws(Obstacle) in try session.moment(text) }
            guard let read else {
                throw Obstacle(
                    .usage, "\(option) \(text) is no moment that PostgreSQL knows",
                    hint: "write it as 2026-01-31 or '2026-01-31 12:00:00+01'; without a zone it is one in UTC")
            }
            moments.append(read)
            parts.append("\(moment) \(sign) \(read.sqlLiteral)::pg_catalog.timestamptz")
        }
        if moments.count == 2,
            try catalog.ask({ session throws(Obstacle) in
                try session.rows(of: "SELECT $1::pg_catalog.timestamptz < $2::pg_catalog.timestamptz", moments)
            }).first?.first != "t"
        {
            throw Obstacle(
                .usage, "--from-time \(moments[0]) is not before --to-time \(moments[1])",
                hint: "the first row is not before the one, the last is before the other")
        }
        return (parts.joined(separator: " AND "), moments)
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
        throw Obstacle(
            .usage, "\(what) is refused: \(refused.sentence)", hint: refused.hint, sqlState: refused.sqlState)
    }
}
