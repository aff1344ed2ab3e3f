/// Names that somebody may have meant who mistyped one.
public enum Nearest {
    /// At most three of `names` that are few typing slips away from `name`, the nearest first.
    public static func names(to name: String, among names: some Sequence<String>) -> [String] {
        let typed = Array(name.lowercased().unicodeScalars.prefix(64))
        let limit = max(2, typed.count / 3)
        var near: [(slips: Int, name: String)] = []
        for candidate in Set(names) where candidate != name {
            let slips = slips(typed, Array(candidate.lowercased().unicodeScalars.prefix(64)))
            if slips <= limit, slips < typed.count { near.append((slips, candidate)) }
        }
        return near.sorted { ($0.slips, $0.name) < ($1.slips, $1.name) }.prefix(3).map(\.name)
    }

    /// "did you mean a, b or c?", or `nil` where nothing is near.
    public static func question(_ names: [String]) -> String? {
        guard let last = names.last else { return nil }
        let others = names.dropLast().joined(separator: ", ")
        return others.isEmpty ? "did you mean \(last)?" : "did you mean \(others) or \(last)?"
    }

    /// The question after the nearest name, else all names, behind what they are called.
    public static func hint(for name: String, among names: [String], called kind: String) -> String {
        self.names(to: name, among: names).first.map { "did you mean '\($0)'?" }
            ?? "\(kind): " + names.joined(separator: ", ")
    }

    /// How many letters must be inserted, removed, replaced or exchanged with their neighbour: the distance of Damerau and
    /// Levenshtein in which no stretch is edited twice.
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
