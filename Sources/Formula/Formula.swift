public import AuditChain

/// An SQL expression over a row: what `formula:` or `genesis:` says, read by PostgreSQL's own grammar.
public struct Formula: Sendable {
    /// Where it was read from.
    public let source: SourceText
    let root: Expression
    /// What it is called in sentences, such as `the formula`.
    let title: String

    /// Reads an expression.
    ///
    /// - Parameter title: what sentences call it.
    /// - Throws: an obstacle of the configuration, with its place, for anything but one scalar expression.
    public init(parsing source: SourceText, title: String = "the formula") throws(Obstacle) {
        self.source = source
        self.title = title
        root = try Statement.expression(source, called: title)
        try Refusals.check(root.node, source, title)
    }

    /// The bare names that it uses, of columns, of secrets, and `previous`, in the order in which they first stand.
    public var names: [String] { root.node.columnNames }
}

/// Forms of SQL that a formula may not have.
enum Refusals {
    static let aggregates: Set<String> = [
        "array_agg", "avg", "bit_and", "bit_or", "bool_and", "bool_or", "count", "every", "json_agg", "jsonb_agg",
        "json_object_agg", "jsonb_object_agg", "max", "min", "range_agg", "string_agg", "sum", "xmlagg",
    ]

    /// Functions whose value does not follow from their arguments.
    static let unsteady: Set<String> = [
        "now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday", "random",
        "random_normal",
        "gen_random_uuid", "gen_random_bytes", "uuid_generate_v1", "uuid_generate_v4", "uuidv4", "uuidv7", "nextval",
        "currval", "lastval", "setval", "txid_current", "pg_current_xact_id", "pg_backend_pid", "inet_client_addr",
        "inet_server_addr", "current_setting", "set_config", "version", "pg_sleep",
        // They read other tables, or run a query that they are given.
        "ts_rewrite", "ts_stat", "table_to_xml", "table_to_xmlschema", "table_to_xml_and_xmlschema", "schema_to_xml",
        "schema_to_xmlschema", "schema_to_xml_and_xmlschema", "database_to_xml", "database_to_xmlschema",
        "database_to_xml_and_xmlschema", "query_to_xml", "query_to_xmlschema", "query_to_xml_and_xmlschema",
        "cursor_to_xml", "cursor_to_xmlschema",
    ]

    static func check(_ node: Message, _ source: SourceText, _ title: String) throws(Obstacle) {
        var refused: (sentence: String, place: Int)?
        node.walk { message in
            guard refused == nil else { return false }
            if let sentence = sentence(message, title) {
                refused = (sentence, place(of: castConstant(message) ?? message))
            }
            return true
        }
        if let refused { throw source.obstacle(refused.sentence, at: refused.place) }
    }

    /// Where a message stands, in bytes behind the `SELECT ` that was put in front.
    static func place(of message: Message) -> Int { max(0, message.integer("location") - 7) }

    static func unsteadySentence(_ name: String, _ title: String) -> String {
        let trouble =
            title == "where"
            ? "does something, looks elsewhere or gives another value each time" : "gives another value each time"
        return "\(title) can't hold \(name)(), which \(trouble): \(whatFollows(title)) must follow from the row alone"
    }

    private static func whatFollows(_ title: String) -> String {
        title == "where" ? "what is asked of a row" : "the hash of a row"
    }

    static func volatileSentence(_ name: String, _ title: String) -> String {
        "\(title) can't hold \(name)(), which is VOLATILE: it may do something"
    }

    private static func sentence(_ message: Message, _ title: String) -> String? {
        switch message.kind {
        case "SubLink": return "\(title) can't hold a subquery: \(whatFollows(title)) must follow from the row alone"
        case "ParamRef": return "\(title) can't hold a parameter ($\(message.integer("number")))"
        case "SqlvalueFunction", "SQLValueFunction":
            return
                "\(title) can't hold a value of the moment or of the session: \(whatFollows(title)) must follow from the row alone"
        case "SetToDefault": return "\(title) can't hold DEFAULT"
        case "GroupingFunc": return "\(title) can't hold an aggregate"
        case "ColumnRef":
            let fields = message.list("fields")
            if fields.contains(where: { $0.content.kind == "AStar" }) { return "\(title) can't hold *" }
            let names = message.names("fields")
            if names.count > 1 {
                return "\(names.joined(separator: ".")) must be written without what stands before its last dot"
            }
            return nil
        case "FuncCall":
            let name = message.names("funcname").last ?? ""
            if message.message("over") != nil { return "\(title) can't hold a window function (\(name))" }
            let isAggregate =
                message.flag("agg_star") || message.flag("agg_distinct") || message.flag("agg_within_group")
                || !message.list("agg_order").isEmpty || message.message("agg_filter") != nil
                || aggregates.contains(name)
            if isAggregate { return "\(title) can't hold an aggregate (\(name))" }
            if name == "age", message.list("args").count == 1 {
                return
                    "\(title) can't hold age() of one value, which counts up to today: \(whatFollows(title)) must follow from the row alone"
            }
            return unsteady.contains(name) ? unsteadySentence(name, title) : nil
        case "TypeCast":
            guard let word = wordOfTheMoment(message) else { return nil }
            return
                "\(title) can't hold '\(word)' as a time, which is another each day: \(whatFollows(title)) must follow from the row alone"
        default: return nil
        }
    }

    /// The constant that one cast or several read; `nil`: it is no cast, or of something else.
    private static func castConstant(_ message: Message) -> Message? {
        var argument: Message? = message
        while let inner = argument, inner.kind == "TypeCast" { argument = inner.message("arg")?.content }
        return argument?.kind == "AConst" && message.kind == "TypeCast" ? argument : nil
    }

    /// The word of a constant that a cast reads as a time of its own moment, such as `'today'::date`.
    private static func wordOfTheMoment(_ cast: Message) -> String? {
        let type = cast.message("type_name")?.names("names").last ?? ""
        guard ["date", "timestamp", "timestamptz", "time", "timetz"].contains(type) else { return nil }
        let text = castConstant(cast)?.message("sval")?.string("sval") ?? ""
        return text.lowercased().split { !$0.isLetter }.map(String.init)
            .first { ["now", "today", "tomorrow", "yesterday"].contains($0) }
    }
}
