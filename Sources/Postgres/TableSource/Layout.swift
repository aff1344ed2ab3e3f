internal import AuditChain

extension TableSource {
    /// How the rows of a table make up chains.
    public struct Layout: Sendable, Hashable {
        /// Columns that tell one chain from another; empty: one chain.
        public var per: [String]
        /// Columns that place a row within its chain, at least one.
        public var order: [String]
        /// The column with the hash, whose type `unbroken_previous` has.
        public var hash: String
        /// SQL that says which rows belong to the log, its names qualified; `nil`: all.
        public var filter: String?
        /// Settings under which the server renders expressions; empty: those of the session. The ranges rise.
        public var ranges: [RenderingRange]
        /// Schemas to search behind pg_catalog, for operators and functions of their types.
        public var schemas: Set<String>

        /// A layout.
        public init(
            per: [String] = [], order: [String], hash: String, filter: String? = nil, ranges: [RenderingRange] = [],
            schemas: Set<String> = []
        ) {
            self.per = per
            self.order = order
            self.hash = hash
            self.filter = filter
            self.ranges = ranges
            self.schemas = schemas
        }
    }

    /// Settings that hold from one place of the order on.
    public struct RenderingRange: Sendable, Hashable {
        /// For each order column, the value of the first row as text; empty: from the first row on.
        public var from: [String: String]
        /// Values by the setting's name, such as `TimeZone`.
        public var settings: [String: String]

        /// A range.
        public init(from: [String: String] = [:], settings: [String: String]) {
            self.from = from
            self.settings = settings
        }
    }

    /// Settings that change how values render, and nothing else.
    static let renderingSettings: Set<String> = [
        "timezone", "datestyle", "intervalstyle", "extra_float_digits", "bytea_output", "lc_numeric", "lc_monetary",
        "lc_time", "xmlbinary", "xmloption", "timezone_abbreviations", "default_text_search_config",
        "quote_all_identifiers",
    ]

    static func check(_ ranges: [RenderingRange]) throws(Obstacle) {
        for name in ranges.flatMap(\.settings.keys) where !renderingSettings.contains(name.lowercased()) {
            throw Obstacle(
                .configuration, "\(name) is no setting that changes how values render",
                hint: Nearest.question(Nearest.names(to: name, among: renderingSettings))
                    ?? "those that do: \(renderingSettings.sorted().joined(separator: ", "))")
        }
    }
}
