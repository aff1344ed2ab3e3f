import AuditChain
import Configuration

extension TimeWatch {
    /// What there is to say of the rows' times.
    ///
    /// - Parameter name: makes a row's place of its fields.
    func findings(naming name: ([[UInt8]?]) -> ChainReport.RowPlace, retention: RetentionReport?) -> [Finding] {
        var findings: [Finding] = []
        func told(_ slips: TimeSlips) -> String {
            guard let values = slips.first?.values else { return "" }
            let place = name(values)
            let order = place.order.map { $0 ?? "NULL" }.joined(separator: ", ")
            return " The first stands at \(order)\(place.time.map { " and says \($0)" } ?? "")."
        }
        if backwards.rows > 0 {
            let what =
                backwards.rows == 1
                ? "1 row says" : "\(backwards.rows.grouped) rows say"
            findings.append(
                Finding(
                    .timeRunsBackwards,
                    "\(what) to have happened more than an hour before the row before it, by up to \(Self.length(backwards.largest)).\(told(backwards))"
                ))
        }
        if backwards.rows == 0, largestDrop > Self.slack {
            findings.append(
                Finding(
                    .timeRunsBackwards,
                    "Rows run back by little steps, until they say to have happened \(Self.length(largestDrop)) before one that stands before them."
                ))
        }
        if let retention, retention.policy.rhythm != .none, retention.days == nil {
            findings.append(Finding(.retentionGap, "retention: can't be judged: no row says when it happened."))
        } else if let retention, retention.policy.rhythm != .none, retention.isTooMany || largestDrop > Self.day {
            findings.append(
                Finding(
                    .retentionGap,
                    retention.isTooMany
                        ? "retention: can't be judged: the rows lie on more days than are told apart."
                        : "retention: can't be judged: times run back by \(Self.length(largestDrop)), so that a day without rows may seem to have some."
                ))
        }
        if future.rows > 0 {
            let what = future.rows == 1 ? "1 row says" : "\(future.rows.grouped) rows say"
            findings.append(
                Finding(.timeInFuture, "\(what) to have happened after the look itself.\(told(future))"))
        }
        if let retention, let gap = retention.gaps.first {
            let days = gap.days == 1 ? "on \(gap.first)" : "from \(gap.first) to \(gap.last)"
            let more = retention.gapCount > 1 ? ", and \((retention.gapCount - 1).grouped) more such gaps" : ""
            let asked = retention.policy.rhythm == .everyDay ? "every day" : "every working day"
            findings.append(
                Finding(
                    .retentionGap,
                    "retention: asks for rows on \(asked), and there are none \(days)\(more)."))
        }
        return findings
    }

    /// A length of time as people say it.
    private static func length(_ microseconds: Int64) -> String {
        let hours = microseconds / 3_600_000_000
        if hours == 1 { return "an hour" }
        if hours < 48 { return "\(hours) hours" }
        return "\(Int(hours / 24).grouped) days"
    }
}
