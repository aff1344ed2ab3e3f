internal import Rows

/// Replaces values of a JSON document, and leaves every other byte as it stands.
public struct JSONMask: Sendable {
    /// Where a value stands: the keys down to it. What lies in an array on the way is looked through, element by element.
    public let paths: [[String]]
    private let keys: [[[UInt8]]]
    private let marker: [UInt8]

    /// - Parameters:
    ///   - paths: each at least one key.
    ///   - marker: what stands in a value's place, JSON.
    public init(_ paths: [[String]], marker: String) {
        self.paths = paths
        keys = paths.map { $0.map { Array($0.utf8) } }
        self.marker = Array(marker.utf8)
    }

    /// How far into a path the containers that are open lead.
    private struct Step {
        var path: Int
        var depth: Int
    }

    /// Appends the document with its values replaced; of one that is no JSON, the marker alone.
    ///
    /// - Parameter counts: for each path, how many values were replaced so far; added to.
    public func append(_ document: Span<UInt8>, to buffer: inout ByteBuffer, counting counts: inout [Int]) {
        let (start, before) = (buffer.count, counts)
        do throws(ValueFault) { try mask(document, &buffer, &counts) } catch {
            buffer.removeLast(buffer.count - start)
            counts = before.map { $0 + 1 }
            buffer.append(copying: marker.span)
        }
    }

    /// Whether a value stands at one of the paths and is the marker, so that a document is not the one that was stored.
    public func isMasked(_ document: Span<UInt8>) -> Bool {
        var masked = ByteBuffer()
        var counts = paths.map { _ in 0 }
        append(document, to: &masked, counting: &counts)
        return counts.contains { $0 > 0 } && masked.span.isEqual(to: document)
    }

    private func mask(
        _ document: Span<UInt8>, _ buffer: inout ByteBuffer, _ counts: inout [Int]
    ) throws(ValueFault) {
        var lexer = JSONLexer(document)
        var grammar = JSONGrammar()
        var (content, copied) = (0..<0, 0)
        // For each open container the steps that lead on from it; for the value that comes next, those that lead to it.
        var open: [[Step]] = []
        var next = keys.indices.map { Step(path: $0, depth: 0) }
        /// The depth of the container that is passed over; `nil`: none is.
        var hidden: Int?
        while true {
            let event = try grammar.next(&lexer, content: &content)
            switch event {
            case .end:
                return buffer.append(copying: document.extracting(copied..<document.count))
            case .key:
                guard hidden == nil else { continue }
                next = steps(from: open.last ?? [], at: Self.key(document.extracting(content)))
            case .endObject, .endArray:
                if let depth = hidden {
                    guard grammar.depth == depth else { continue }
                    (hidden, copied) = (nil, lexer.end)
                } else {
                    open.removeLast()
                }
                next = Self.elements(of: open.last, grammar)
            default:
                guard hidden == nil else { continue }
                let isBegin = event == .beginObject || event == .beginArray
                let reached = next.filter { $0.depth == keys[$0.path].count }
                if !reached.isEmpty {
                    for step in reached { counts[step.path] += 1 }
                    buffer.append(copying: document.extracting(copied..<lexer.start))
                    buffer.append(copying: marker.span)
                    copied = lexer.end
                    if isBegin { hidden = grammar.depth - 1 }
                } else if isBegin {
                    open.append(next)
                }
                if hidden == nil { next = Self.elements(of: open.last, grammar) }
            }
        }
    }

    /// Elements of an array are where the array is.
    private static func elements(of container: [Step]?, _ grammar: borrowing JSONGrammar) -> [Step] {
        guard let container, grammar.depth > 0, !grammar.isObject(atDepth: grammar.depth) else { return [] }
        return container
    }

    private func steps(from container: [Step], at key: [UInt8]) -> [Step] {
        container.compactMap { step in
            let path = keys[step.path]
            guard step.depth < path.count, path[step.depth] == key else { return nil }
            return Step(path: step.path, depth: step.depth + 1)
        }
    }

    /// A key without its escapes; one that names half a character is no path's.
    private static func key(_ content: Span<UInt8>) -> [UInt8] {
        var decoded = ByteBuffer()
        do throws(ValueFault) { try appendJSONDecoded(content, into: &decoded) } catch { return [0] }
        return decoded.span.copied
    }
}
