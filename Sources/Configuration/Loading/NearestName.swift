/// Finds the name that a person who mistyped one most likely meant.
public enum NearestName {
    /// The candidate with the fewest typing slips (a letter too many, too few, wrong, or two exchanged); `nil` where
    /// none is near enough to be worth a guess.
    public static func to(_ name: String, among candidates: [String]) -> String? {
        let typed = Array(name.lowercased().unicodeScalars.prefix(64))
        let limit = max(1, typed.count / 3)
        var best: (name: String, slips: Int)?
        for candidate in candidates {
            let slips = slips(typed, Array(candidate.lowercased().unicodeScalars.prefix(64)))
            if slips <= limit, slips < best?.slips ?? .max { best = (candidate, slips) }
        }
        return best?.name
    }

    /// A hint that names the nearest candidate, else all of them.
    public static func hint(for name: String, among candidates: [String], called kind: String) -> String {
        if let nearest = to(name, among: candidates) { return "did you mean '\(nearest)'?" }
        return "\(kind): " + candidates.joined(separator: ", ")
    }

    /// The distance of Damerau and Levenshtein, in which no stretch is edited twice.
    private static func slips(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for row in first.indices {
            var current = [row + 1]
            for column in second.indices {
                let isSame = first[row] == second[column]
                var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                let isExchanged =
                    row > 0 && column > 0 && first[row] == second[column - 1] && first[row - 1] == second[column]
                if isExchanged { cost = min(cost, beforeLast[column - 1] + 1) }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[second.count]
    }
}
