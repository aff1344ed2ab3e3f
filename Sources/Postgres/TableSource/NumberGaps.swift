internal import AuditChain
internal import Rows

/// The numbers that no row of a table has, as runs between two that some row has.
struct NumberGaps {
    /// The number below each run, rising.
    private var below: [Int64] = []
    /// How many numbers are missing up to and with each run.
    private var missing: [Int] = [0]

    /// How many numbers are missing.
    var total: Int { missing.last ?? 0 }

    mutating func append(below: Int64, count: Int) {
        self.below.append(below)
        missing.append(total + count)
    }

    /// What occupies an interval whose ends are rows' numbers.
    func occupancy(of interval: NumberInterval) -> Occupancy {
        let count = missing[place(of: interval.upper)] - missing[place(of: interval.lower)]
        return Occupancy(present: Int(interval.upper - interval.lower) - 1 - count, hasExcluded: false)
    }

    /// How many runs begin below a number.
    private func place(of number: Int64) -> Int {
        var (low, high) = (0, below.count)
        while low < high {
            let middle = (low + high) / 2
            if below[middle] < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension TableSource {
    /// For many wide intervals one pass over all numbers costs less than counting in each.
    ///
    /// - Returns: `nil` where that does not pay, or where there are too many gaps to keep.
    mutating func gaps(among intervals: [NumberInterval], _ number: KeyColumn) throws(Obstacle) -> NumberGaps? {
        var width: Int64 = 0
        for interval in intervals {
            let (difference, overflow) = interval.upper.subtractingReportingOverflow(interval.lower)
            let (sum, second) = width.addingReportingOverflow(difference)
            guard !overflow, !second else { return nil }
            width = sum
        }
        // Intervals may lie so far apart that even their distance is no number.
        guard layout.filter == nil, width > 1_000_000, let lower = intervals.map(\.lower).min(),
            let upper = intervals.map(\.upper).max()
        else { return nil }
        let (span, isTooWide) = upper.subtractingReportingOverflow(lower)
        guard !isTooWide else { return nil }
        let limit = 100_000
        let found = try session.connection.scan(
            """
            SELECT unbroken_v, unbroken_w - unbroken_v - 1 FROM (
                SELECT unbroken_v, lead(unbroken_v) OVER (ORDER BY unbroken_v) AS unbroken_w FROM (
                    SELECT DISTINCT \(number.sql)::int8 AS unbroken_v FROM \(from)
                    WHERE \(number.sql) >= $1::int8 AND \(number.sql) <= $2::int8) AS unbroken_d) AS unbroken_g
            WHERE unbroken_w - unbroken_v > 1 ORDER BY unbroken_v LIMIT \(limit + 1)
            """, [String(lower), String(upper)])
        guard found.rowCount <= limit else { return nil }
        var gaps = NumberGaps()
        for row in 0..<found.rowCount {
            let (below, count): (Int64, Int) = (try found.integer(row, 0), try found.integer(row, 1))
            // A server that lies must not make us count beyond what there can be.
            guard below >= lower, below < upper, count > 0, count <= Int(span) - gaps.total else {
                throw QueryResult.nonsense
            }
            gaps.append(below: below, count: count)
        }
        return gaps
    }
}
