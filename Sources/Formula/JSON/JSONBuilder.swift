import BasicContainers

/// Writes what `json[b]_build_array`, `json[b]_build_object`, `to_json[b]` and the cast of `json` to `jsonb` give.
///
/// Values go straight to the output; a `jsonb` object's pairs are put in order where they stand when it ends. Between
/// the begin and the end of a call nobody else may write to its output. A call whose arguments need a buffer of their
/// own may run on the same builder meanwhile, as a root; calls end in the reverse order of their beginning.
/// Nothing is allocated once the buffers have grown. After an error `reset()` makes the builder ready again.
struct JSONBuilder: ~Copyable {
    enum Flavor: Sendable, Hashable { case json, jsonb }
    enum Shape: Sendable, Hashable {
        case array, object
        /// An SQL array, which `json` prints without spaces.
        case packedArray
    }

    /// What a value's text is, from which follows how JSON shows it.
    enum Kind: Sendable, Hashable {
        /// Everything that has no kind of its own here. Dates and times too, in the form of ISO 8601 that JSON takes
        /// whatever DateStyle is: `2024-01-31`, `2024-01-31T12:00:00.5`, `2024-01-31T12:00:00.5+00:00` (always with
        /// minutes, in the session's time zone), ` BC` behind, `infinity`, `-infinity`.
        case string
        /// `smallint`, `integer`, `bigint`, `numeric`, `real`, `double precision`; NaN and infinities become strings.
        case number
        /// `t…` or `f…`.
        case boolean
        case json
        /// Text as `jsonb` prints it.
        case jsonb
    }

    struct Frame {
        var shape: Shape
        var flavor: Flavor
        var isRoot: Bool
        var hasKey = false
        var count = 0
        /// Where it begins in the output, behind its bracket.
        var start: Int
        var entries: Int
        var keys: Int
    }

    /// A pair of a `jsonb` object: its decoded key in `keys`, its text in the output.
    struct Entry {
        var key: Range<Int>
        var text: Range<Int>
    }

    var frames = UniqueArray<Frame>(minimumCapacity: 16)
    var entries = UniqueArray<Entry>(minimumCapacity: 64)
    var keys = ByteBuffer(minimumCapacity: 512)
    var scratch = ByteBuffer(minimumCapacity: 512)
    var element = ByteBuffer(minimumCapacity: 64)
    var grammar = JSONGrammar()

    init() {}

    private var innermost: Frame? { frames.isEmpty ? nil : frames[frames.count - 1] }

    /// Forgets what an error left open.
    mutating func reset() {
        frames.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        keys.removeAll()
    }

    /// Begins an array or object: as a value of the innermost open one, or as the root of an output.
    ///
    /// What is nested in `jsonb` is `jsonb` too, which is what the server makes of it.
    mutating func begin(
        _ shape: Shape, _ flavor: Flavor, asRoot: Bool, into out: inout ByteBuffer
    ) throws(ValueFault) {
        var flavor = flavor
        if !asRoot {
            guard let top = innermost else { throw .builderMisused }
            if top.flavor == .jsonb { flavor = .jsonb }
            try separate(&out)
        }
        out.append(UInt8(ascii: shape == .object ? "{" : "["))
        frames.append(
            Frame(
                shape: shape, flavor: flavor, isRoot: asRoot, start: out.count, entries: entries.count, keys: keys.count
            ))
    }

    /// Ends the array or object begun last.
    mutating func end(into out: inout ByteBuffer) throws(ValueFault) {
        guard let top = frames.popLast(), !top.hasKey else { throw .builderMisused }
        if top.shape == .object, top.flavor == .jsonb {
            closeEntry(top, at: out.count)
            arrange(top, in: &out)
            let pairs = entries.count - top.entries
            entries.removeLast(pairs)
            let bytes = keys.count - top.keys
            keys.removeLast(bytes)
        }
        out.append(UInt8(ascii: top.shape == .object ? "}" : "]"))
    }

    /// Gives the key of an object's next pair.
    ///
    /// - Throws: `.nullKey` for NULL, `.keyNotScalar` for JSON and for the caller to throw with arrays and composites.
    mutating func key(_ text: Span<UInt8>?, as kind: Kind, into out: inout ByteBuffer) throws(ValueFault) {
        guard let text else { throw .nullKey }
        switch kind {
        case .json, .jsonb: throw .keyNotScalar
        case .boolean: try key(text.count > 0 && text[0] == UInt8(ascii: "t"), into: &out)
        case .string, .number: try key(text, into: &out)
        }
    }

