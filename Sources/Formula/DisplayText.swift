internal import BasicContainers
public import Rows

/// Shows a value as PostgreSQL prints it in UTC and ISO.
public struct DisplayText: Sendable {
    private let text: ValueText

    /// `nil`: only the server can.
    public init?(_ type: ColumnType) {
        guard let text = ValueText(type) else { return nil }
        self.text = text
    }

    /// The text; `nil` where the bytes are not what the type has.
    public func string(_ bytes: Span<UInt8>) -> String? {
        var buffer = UniqueArray<UInt8>()
        do throws(ValueTrouble) { try text.append(bytes, settings: RenderSettings(), to: &buffer) } catch { return nil }
        return String(decoding: Array(copying: buffer.span), as: UTF8.self)
    }
}
