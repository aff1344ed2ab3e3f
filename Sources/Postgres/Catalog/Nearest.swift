/// Names that somebody may have meant.
public enum Nearest {
    /// At most three of `names` that are few edits away from `name`, the nearest first.
    public static func names(to name: String, among names: some Sequence<String>) -> [String] {
        let wanted = Array(name.lowercased().unicodeScalars.prefix(64))
        let limit = max(2, wanted.count / 3)
        var near: [(distance: Int, name: String)] = []
        for candidate in Set(names) where candidate != name {
            let distance = distance(wanted, Array(candidate.lowercased().unicodeScalars.prefix(64)))
            if distance <= limit, distance < wanted.count { near.append((distance, candidate)) }
        }
        return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    /// "did you mean a, b or c?", or `nil` where nothing is near.
    public static func question(_ names: [String]) -> String? {
        guard let last = names.last else { return nil }
        let others = names.dropLast().joined(separator: ", ")
        return others.isEmpty ? "did you mean \(last)?" : "did you mean \(others) or \(last)?"
    }

    /// Levenshtein's distance, one row of the matrix at a time.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (i, scalar) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let replaced = diagonal + (scalar == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
            }
        }
        return row[right.count]
    }
}
