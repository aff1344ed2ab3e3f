/// The known name that takes the fewest edits to reach from a mistyped one, if that is at most a third of its letters.
func nearestName(to mistyped: String, among known: some Sequence<String>) -> String? {
    let wanted = Array(mistyped.lowercased().unicodeScalars)
    var best: (name: String, distance: Int)?
    for name in known {
        let distance = editDistance(wanted, Array(name.lowercased().unicodeScalars))
        if distance < best?.distance ?? max(2, wanted.count / 3) + 1 { best = (name, distance) }
    }
    return best?.name
}

/// How many scalars must be inserted, removed or replaced.
private func editDistance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
    var previous = Array(0...other.count)
    for (row, scalar) in one.enumerated() {
        var current = [row + 1]
        for (column, candidate) in other.enumerated() {
            current.append(
                min(previous[column] + (scalar == candidate ? 0 : 1), previous[column + 1] + 1, current[column] + 1))
        }
        previous = current
    }
    return previous[other.count]
}