    private mutating func key(_ value: Bool, into out: inout ByteBuffer) throws(ValueFault) {
        try openPair(&out)
        let start = keys.count
        appendASCII(value ? "true" : "false", into: &keys)
        appendASCII(value ? "\"true\"" : "\"false\"", into: &out)
        finishKey(from: start, &out)
    }

    private mutating func key(_ text: Span<UInt8>, into out: inout ByteBuffer) throws(ValueFault) {
        try openPair(&out)
        let start = keys.count
        keys.append(copying: text)
        appendJSONString(text, into: &out)
        finishKey(from: start, &out)
    }

    /// Appends a value, `nil` being NULL, to the innermost open array or object.
    mutating func value(_ text: Span<UInt8>?, as kind: Kind, into out: inout ByteBuffer) throws(ValueFault) {
        guard let top = innermost else { throw .builderMisused }
        try separate(&out)
        guard let text else { return appendASCII("null", into: &out) }
        try scalar(text, as: kind, top.flavor, into: &out)
    }

    /// Appends a value on its own: `to_json`, `to_jsonb`, of which NULL gives NULL.
    mutating func scalar(
        _ text: Span<UInt8>, as kind: Kind, _ flavor: Flavor, into out: inout ByteBuffer
    ) throws(ValueFault) {
        switch kind {
        case .string: appendJSONString(text, into: &out)
        case .boolean: appendASCII(text.count > 0 && text[0] == UInt8(ascii: "t") ? "true" : "false", into: &out)
        case .jsonb: out.append(copying: text)
        case .json where flavor == .jsonb: try normalise(text, into: &out)
        case .json: out.append(copying: text)
        case .number:
            if isInfiniteOrNaN(text) {
                appendJSONString(text, into: &out)
            } else if flavor == .jsonb {
                try appendJSONNumber(text, into: &out)
            } else {
                out.append(copying: text)
            }
        }
    }

    private func isInfiniteOrNaN(_ text: Span<UInt8>) -> Bool {
        for at in 0..<text.count where text[at] | 0x20 == UInt8(ascii: "n") { return true }
        return false
    }

    mutating func separate(_ out: inout ByteBuffer) throws(ValueFault) {
        let last = frames.count - 1
        guard last >= 0 else { throw .builderMisused }
        if frames[last].shape == .object {
            guard frames[last].hasKey else { throw .builderMisused }
            frames[last].hasKey = false
            return
        }
        if frames[last].count > 0 {
            out.append(UInt8(ascii: ","))
            if frames[last].shape == .array || frames[last].flavor == .jsonb { out.append(UInt8(ascii: " ")) }
        }
        frames[last].count += 1
    }

    mutating func openPair(_ out: inout ByteBuffer) throws(ValueFault) {
        guard let top = innermost, top.shape == .object, !top.hasKey else { throw .builderMisused }
        guard top.count > 0 else { return }
        if top.flavor == .jsonb { closeEntry(top, at: out.count) }
        out.append(UInt8(ascii: ","))
        out.append(UInt8(ascii: " "))
    }

    mutating func finishKey(from start: Int, _ out: inout ByteBuffer) {
        let last = frames.count - 1
        frames[last].hasKey = true
        frames[last].count += 1
        guard frames[last].flavor == .jsonb else {
            let bytes = keys.count - start
            keys.removeLast(bytes)
            return appendASCII(" : ", into: &out)
        }
        let length = out.count
        appendASCII(": ", into: &out)
        // The pair's text begins with its key, whose escaped length is known only by where it began: found from the
        // previous pair's end, or from the object's start.
        let begin =
            entries.count > frames[last].entries ? entries[entries.count - 1].text.upperBound + 2 : frames[last].start
        entries.append(Entry(key: start..<keys.count, text: begin..<length))
    }

    private mutating func closeEntry(_ frame: Frame, at end: Int) {
        guard entries.count > frame.entries else { return }
        let last = entries.count - 1
        entries[last].text = entries[last].text.lowerBound..<end
    }
}
