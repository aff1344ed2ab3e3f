internal import BasicContainers

extension JSONBuilder {
    /// Puts an object's pairs in `jsonb`'s order, shorter keys first and then by bytes; of equal keys the last stays.
    mutating func arrange(_ frame: Frame, in out: inout ByteBuffer) {
        let range = frame.entries..<entries.count
        var isOrdered = true
        for index in range.dropFirst() where compare(index - 1, index) >= 0 {
            isOrdered = false
            break
        }
        if isOrdered { return }
        sort(range)
        scratch.removeAll()
        scratch.append(copying: out.span.extracting(frame.start..<out.count))
        let length = out.count - frame.start
        out.removeLast(length)
        for index in range {
            if index > range.lowerBound {
                if compare(index - 1, index) == 0 { continue }
                appendASCII(", ", into: &out)
            }
            let text = entries[index].text
            out.append(
                copying: scratch.span.extracting(text.lowerBound - frame.start..<text.upperBound - frame.start))
        }
    }

    /// Heap sort: in place, and no worse for keys that somebody chose to be bad.
    private mutating func sort(_ range: Range<Int>) {
        let base = range.lowerBound
        let count = range.count
        var root = count / 2
        while root > 0 {
            root -= 1
            sink(root, base: base, count: count)
        }
        var rest = count
        while rest > 1 {
            rest -= 1
            entries.swapAt(base, base + rest)
            sink(0, base: base, count: rest)
        }
    }

    private mutating func sink(_ start: Int, base: Int, count: Int) {
        var root = start
        while true {
            var child = 2 * root + 1
            guard child < count else { return }
            if child + 1 < count, precedes(base + child, base + child + 1) { child += 1 }
            guard precedes(base + root, base + child) else { return }
            entries.swapAt(base + root, base + child)
            root = child
        }
    }

    /// Of equal keys the later stands first, and is the one that stays.
    private func precedes(_ left: Int, _ right: Int) -> Bool {
        let order = compare(left, right)
        return order == 0 ? entries[left].text.lowerBound > entries[right].text.lowerBound : order < 0
    }

    private func compare(_ left: Int, _ right: Int) -> Int {
        let first = entries[left].key
        let second = entries[right].key
        if first.count != second.count { return first.count < second.count ? -1 : 1 }
        let span = keys.span
        for offset in 0..<first.count {
            let one = span[first.lowerBound + offset]
            let other = span[second.lowerBound + offset]
            if one != other { return one < other ? -1 : 1 }
        }
        return 0
    }
}
