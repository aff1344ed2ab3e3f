import AuditChain
import Formula
import Rows

extension ChainEntry {
    private static let keys = [
        "name", "table", "rows", "order", "time", "previous", "hash", "per", "where", "genesis", "formula", "settings",
        "secrets", "render", "columns", "allow_empty", "allow_view",
    ]

    /// An entry of `chains:`.
    init(_ value: YAMLValue) throws(Obstacle) {
        let fields = try value.fields(Self.keys, expecting: "a chain: name, table, order, hash, formula, …")
        name = try fields.required("name", hint: "call the chain something, such as audit_log")
            .label(expecting: "a name")
        rows = try Self.rows(fields)
        order = try fields.required("order", hint: "name the columns that place a row, such as [id]").columns()
        time = try fields["time"]?.label(expecting: "a column name")
        previous = try fields["previous"]?.label(expecting: "a column name")
        hash = try fields.required("hash", hint: "name the column that holds the hash")
            .label(expecting: "a column name")
        if let previous, previous.value == hash.value {
            throw Obstacle(
                .configuration, "\(previous.position): 'previous' and 'hash' name the same column",
                hint: "leave 'previous' out where the table stores no link")
        }
        per = try fields["per"]?.columns() ?? []
        filter = try fields["where"]?.sql()
        genesis = try Self.genesis(fields)
        formula = try fields.required("formula", hint: "state the SQL expression that the trigger computes").sql()
        settings = try SettingsRange.ranges(fields["settings"], order: order.map(\.value), entry: value)
        secrets = try SecretSource.secrets(fields["secrets"])
        serverRenders = try Self.serverRenders(fields)
        columns = try Self.columns(fields["columns"])
        columnsPosition = fields["columns"]?.position
        allowEmpty = try fields["allow_empty"]?.flag() ?? false
        allowView = try fields["allow_view"]?.flag() ?? false
    }

    private static func rows(_ fields: YAMLFields) throws(Obstacle) -> Rows {
        switch (fields["table"], fields["rows"]) {
        case (let table?, nil):
            return .table(try table.label(expecting: "a table"))
        case (nil, let query?):
            return .query(try query.sql())
        case (nil, nil):
            throw fields.owner.obstacle(
                "\(fields.owner.name) lacks 'table'", hint: "name a table, or give a query as 'rows'")
        case (_?, let query?):
            throw query.obstacle("both 'table' and 'rows' are given", hint: "keep the one that rows are read from")
        }
    }

    private static func columns(_ value: YAMLValue?) throws(Obstacle) -> [Column] {
        guard let value else { return [] }
        var columns: [Column] = []
        for (name, type) in try value.pairs(expecting: "column names with their types, in the table's order") {
            let text = try type.text(expecting: "a type, such as bigint").value
            guard let type = TypeNameParser.parse(text) else {
                throw Obstacle(
                    .configuration, "\(type.position): \(YAMLValue.quoted(text)) is no type that is known here",
                    hint: Nearest.question(Nearest.names(to: text, among: TypeNameParser.known))
                        ?? "spell it as in SQL: \(TypeNameParser.known.joined(separator: ", ")); an enumeration is text"
                )
            }
            columns.append(Column(name: name.value, type: type))
        }
        return columns
    }

    /// SQL's NULL, whether or not YAML takes it for a null of its own, is the same as no genesis.
    private static func genesis(_ fields: YAMLFields) throws(Obstacle) -> SourceText? {
        guard let value = fields["genesis"] else { return nil }
        if value.isNull, value.isSpelledNull { return nil }
        let text = try value.sql()
        let bare = text.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return bare.uppercased() == "NULL" ? nil : text
    }

    private static func serverRenders(_ fields: YAMLFields) throws(Obstacle) -> Bool {
        guard let value = fields["render"] else { return false }
        let text = try value.text(expecting: "client or server").value
        switch text {
        case "client": return false
        case "server": return true
        default:
            throw value.obstacle(
                "'render': expected client or server, got \(YAMLValue.quoted(text))",
                hint: Nearest.hint(for: text, among: ["client", "server"], called: "known values"))
        }
    }
}

extension SecretSource {
    /// The entries of `secrets:`. No sentence repeats a value: it may be the secret itself.
    static func secrets(_ value: YAMLValue?) throws(Obstacle) -> [String: Located<SecretSource>] {
        guard let value else { return [:] }
        var secrets: [String: Located<SecretSource>] = [:]
        for (name, source) in try value.pairs(expecting: "names with their sources") {
            let text = try source.text(expecting: "env:NAME or file:PATH")
            if text.value.hasPrefix("env:"), isVariable(text.value.dropFirst(4)) {
                secrets[name.value] = Located(.environment(String(text.value.dropFirst(4))), at: text.position)
            } else if text.value.hasPrefix("file:"), text.value.count > 5 {
                secrets[name.value] = Located(.file(String(text.value.dropFirst(5))), at: text.position)
            } else {
                throw source.obstacle(
                    "the source of the secret \(YAMLValue.quoted(name.value)) is neither env:NAME nor file:PATH",
                    hint: "keep the secret itself out of this file; write \"env:AUDIT_KEY\" or \"file:/path/to/key\"")
            }
        }
        return secrets
    }

    private static func isVariable(_ name: some StringProtocol) -> Bool {
        !name.isEmpty && !name.contains { $0 == "=" || $0.isWhitespace }
    }
}
