public import Rows

/// Reads objects of JSON that have the same members in the same order, each a text, a number or null.
public struct JSONRecord: Sendable {
    private let names: [[UInt8]]

    /// The members' names, in their order.
    public init(_ names: [String]) { self.names = names.map { Array($0.utf8) } }

    /// Appends the members' values to a row: texts without their escapes, numbers as they are spelled.
    ///
    /// - Returns: `false` where the document is something else; something may have been appended by then.
    public func read(_ document: Span<UInt8>, into builder: inout RowBuilder) -> Bool {
        do throws(ValueFault) { return try take(document, &builder) } catch { return false }
    }

    private func take(_ document: Span<UInt8>, _ builder: inout RowBuilder) throws(ValueFault) -> Bool {
        var lexer = JSONLexer(document)
        var grammar = JSONGrammar()
        var content = 0..<0
        guard try grammar.next(&lexer, content: &content) == .beginObject else { return false }
        for name in names {
            guard try grammar.next(&lexer, content: &content) == .key,
                try Self.text(document.extracting(content)) == name
            else { return false }
            switch try grammar.next(&lexer, content: &content) {
            case .null: builder.appendNull()
            case .number:
                guard builder.append(document.extracting(content)) else { return false }
            case .string:
                let text = try Self.text(document.extracting(content))
                guard builder.append(text.span) else { return false }
            default: return false
            }
        }
        guard try grammar.next(&lexer, content: &content) == .endObject else { return false }
        return try grammar.next(&lexer, content: &content) == .end
    }

    private static func text(_ content: Span<UInt8>) throws(ValueFault) -> [UInt8] {
        var decoded = ByteBuffer()
        try appendJSONDecoded(content, into: &decoded)
        return decoded.span.copied
    }
}
