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
            case "timezone": zone = try Self.checked(Zone(setting: value), "TimeZone", value)
            case "datestyle": dateStyle = try Self.checked(DateStyle(parsing: value), "DateStyle", value)
            case "intervalstyle":
                intervalStyle = try Self.checked(
                    IntervalStyle(rawValue: value.lowercased()), "IntervalStyle", value,
                    known: IntervalStyle.allCases.map(\.rawValue))
            case "extra_float_digits":
                let digits = Int(value).flatMap { -15...3 ~= $0 ? $0 : nil }
                extraFloatDigits = try Self.checked(digits, "extra_float_digits", value)
            case "bytea_output":
                byteaOutput = try Self.checked(
                    ByteaOutput(rawValue: value.lowercased()), "bytea_output", value, known: ["hex", "escape"])
            case "lc_time": hasPlainTimeLocale = ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(value)
            default:
                let nearest = nearestName(to: name, among: Self.names)
                throw Obstacle(
                    .configuration, "there is no setting \(name) that changes how values are rendered",
                    hint: nearest.map { "did you mean \($0)?" } ?? "known are \(Self.names.joined(separator: ", "))")
            }
        }
    }

    /// The names that `init(_:)` knows.
    public static let names = [
        "TimeZone", "DateStyle", "IntervalStyle", "extra_float_digits", "bytea_output", "lc_time",
    ]

    private static func checked<Value>(
        _ value: Value?, _ name: String, _ spelling: String, known: [String] = []
    ) throws(Obstacle) -> Value {
        if let value { return value }
        throw Obstacle(
            .configuration, "the setting \(name) can't be '\(spelling)'",
            hint: known.isEmpty ? nil : "it is one of \(known.joined(separator: ", "))")
    }
}
