import AuditChain
import Formula
import Rows

/// An entry of `chains:` checked against the database: which field of a row holds what.
struct PreparedEntry: Sendable {
    var name: String
    /// Where unbroken.yml has the formula.
    var formulaPosition: SourcePosition
    /// Where it has the genesis; empty: it has none.
    var genesisPosition: String
    /// The table as it was resolved.
    var table: String
    var per: [String]
    var order: [String]
    var layout: FieldLayout
    var hashField: Int
    /// `nil`: the table stores no link.
    var linkField: Int?
    var perFields: [Int]
    var orderFields: [Int]
    var perTexts: [ShownField]
    var orderTexts: [ShownField]
    var time: ShownField?
    /// How the time's bytes become microseconds; `nil`: they are not compared.
    var clock: Clock?
    /// Whether the hash column is of a text type.
    var hashIsText: Bool
    /// Whether the last order column is an integer.
    var hasNumbers: Bool
    /// Whether two rows of a chain can share a place in the order.
    var tiesArePossible: Bool
    /// Whether every row of the table is a row of one chain, so that the order's numbers are all seen.
    var isWholeTable: Bool
    var hasFilter: Bool
    var allowsEmpty: Bool
    /// The formula as the server is asked to evaluate it; `nil`: it is not asked, for this reason.
    var serverFormula: String?
    /// The formula with `unbroken_previous` in place of the stored link, where only the server can try another link.
    var serverTrial: String?
    /// What the formula hashes, as the server is asked for it.
    var serverPreimage: String?
    var noOpinion: Break.SecondOpinion?
    var usesServer: Bool
    var findings: [Finding]
    /// The functions by which rows get their hash.
    var sealing: [SealingPart] = []

    /// The field that numbers the chains, where the bytes of their values do not tell them apart.
    var chainField: Int?
    /// The field that numbers the places of the order, likewise.
    var placeField: Int?
    /// The field that says which range of settings a row belongs to; `nil`: there is one range.
    var rangeField: Int?

    /// Whether rows can be read from a place of the order on, so that those before it need not be read again.
    var canReadFromAPlace = false

    /// Whether the source can't give a chain's rows together.
    var isInterleaved = false
    /// Whether a chain's rows come in several parts: one for each range of settings, or as they stand in a stream.
    var comesInParts: Bool { !perFields.isEmpty && (isInterleaved || rangeField != nil && layout.hasFormulaParts) }

    var storesLink: Bool { linkField != nil }

    /// Whether the order may be cut into parts that are looked at apart: each row's link is stored, and what its chain and
    /// its place are follows from the row alone.
    var canBeCut: Bool {
        storesLink && !tiesArePossible && chainField == nil && placeField == nil
            && !(rangeField != nil && layout.hasFormulaParts)
    }

    /// A field that is shown as text: rendered here, or a column of text that the server rendered.
    struct ShownField: Sendable {
        var field: Int
        var display: DisplayText?

        func text(_ row: borrowing Row) -> String? {
            guard let bytes = row[field] else { return nil }
            return text(bytes)
        }

        func text(_ bytes: Span<UInt8>) -> String? {
            guard let display else { return String(decoding: Renderer.copy(bytes), as: UTF8.self) }
            return display.string(bytes)
        }
    }

    enum Clock: Sendable {
        /// Microseconds since 2000-01-01, 8 bytes.
        case microseconds
        /// Days since 2000-01-01, 4 bytes.
        case days
    }

    func key(of row: borrowing Row) -> ChainKey {
        guard !perFields.isEmpty else { return .single }
        var builder = ChainKey.Builder()
        if let chainField {
            builder.add(row[chainField])
            return builder.key
        }
        for field in perFields { builder.add(row[field]) }
        return builder.key
    }

    /// A number that rows of one place in the order share, and others do not.
    func place(of row: borrowing Row) -> UInt64 {
        var builder = ChainKey.Builder()
        if let placeField {
            builder.add(row[placeField])
            // The numbers begin anew with each range of settings that is read by itself.
            if let rangeField { builder.add(row[rangeField]) }
            return builder.key.half
        }
        for field in orderFields { builder.add(row[field]) }
        return builder.key.half
    }

    /// The fields by which a report names the first and the last row.
    var rememberedFields: [Int] { orderTexts.map(\.field) + (time.map { [$0.field] } ?? []) + [hashField] }

    func hashValue(_ bytes: [UInt8]) -> HashValue { HashValue(bytes: bytes, isText: hashIsText) }

    func hash(of row: borrowing Row) -> HashValue? {
        guard let bytes = row[hashField] else { return nil }
        return hashValue(Renderer.copy(bytes))
    }

    func link(of row: borrowing Row) -> HashValue? {
        guard let linkField, let bytes = row[linkField] else { return nil }
        return hashValue(Renderer.copy(bytes))
    }

    func chain(of row: borrowing Row) -> [String?] {
        var values: [String?] = []
        for text in perTexts { values.append(text.text(row)) }
        return values
    }

    /// The order values as reports show them.
    func order(of row: borrowing Row) -> [String?] {
        var order: [String?] = []
        for text in orderTexts { order.append(text.text(row)) }
        return order
    }

    func describe(_ row: borrowing Row, position: Int, place: Int) -> ChainRow {
        var result = ChainRow(position: position, place: place, order: order(of: row))
        if hasNumbers, let field = orderFields.last, let bytes = row[field] { result.number = Self.integer(bytes) }
        if let time {
            result.timeText = time.text(row).map(Self.instant)
            if let clock, let bytes = row[time.field], let number = Self.integer(bytes) {
                result.time =
                    clock == .days ? number.multipliedReportingOverflow(by: 86_400_000_000).partialValue : number
            }
        }
        result.hash = hash(of: row)
        result.link = link(of: row)
        let start = layout.originStart
        if row.count >= start + 3 {
            if let bytes = row[start] { result.xmin = Self.integer(bytes).map { UInt32(truncatingIfNeeded: $0) } }
            if let bytes = row[start + 2] { result.ctid = String(decoding: Renderer.copy(bytes), as: UTF8.self) }
        }
        return result
    }

    /// The order values by which reading can begin with a row; `nil`: it begins with the first row always.
    func place(toReadFrom row: borrowing Row) -> [String]? {
        guard canReadFromAPlace else { return nil }
        var values: [String] = []
        for text in orderTexts {
            guard let value = text.text(row) else { return nil }
            values.append(value)
        }
        return values
    }

    func origin(of row: borrowing Row) -> RowKey.Origin? {
        let start = layout.originStart
        guard row.count >= start + 3, let table = row[start + 1], let place = row[start + 2],
            let oid = Self.integer(table)
        else { return nil }
        return RowKey.Origin(
            tableoid: UInt32(truncatingIfNeeded: oid), ctid: String(decoding: Renderer.copy(place), as: UTF8.self))
    }

    static func integer(_ bytes: Span<UInt8>) -> Int64? {
        guard bytes.count > 0, bytes.count <= 8 else { return nil }
        var number: Int64 = bytes[0] >= 0x80 ? -1 : 0
        for index in bytes.indices { number = number << 8 | Int64(bytes[index]) }
        return number
    }

    /// `2026-01-31 12:00:00.5+00` as `2026-01-31T12:00:00.5Z`.
    static func instant(_ text: String) -> String {
        guard text.hasSuffix("+00"), let space = text.firstIndex(of: " ") else { return text }
        return text[..<space] + "T" + text[text.index(after: space)...].dropLast(3) + "Z"
    }
}
