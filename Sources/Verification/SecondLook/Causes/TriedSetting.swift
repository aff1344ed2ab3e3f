import Formula

/// A value of a server setting under which a formula is tried.
struct TriedSetting: Sendable {
    var name: String
    var value: String
    private var apply: @Sendable (inout RenderSettings) -> Void

    /// Changes settings to have this value.
    func change(_ settings: inout RenderSettings) { apply(&settings) }

    private static func values(
        of name: String, _ list: [String], _ change: @escaping @Sendable (RenderSettings, inout RenderSettings) -> Void
    ) -> [TriedSetting] {
        var tried: [TriedSetting] = []
        for value in list {
            // A system may lack a zone.
            guard let source = try? RenderSettings([name: value]) else { continue }
            tried.append(TriedSetting(name: name, value: value) { change(source, &$0) })
        }
        return tried
    }

    /// The settings that change how values become text, each with the values that are tried.
    static var all: [[TriedSetting]] {
        [
            values(of: "TimeZone", zones) { $1.zone = $0.zone },
            values(
                of: "DateStyle",
                ["ISO, MDY", "SQL, MDY", "SQL, DMY", "German, DMY", "Postgres, MDY", "Postgres, DMY"]
            ) { $1.dateStyle = $0.dateStyle },
            values(of: "IntervalStyle", IntervalStyle.allCases.map(\.rawValue)) { $1.intervalStyle = $0.intervalStyle },
            values(of: "extra_float_digits", ["1", "0", "-15"]) { $1.extraFloatDigits = $0.extraFloatDigits },
            values(of: "bytea_output", ByteaOutput.allCases.map(\.rawValue)) { $1.byteaOutput = $0.byteaOutput },
        ]
    }

    /// A zone for each clock that is in use, the most used first.
    private static let zones = [
        "UTC", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Europe/London", "Asia/Kolkata",
        "America/Chicago", "Asia/Shanghai", "Asia/Tokyo", "America/Sao_Paulo", "Australia/Sydney", "Europe/Athens",
        "Europe/Moscow", "Asia/Dubai", "Asia/Riyadh", "Europe/Istanbul", "Asia/Jerusalem", "Africa/Cairo",
        "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "Africa/Casablanca", "Asia/Tehran", "Asia/Kabul",
        "Asia/Karachi", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Bangkok", "Asia/Singapore",
        "Australia/Perth", "Australia/Darwin", "Australia/Brisbane", "Australia/Adelaide", "Pacific/Noumea",
        "Pacific/Auckland", "Pacific/Chatham", "Pacific/Tongatapu", "Pacific/Kiritimati", "Pacific/Honolulu",
        "Pacific/Pago_Pago", "America/Anchorage", "America/Phoenix", "America/Denver", "America/Mexico_City",
        "America/Bogota", "America/Halifax", "America/Caracas", "America/Santiago", "America/St_Johns",
        "America/Argentina/Buenos_Aires", "America/Nuuk", "Atlantic/Azores", "Atlantic/Cape_Verde",
    ]
}
