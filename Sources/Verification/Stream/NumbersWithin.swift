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
    /// The different numbers by chain, in the order in which they were found.
    private var numbers: [[String?]?: [Int64]] = [:]

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
        if found.insert(place).inserted { numbers[place.chain, default: []].append(number) }
    }

    /// How many different numbers lie strictly between each interval's ends.
    consuming func counts(within intervals: [NumberInterval]) -> [Int] {
        let sorted = numbers.mapValues { $0.sorted() }
        return intervals.map { interval in
            guard let numbers = sorted[areOfChains ? interval.chain : nil] else { return 0 }
            return max(0, numbers.below(interval.upper) - numbers.notAbove(interval.lower))
        }
    }
}

extension [Int64] {
    /// Of ascending numbers, how many are smaller than this one.
    fileprivate func below(_ number: Int64) -> Int { first { $0 < number } }

    /// Of ascending numbers, how many are not greater than this one.
    fileprivate func notAbove(_ number: Int64) -> Int { first { $0 <= number } }

    /// How many numbers at the beginning are so.
    private func first(_ isSo: (Int64) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isSo(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
