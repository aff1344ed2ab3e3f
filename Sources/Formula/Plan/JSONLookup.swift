internal import BasicContainers

/// `->` and `->>` with a key or an index.
struct JSONLookup {
    /// Whether the document is `jsonb`, on the stack as its text, or `json`.
    var isBinary: Bool
    /// `->>`
    var asText: Bool
    /// Whether the right side is an integer.
    var byIndex: Bool

    /// Appends what is found; `false` is NULL.
    func append(
        _ document: Span<UInt8>, key: Span<UInt8>, to out: inout UniqueArray<UInt8>
    ) throws(ValueTrouble) -> Bool {
        do throws(ValueFault) {
            var path = JSONPath()
            if byIndex {
                guard key.count == 4 else { throw ValueFault.damaged }
                var index: Int32 = 0
                for place in key.indices { index = index << 8 | Int32(key[place]) }
                path.set(index: index)
            } else {
                path.set(key: key)
            }
            var access = JSONAccess()
            return isBinary
                ? try access.jsonb(document, at: path, asText: asText, into: &out)
                : try access.json(document, at: path, asText: asText, into: &out)
        } catch {
            throw ValueTrouble(isDamage: error.isDamage)
        }
    }
}
