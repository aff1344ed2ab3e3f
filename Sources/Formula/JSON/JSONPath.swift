import BasicContainers

/// What `->` and `#>` look for: one key, one index, or a path whose steps serve as either.
struct JSONPath: ~Copyable {
    struct Step {
        /// The key's bytes in `text`; `nil` where only an index will do.
        var name: Range<Int>?
        /// `Int32.min` where the step is no index.
        var index: Int
        static let noIndex = Int(Int32.min)
    }

    private(set) var steps = UniqueArray<Step>()
    private var text = ByteBuffer()
    /// Whether a step is NULL, which finds nothing at all.
    private(set) var hasNull = false
    /// Whether it is the right side of `-> integer`.
    private(set) var isBareIndex = false

    /// An empty path, which finds the whole document.
    init() {}

    /// The right side of `-> text`.
    init(key: Span<UInt8>) {
        self.init()
        set(key: key)
    }

    /// The right side of `-> integer`; counts from the end where negative.
    init(index: Int32) {
        self.init()
        set(index: index)
    }

    /// Becomes the right side of `-> text`.
    mutating func set(key: Span<UInt8>) {
        clear()
        text.append(copying: key)
        steps.append(Step(name: 0..<text.count, index: Step.noIndex))
    }

    /// Becomes the right side of `-> integer`.
    mutating func set(index: Int32) {
        clear()
        isBareIndex = true
        steps.append(Step(name: nil, index: Int(index)))
    }

    /// Becomes the right side of `#>`, a `text[]` in the binary format.
    mutating func set(path wire: Span<UInt8>) throws(ValueFault) {
        clear()
        var array = try WireArray(wire)
        for _ in 0..<array.count {
            guard let step = try array.next() else {
                hasNull = true
                continue
            }
            let start = text.count
            text.append(copying: step)
            steps.append(Step(name: start..<text.count, index: Self.index(step)))
        }
        try array.finish()
    }

    private mutating func clear() {
        steps.removeAll(keepingCapacity: true)
        text.removeAll()
        hasNull = false
        isBareIndex = false
    }

    /// Whether a step's key is this one.
    func matches(_ step: Int, _ key: Span<UInt8>) -> Bool {
        guard let name = steps[step].name, name.count == key.count else { return false }
        let span = text.span
        for offset in 0..<name.count where span[name.lowerBound + offset] != key[offset] { return false }
        return true
    }

    /// A number as C's `strtol` takes it, white space and a sign in front; the server reads a path's steps so.
    private static func index(_ step: Span<UInt8>) -> Int {
        var at = 0
        while at < step.count, step[at] == 0x20 || (0x09...0x0D).contains(step[at]) { at += 1 }
        var isNegative = false
        if at < step.count, step[at] == UInt8(ascii: "-") || step[at] == UInt8(ascii: "+") {
            isNegative = step[at] == UInt8(ascii: "-")
            at += 1
        }
        guard at < step.count else { return Step.noIndex }
        var value = 0
        while at < step.count {
            guard step[at] >= UInt8(ascii: "0"), step[at] <= UInt8(ascii: "9") else { return Step.noIndex }
            value = value * 10 + Int(step[at] - UInt8(ascii: "0"))
            guard value <= Int(Int32.max) + 1 else { return Step.noIndex }
            at += 1
        }
        if isNegative { return -value }
        return value <= Int(Int32.max) ? value : Step.noIndex
    }
}
