/// Functions that give a part of a text; each lends it, nothing is copied.
enum Slicing {
    /// `substr(text, start[, length])`, `substring(text from … for …)`; places count from 1 and may lie outside.
    @_lifetime(copy text)
    static func substring(_ text: Span<UInt8>, from start: Int32, length: Int32?) throws(ValueFault) -> Span<UInt8> {
        let first = max(1, Int(start))
        guard let length else {
            return text.extracting(byteCount(ofFirst: first - 1, codePointsOf: text)..<text.count)
        }
        guard length >= 0 else { throw .argumentOutOfRange }
        let end = Int(start) + Int(length)
        guard end > first else { return text.extracting(0..<0) }
        let from = byteCount(ofFirst: first - 1, codePointsOf: text)
        let rest = text.extracting(from..<text.count)
        return rest.extracting(0..<byteCount(ofFirst: end - first, codePointsOf: rest))
    }

    /// `substr(bytea, start[, length])`.
    @_lifetime(copy bytes)
    static func bytes(_ bytes: Span<UInt8>, from start: Int32, length: Int32?) throws(ValueFault) -> Span<UInt8> {
        let first = max(1, Int(start))
        let from = min(first - 1, bytes.count)
        guard let length else { return bytes.extracting(from..<bytes.count) }
        guard length >= 0 else { throw .argumentOutOfRange }
        let end = max(from, min(Int(start) + Int(length) - 1, bytes.count))
        return bytes.extracting(from..<end)
    }

    /// `left(text, n)`; negative: all but the last.
    @_lifetime(copy text)
    static func left(_ text: Span<UInt8>, _ count: Int32) -> Span<UInt8> {
        let wanted = count < 0 ? codePointCount(text) + Int(count) : Int(count)
        return text.extracting(0..<byteCount(ofFirst: wanted, codePointsOf: text))
    }

    /// `right(text, n)`; negative: all but the first.
    @_lifetime(copy text)
    static func right(_ text: Span<UInt8>, _ count: Int32) -> Span<UInt8> {
        let skipped = count < 0 ? -Int(count) : codePointCount(text) - Int(count)
        return text.extracting(byteCount(ofFirst: skipped, codePointsOf: text)..<text.count)
    }

    /// `split_part(text, delimiter, n)`; negative n counts from the end.
    ///
    /// - Throws: `.argumentOutOfRange` for field 0.
    @_lifetime(copy text)
    static func field(_ text: Span<UInt8>, delimiter: Span<UInt8>, _ number: Int32) throws(ValueFault) -> Span<UInt8> {
        guard number != 0 else { throw .argumentOutOfRange }
        var wanted = Int(number)
        if wanted < 0 {
            var fields = 1
            var at = 0
            while delimiter.count > 0, let hit = Searching.first(delimiter, in: text, from: at) {
                fields += 1
                at = hit + delimiter.count
            }
            wanted += fields + 1
            guard wanted > 0 else { return text.extracting(0..<0) }
        }
        var start = 0
        while true {
            let hit = delimiter.count > 0 ? Searching.first(delimiter, in: text, from: start) : nil
            wanted -= 1
            if wanted == 0 { return text.extracting(start..<(hit ?? text.count)) }
            guard let hit else { return text.extracting(0..<0) }
            start = hit + delimiter.count
        }
    }
}
