public import AuditChain
public import Formula
public import Rows

/// What every row that is taken out is shown by.
public struct ExportedColumns {
    /// The columns that are shown.
    public let shown: [ExportedColumn]
    /// The column of the hash, shown or not.
    public let hash: ExportedColumn
    /// That of the link; `nil`: the table stores none.
    public let link: ExportedColumn?
    /// Whether the table may hold several chains.
    public let hasChains: Bool
    let hashIsText: Bool

    /// Masks under which no value stood in any row.
    public var idleMasks: [MaskedValue] { shown.compactMap(\.mask).flatMap(\.idle) }

    /// Appends the hash that the formula gives, as the column of hashes would spell it.
    ///
    /// - Returns: `false` where it can't be computed, and nothing was appended.
    public func appendRecomputed(
        of row: borrowing Row, _ facts: RowFacts, to buffer: inout ByteBuffer
    ) throws(Obstacle) -> Bool {
        if facts.content == .holds || facts.content == .elsewhere { return try hash.append(of: row, to: &buffer) }
        guard let bytes = facts.recomputed else { return false }
        if hashIsText {
            buffer.append(copying: bytes.span)
        } else {
            buffer.append(words: "\\x")
            buffer.append(hexadecimal: bytes.span)
        }
        return true
    }
}

/// A column of what is taken out: its values as PostgreSQL prints them in UTC and ISO, with `\x` before the digits of
/// `bytea`.
public struct ExportedColumn {
    /// As the catalog has it.
    public let name: String
    /// Its type.
    public let type: ColumnType
    let mask: ColumnMask?
    private let field: Int
    private let form: Form

    private enum Form: Sendable {
        /// The field's bytes are the text.
        case text
        /// `jsonb`: a version, 1, and text.
        case document
        case hexadecimal
        case value(ValueType)
    }

    /// - Parameters:
    ///   - places: the fields of columns that are read anyhow, by name.
    ///   - place: has an SQL expression read too, and gives its field.
    init(_ column: Column, mask: ColumnMask? = nil, places: [String: Int], place: (String) -> Int) {
        name = column.name
        type = column.type
        self.mask = mask
        if let binary = Self.form(of: column.type) {
            form = binary
            field = places[column.name] ?? place(column.name.sqlIdentifier)
        } else {
            form = .text
            field = place(column.sqlOutput)
        }
    }

    /// Whether values of a type need no server to be printed.
    static func isPrintedHere(_ type: ColumnType) -> Bool { form(of: type) != nil }

    /// `nil`: only the server knows how it prints such a value.
    private static func form(of type: ColumnType) -> Form? {
        switch type.name {
        case "json" where type.oid == 114: .text
        case "jsonb" where type.oid == 3802: .document
        case "bytea" where type.oid == 17: .hexadecimal
        // Which bytes are spelled in octal depends on the version.
        case "char": nil
        default: ValueType(type).map(Form.value)
        }
    }

    /// Appends a row's value.
    ///
    /// - Returns: `false` where it is NULL, and nothing was appended.
    /// - Throws: `damagedStream` where the bytes are not what the type has.
    @inline(__always)
    public func append(of row: borrowing Row, to buffer: inout ByteBuffer) throws(Obstacle) -> Bool {
        guard let bytes = row[field] else { return false }
        guard mask == nil else { return try appendMasked(bytes, to: &buffer) }
        return try appendOutput(bytes, to: &buffer)
    }

    private func appendMasked(_ bytes: Span<UInt8>, to buffer: inout ByteBuffer) throws(Obstacle) -> Bool {
        guard let mask else { return false }
        guard mask.hidesParts else {
            mask.append(to: &buffer)
            return true
        }
        var whole = ByteBuffer(minimumCapacity: bytes.count)
        _ = try appendOutput(bytes, to: &whole)
        mask.append(whole.span, to: &buffer)
        return true
    }

    @inline(__always)
    private func appendOutput(_ bytes: Span<UInt8>, to buffer: inout ByteBuffer) throws(Obstacle) -> Bool {
        switch form {
        case .text: buffer.append(copying: bytes)
        case .document:
            guard bytes.count > 0, bytes[0] == 1 else { throw damage }
            buffer.append(copying: bytes.extracting(1..<bytes.count))
        case .hexadecimal:
            buffer.append(words: "\\x")
            buffer.append(hexadecimal: bytes)
        case .value(let type):
            do throws(MalformedValue) {
                try type.appendOutput(bytes, settings: Self.settings, to: &buffer)
            } catch { throw damage }
        }
        return true
    }

    private var damage: Obstacle {
        Obstacle(.damagedStream, "the server sent a value of \(name) that its type does not have")
    }

    private static let settings = RenderSettings()
}
