/// Functions that look for one text in another, byte for byte as a deterministic collation does.
enum Searching {
    /// Where `wanted` begins in `text`, from a byte on.
    static func first(_ wanted: Span<UInt8>, in text: Span<UInt8>, from start: Int = 0) -> Int? {
        guard wanted.count > 0, text.count - start >= wanted.count else { return nil }
        let head = wanted[0]
        for at in start...text.count - wanted.count where text[at] == head {
            var offset = 1
            while offset < wanted.count, text[at + offset] == wanted[offset] { offset += 1 }
            if offset == wanted.count { return at }
        }
        return nil
    }

    /// `strpos(text, wanted)`, `position(wanted in text)`: counted in characters from 1, 0 where it is not there.
    static func position(of wanted: Span<UInt8>, in text: Span<UInt8>) -> Int32 {
        if wanted.count == 0 { return 1 }
        guard let at = first(wanted, in: text) else { return 0 }
        return Int32(truncatingIfNeeded: codePointCount(text.extracting(0..<at)) + 1)
    }

    /// `replace(text, old, new)`.
    static func appendReplacing(
        _ text: Span<UInt8>, _ old: Span<UInt8>, with new: Span<UInt8>, into out: inout ByteBuffer
    ) throws(ValueFault) {
        var copied = 0
        let start = out.count
        while let hit = first(old, in: text, from: copied) {
            out.append(copying: text.extracting(copied..<hit))
            out.append(copying: new)
            guard out.count - start <= Padding.limit else { throw .tooLarge }
            copied = hit + old.count
        }
        out.append(copying: text.extracting(copied..<text.count))
    }

    /// `translate(text, from, to)`.
    static func appendTranslating(
        _ text: Span<UInt8>, from: Span<UInt8>, to: Span<UInt8>, into out: inout ByteBuffer
    ) {
        var at = 0
        while at < text.count {
            let end = codePointEnd(text, after: at)
            let character = text.extracting(at..<end)
            at = end
            guard let index = index(of: character, in: from) else {
                out.append(copying: character)
                continue
            }
            let start = byteCount(ofFirst: index, codePointsOf: to)
            if start < to.count { out.append(copying: to.extracting(start..<codePointEnd(to, after: start))) }
        }
    }

    /// Which of a text's characters one is, from 0.
    private static func index(of character: Span<UInt8>, in text: Span<UInt8>) -> Int? {
        var at = 0
        var index = 0
        while at < text.count {
            let end = codePointEnd(text, after: at)
            if isEqual(text.extracting(at..<end), character) { return index }
            at = end
            index += 1
        }
        return nil
    }

    private static func isEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for at in 0..<left.count where left[at] != right[at] { return false }
        return true
    }

    /// `btrim`, `ltrim`, `rtrim` and `trim(…)`: the text without any of `characters` at its ends (or at one).
    ///
    /// Where the SQL names no characters it is one space.
    @_lifetime(copy text)
    static func trimmed(
        _ text: Span<UInt8>, of characters: Span<UInt8>, left: Bool = true, right: Bool = true
    ) -> Span<UInt8> {
        var start = 0
        var end = text.count
        while left, start < end {
            let next = codePointEnd(text, after: start)
            guard index(of: text.extracting(start..<next), in: characters) != nil else { break }
            start = next
        }
        while right, start < end {
            let next = max(start, codePointStart(text, before: end))
            guard index(of: text.extracting(next..<end), in: characters) != nil else { break }
            end = next
        }
        return text.extracting(start..<end)
    }
}
