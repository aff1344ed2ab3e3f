/// How dates and times are written (PostgreSQL manual, "Date/Time Output").
public struct DateStyle: Sendable, Hashable {
    /// The layout.
    public enum Layout: Sendable, Hashable { case iso, sql, postgres, german }
    /// The order of day and month where the layout leaves it open.
    public enum Order: Sendable, Hashable { case monthDayYear, dayMonthYear, yearMonthDay }

    /// The layout.
    public var layout: Layout
    /// The order.
    public var order: Order

    /// A style; PostgreSQL's own default is `ISO, MDY`.
    public init(_ layout: Layout = .iso, _ order: Order = .monthDayYear) {
        self.layout = layout
        self.order = order
    }

    /// A style as `SET DateStyle` spells it, such as `SQL, DMY`; `nil` where PostgreSQL knows no such style.
    public init?(parsing text: String) {
        var layout: Layout?
        var order: Order?
        for word in text.lowercased().split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }) {
            switch word {
            case "iso": layout = .iso
            case "sql": layout = .sql
            case _ where word.hasPrefix("postgres"): layout = .postgres
            case _ where word.hasPrefix("german"):
                layout = .german
                order = order ?? .dayMonthYear
            case "ymd": order = .yearMonthDay
            case "dmy": order = .dayMonthYear
            case _ where word.hasPrefix("euro"): order = .dayMonthYear
            case "mdy", "us": order = .monthDayYear
            case _ where word.hasPrefix("noneuro"): order = .monthDayYear
            case "default": break
            default: return nil
            }
        }
        self.init(layout ?? .iso, order ?? .monthDayYear)
    }
}

/// How intervals are written (PostgreSQL manual, "Interval Output").
public enum IntervalStyle: String, Sendable, Hashable, CaseIterable {
    case postgres
    case postgresVerbose = "postgres_verbose"
    case sqlStandard = "sql_standard"
    case iso8601 = "iso_8601"
}

/// How bytea is written as text.
public enum ByteaOutput: String, Sendable, Hashable, CaseIterable { case hex, escape }
