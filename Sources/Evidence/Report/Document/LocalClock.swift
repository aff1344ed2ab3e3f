import Formula

/// Tells moments in a time zone.
struct LocalClock: Sendable {
    let zone: Zone

    /// `2026-01-31T12:00:00.5Z` as `2026-01-31 13:00:00 +01:00`; of what is no such moment the beginning, safe to print.
    func text(_ instant: String) -> String {
        let asItStands = Printable.safe(String(String.UnicodeScalarView(instant.unicodeScalars.prefix(40))))
        let parts = instant.split(separator: "T")
        guard parts.count == 2, instant.hasSuffix("Z"), let day = CalendarDay(text: String(parts[0])),
            (-2_500_000...100_000_000).contains(day.number)
        else {
            return asItStands
        }
        let time = parts[1].dropLast().split(separator: ":")
        guard time.count == 3, let hour = Int(time[0]), let minute = Int(time[1]), let second = Int(time[2].prefix(2)),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
        else { return asItStands }
        let seconds = day.number * 86_400 + hour * 3_600 + minute * 60 + second
        let offset = zone.offset(at: Int64(seconds) * 1_000_000)
        let local = seconds + offset
        let localDay = CalendarDay(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400)
        let rest = local - localDay.number * 86_400
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        let sign = offset < 0 ? "-" : "+"
        let away = Int(offset.magnitude) / 60
        return "\(localDay.text) \(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60)) "
            + "\(sign)\(two(away / 60)):\(two(away % 60))"
    }
}
