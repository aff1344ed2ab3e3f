import AuditChain

/// Which rows of a chain a second look has to hold in full.
struct Attention: Sendable {
    /// Ascending, apart from each other.
    private var ranges: [ClosedRange<Int>] = []
    private var at = 0

    /// Trials reach 64 rows to either side, and a row of the same break may be one further.
    private static let trialMargin = 66
    /// Neighbours that name the break or stand in its evidence, and those that trials of a row with its link reach.
    private static let margin = 9
    /// Of a longer stretch in which every row is in doubt alike, the ends are held, and a few samples.
    private static let longStretch = 2_000
    /// So many of its rows between are held as well, on which another formula can be tried.
    private static let samples = 14

    /// - Parameter closely: whether every row of a long stretch is held too.
    init(_ doubts: Doubts, storesLink: Bool, closely: Bool) {
        var wanted: [ClosedRange<Int>] = []
        for stretch in doubts.stretches {
            let needsTrials = stretch.kind == .link || stretch.kind == .content && !storesLink
            let margin = needsTrials ? Self.trialMargin : Self.margin
            let (lower, upper) = (stretch.rows.lowerBound, stretch.rows.upperBound)
            if !closely, stretch.kind != .link, stretch.rows.count > Self.longStretch {
                wanted.append(max(0, lower - margin)...lower + Self.trialMargin)
                wanted.append(upper - Self.trialMargin...upper + margin)
                guard stretch.kind == .content else { continue }
                for number in 1...Self.samples {
                    let position = lower + number * ((upper - lower) / (Self.samples + 1))
                    wanted.append(position...position)
                }
            } else {
                wanted.append(max(0, lower - margin)...upper + margin)
            }
        }
        for range in wanted.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = ranges.last, range.lowerBound <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
    }

    /// Whether a row has to be held; positions must be asked about in ascending order.
    mutating func includes(_ position: Int) -> Bool {
        while at < ranges.count, ranges[at].upperBound < position { at += 1 }
        return at < ranges.count && ranges[at].contains(position)
    }
}
