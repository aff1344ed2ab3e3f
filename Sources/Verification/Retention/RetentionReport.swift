public import Configuration
import Formula

/// For how long the rows of an entry reach back, and on which days there are none though there should be some.
public struct RetentionReport: Sendable, Hashable {
    /// What was asked for.
    public var policy: Configuration.Retention
    /// The day of the look; days are those of the policy's zone, as `2026-01-31`.
    public var today: String
    /// The first day from which there must be rows: so many years before the look.
    public var since: String
    /// The first and the last day that have rows; `nil`: none has.
    public var days: (first: String, last: String)? { firstDay.flatMap { first in lastDay.map { (first, $0) } } }
    private var firstDay: String?, lastDay: String?
    /// How many days have rows.
    public var dayCount: Int
    /// From which day on the years will be covered, where they are not yet.
    public var coveredFrom: String?
    /// Days without rows where the rhythm asks for some, since `since`: the first thousand runs of them.
    public var gaps: [Gap]
    /// How many such runs there are.
    public var gapCount: Int
    /// The longest run of days without rows between the first row and the day of the look, whatever the rhythm.
    public var longestPause: Gap?
    /// Whether rows lie on more days than are told apart, so that nothing is said of gaps.
    public var isTooMany: Bool

    /// Whether the rows reach back as far as the policy asks.
    public var isCovered: Bool { days != nil && coveredFrom == nil }

    /// A run of days without rows.
    public struct Gap: Sendable, Hashable {
        /// The first and the last of them.
        public var first: String, last: String
        /// How many of them the rhythm asks for.
        public var days: Int
    }

    static let told = 1_000

    /// - Parameters:
    ///   - beginning: the moment of the first row, in microseconds since 2000-01-01 UTC; `nil`: no row stands first.
    ///   - now: the moment of the look, likewise.
    init(_ policy: Configuration.Retention, over rows: RowDays, from beginning: Int64?, now: Int64) {
        let zone = Zone(setting: policy.zone) ?? .utc
        let today = CalendarDay(of: now, in: zone)
        let since = today.adding(years: -policy.years)
        let start = beginning.map { CalendarDay(of: $0, in: zone) }
        let days = rows.days(in: zone).filter { $0 <= today && $0 >= start ?? $0 }
        self.policy = policy
        self.today = today.text
        self.since = since.text
        dayCount = days.count
        isTooMany = rows.isTooMany
        gaps = []
        gapCount = 0
        guard let first = days.first, let last = days.last else { return }
        firstDay = first.text
        lastDay = last.text
        if first > since { coveredFrom = first.adding(years: policy.years).text }
        guard !isTooMany else { return }
        // Today is not over: that it has no row yet is no gap.
        for (before, after) in zip(days, days.dropFirst() + (last < today ? [today] : [])) {
            let empty = (before.number + 1)..<after.number
            if let pause = Self.gap(empty.map(CalendarDay.init)), pause.days > longestPause?.days ?? 0 {
                longestPause = pause
            }
            let asked = empty.lazy.map(CalendarDay.init).filter { $0 >= since && policy.asksForRows(on: $0.weekday) }
            if let gap = Self.gap(Array(asked)) {
                gapCount += 1
                if gaps.count < Self.told { gaps.append(gap) }
            }
        }
    }

    private static func gap(_ days: [CalendarDay]) -> Gap? {
        guard let first = days.first, let last = days.last else { return nil }
        return Gap(first: first.text, last: last.text, days: days.count)
    }
}
