public import Rows

/// Shows a value as PostgreSQL prints it in UTC and ISO.
public struct DisplayText: Sendable {
    private enum Form { case array(ElementForm), value(ValueType) }

    private let form: Form

    /// `nil`: only the server can.
    public init?(_ type: ColumnType) {
        if case .array(let element) = type.category {
            guard let element = ElementForm(oid: element) else { return nil }
            form = .array(element)
        } else {
            guard let value = ValueType(type) else { return nil }
            form = .value(value)
        }
    }

    /// Appends the text; `false` where the bytes are not what the type has.
    public func append(_ bytes: Span<UInt8>, to buffer: inout ByteBuffer) -> Bool {
        do {
            switch form {
            case .array(let element):
                var text = ArrayText()
                try text.append(bytes, of: element, into: &buffer)
            case .value(let type): try type.appendCastText(bytes, settings: RenderSettings(), to: &buffer)
            }
            return true
        } catch { return false }
    }

    /// The text; `nil` where the bytes are not what the type has.
    public func string(_ bytes: Span<UInt8>) -> String? {
        var buffer = ByteBuffer()
        return append(bytes, to: &buffer) ? String(decoding: buffer.span.copied, as: UTF8.self) : nil
    }
}
