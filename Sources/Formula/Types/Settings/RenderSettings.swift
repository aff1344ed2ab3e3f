public import AuditChain

/// The server settings that decide how values become text, resolved once for a plan.
public struct RenderSettings: Sendable {
    /// `TimeZone`; UTC unless set.
    public var zone: Zone = .utc
    /// `DateStyle`; `ISO, MDY` unless set.
    public var dateStyle = DateStyle()
    /// `IntervalStyle`; `postgres` unless set.
    public var intervalStyle = IntervalStyle.postgres
    /// `extra_float_digits`, -15 to 3; above 0 means the shortest text that reads back as the same number. 1 unless set.
    public var extraFloatDigits = 1
    /// `bytea_output`; `hex` unless set.
    public var byteaOutput = ByteaOutput.hex
    /// Whether `lc_time` was said to be `C` or `POSIX`: only then are the names of `TMMonth` and its like known.
    public var hasPlainTimeLocale = false

    /// PostgreSQL's defaults, in UTC.
    public init() {}

    /// Settings by their names, in any case.
    ///
    /// - Throws: an obstacle of the configuration for a name or a value that PostgreSQL, or this tool, does not know.
    public init(_ settings: [String: String]) throws(Obstacle) {
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            switch name.lowercased() {
            case "timezone":
                zone = try Self.checked(
                    Zone(setting: value), "TimeZone", value, "name one of pg_timezone_names, such as Europe/Berlin")
            case "datestyle":
                dateStyle = try Self.checked(
                    DateStyle(parsing: value), "DateStyle", value, "write it as SHOW DateStyle does, such as 'ISO, MDY'"
                )
            case "intervalstyle":
                intervalStyle = try Self.checked(
                    IntervalStyle(rawValue: value.lowercased()), "IntervalStyle", value,
                    "it is one of \(IntervalStyle.allCases.map(\.rawValue).joined(separator: ", "))")
            case "extra_float_digits":
                let digits = Int(value).flatMap { -15...3 ~= $0 ? $0 : nil }
                extraFloatDigits = try Self.checked(digits, "extra_float_digits", value, "it is a number from -15 to 3")
            case "bytea_output":
                byteaOutput = try Self.checked(
                    ByteaOutput(rawValue: value.lowercased()), "bytea_output", value, "it is hex or escape")
            case "lc_time": hasPlainTimeLocale = ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(value)
            default:
                throw Obstacle(
                    .configuration, "there is no setting \(name) that changes how values are rendered",
                    hint: Nearest.question(Array(Nearest.names(to: name, among: Self.names).prefix(1)))
                        ?? "known are \(Self.names.joined(separator: ", "))")
            }
        }
    }

    /// The names that `init(_:)` knows.
    public static let names = [
        "TimeZone", "DateStyle", "IntervalStyle", "extra_float_digits", "bytea_output", "lc_time",
    ]

    private static func checked<Value>(
        _ value: Value?, _ name: String, _ spelling: String, _ hint: String
    ) throws(Obstacle) -> Value {
        if let value { return value }
        throw Obstacle(
            .configuration, "the setting \(name) can't be '\(spelling)'",
            hint: hint)
    }
}
