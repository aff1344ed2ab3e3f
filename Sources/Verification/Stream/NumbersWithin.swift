import Rows

/// Which numbers of the order occur between rows that do not follow each other.
struct NumbersWithin {
    private struct Place: Hashable {
        var number: Int64
        var chain: [String?]?
    }

    /// Stretches of the number line that are asked about, in ascending order, not touching.
    private var stretches: [ClosedRange<Int64>] = []
    private let areOfChains: Bool
    private var found: Set<Place> = []
    private var sorted: [[String?]?: [Int64]] = [:]

    init(_ intervals: [NumberInterval]) {
        areOfChains = intervals.contains { $0.chain != nil }
        for interval in intervals.sorted(by: { $0.lower < $1.lower }) {
            if let last = stretches.last, last.upperBound >= interval.lower {
                stretches[stretches.count - 1] = last.lowerBound...max(last.upperBound, interval.upper)
            } else {
                stretches.append(interval.lower...interval.upper)
            }
        }
    }

    /// Whether a number lies where something is asked.
    func wants(_ number: Int64) -> Bool {
        var (low, high) = (0, stretches.count)
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low < stretches.count && stretches[low].contains(number)
    }

    mutating func take(_ number: Int64, of chain: [String?]) {
        let place = Place(number: number, chain: areOfChains ? chain : nil)
        if found.insert(place).inserted { sorted[place.chain, default: []].append(number) }
    }

    /// How many different numbers lie strictly between an interval's ends.
    mutating func count(within interval: NumberInterval) -> Int {
        let chain = areOfChains ? interval.chain : nil
        guard let numbers = sorted[chain] else { return 0 }
        return numbers.count { $0 > interval.lower && $0 < interval.upper }
    }
}
