public import AuditChain
import Configuration
import Formula
public import Rows

/// Recomputes rows from the text that was taken out of the database, with no database at hand.
public struct RowRecheck: ~Copyable {
    /// What comes of a row.
    public enum Outcome: Sendable, Hashable {
        case holds
        /// The formula gives another hash, spelled as reports do; `nil`: none.
        case fails(recomputed: String?)
        /// A value that the formula reads is masked.
        case masked
        /// The text of a column is none that the server prints.
        case unreadable(column: String)
    }

    /// Where a field of the row that is rendered comes from.
    private struct Origin {
        /// The place of its text; `nil`: nothing reads the field.
        var place: Int?
        var reader: OutputReader?
        /// Whether blanks at its end do not count.
        var isPadded = false
        var mask: Mask?
        var name = ""
    }

    private enum Mask { case whole, parts(JSONMask) }

    private let entry: PreparedEntry
    private var renderer: Renderer
    private let origins: [Origin]
    private let hash: Origin
    private var builder = RowBuilder()
    private var value = ByteBuffer()
    private var scratch = ByteBuffer()

    /// - Parameter masked: what was replaced by a marker.
    /// - Throws: where the formula can't be computed without the server.
    public init(_ chain: ExportedChain, masked: [MaskedValue]) throws(Obstacle) {
        let configuration = try Configuration(bytes: chain.configuration, path: "the manifest")
        var preparation = try EntryPreparation(configuration.chains[0], catalog: SessionCatalog(), areSaved: true)
        let ready = try preparation.prepare()
        let columns = preparation.columns
        let read = Set(
            (ready.formulas + ready.geneses).flatMap(\.columns)
                + [chain.hash, chain.previous].compactMap(\.self))
        func origin(_ name: String) -> Origin {
            guard read.contains(name), let place = columns.firstIndex(where: { $0.name == name }) else {
                return Origin()
            }
            let keys = masked.filter { $0.column == name }.map(\.keys)
            return Origin(
                place: place, reader: OutputReader(columns[place].type),
                mask: keys.isEmpty
                    ? nil
                    : keys.contains([]) ? .whole : .parts(JSONMask(keys, marker: "\"\(MaskedValue.marker)\"")),
                name: name)
        }
        let layout = ready.entry.layout
        let origins =
            layout.columns.map(origin)
            + layout.expressions.map { sql in
                guard let column = columns.first(where: { $0.type.name == "bpchar" && $0.sqlText == sql }) else {
                    return Origin()
                }
                var origin = origin(column.name)
                origin.isPadded = true
                return origin
            }
        let renderer = try ready.renderer()
        entry = ready.entry
        self.renderer = renderer
        self.origins = origins
        hash = origins[ready.entry.hashField]
    }

    /// Whether a row gives its stored hash.
    ///
    /// - Parameters:
    ///   - text: the columns of the chain in their order, as they are printed; NULL is NULL. It has a hash.
    ///   - before: the text of the hash before it, which stands for the link where the table stores none; `nil` is NULL.
    public mutating func content(of text: borrowing Row, before: Span<UInt8>?) -> Outcome {
        let (trouble, isMasked) = read(text)
        if let trouble { return trouble }
        if isMasked { return .masked }
        guard !entry.storesLink else { return Self.outcome(builder, entry, before: nil, &renderer) }
        guard let before else {
            renderer.replaceLink(with: [UInt8]?.none)
            return Self.outcome(builder, entry, before: nil, &renderer)
        }
        value.removeAll()
        do throws(MalformedValue) {
            try hash.reader?.append(
                before.extracting(0..<Self.count(before, hash.isPadded)), to: &value, scratch: &scratch)
        } catch { return .unreadable(column: hash.name) }
        let bytes = value.takeAll()
        renderer.replaceLink(with: bytes)
        return Self.outcome(builder, entry, before: bytes, &renderer)
    }

    /// The genesis of the chain that a row belongs to, as reports spell it; `nil` is NULL.
    public mutating func genesis(of text: borrowing Row) throws(Obstacle) -> String? {
        if case .unreadable(let column)? = read(text).trouble {
            throw Obstacle(.damagedFile, "the text of \(column) is none that PostgreSQL prints")
        }
        return try Self.genesis(builder, &renderer).map { entry.hashValue($0).spelling }
    }

    /// Reads what is to be rendered; what is masked is NULL.
    private mutating func read(_ text: borrowing Row) -> (trouble: Outcome?, isMasked: Bool) {
        builder.removeAll()
        var isMasked = false
        for origin in origins {
            guard let place = origin.place, let bytes = text[place] else {
                builder.appendNull()
                continue
            }
            if let mask = origin.mask, Self.isMasked(bytes, mask) {
                isMasked = true
                builder.appendNull()
                continue
            }
            value.removeAll()
            do throws(MalformedValue) {
                try origin.reader?.append(
                    bytes.extracting(0..<Self.count(bytes, origin.isPadded)), to: &value, scratch: &scratch)
            } catch { return (.unreadable(column: origin.name), isMasked) }
            guard Self.append(value, to: &builder) else { return (.unreadable(column: origin.name), isMasked) }
        }
        return (nil, isMasked)
    }

    private static func append(_ value: borrowing ByteBuffer, to builder: inout RowBuilder) -> Bool {
        builder.append(value.span)
    }

    /// How many bytes of a text count.
    private static func count(_ text: Span<UInt8>, _ isPadded: Bool) -> Int {
        var end = text.count
        while isPadded, end > 0, text[end - 1] == UInt8(ascii: " ") { end -= 1 }
        return end
    }

    private static func isMasked(_ text: Span<UInt8>, _ mask: Mask) -> Bool {
        switch mask {
        case .whole:
            let marker = [UInt8](MaskedValue.marker.utf8)
            return text.isEqual(to: marker.span)
        case .parts(let mask): return mask.isMasked(text)
        }
    }

    private static func outcome(
        _ builder: borrowing RowBuilder, _ entry: PreparedEntry, before: [UInt8]?, _ renderer: inout Renderer
    ) -> Outcome {
        let row = builder.row
        guard let hash = row[entry.hashField] else { return .fails(recomputed: nil) }
        let holds = entry.storesLink ? renderer.gives(hash, for: row) : renderer.givesWithReplacedLink(hash, for: row)
        if holds { return .holds }
        let bytes = renderer.recomputed(row, link: entry.storesLink ? .stored : .value(before.map(entry.hashValue)))
        return .fails(recomputed: bytes.map { entry.hashValue($0).spelling })
    }

    private static func genesis(_ builder: borrowing RowBuilder, _ renderer: inout Renderer) throws(Obstacle)
        -> [UInt8]?
    {
        try renderer.genesis(for: builder.row)
    }
}

extension ExportedChain {
    /// An unbroken.yml with what a recheck needs, in the part of YAML that JSON is.
    fileprivate var configuration: [UInt8] {
        var text = ByteBuffer()
        func words(_ words: StaticString) { text.append(words: words) }
        func string(_ value: String) { text.append(jsonString: [UInt8](value.utf8).span) }
        func member(_ name: StaticString, _ value: String?) {
            guard let value else { return }
            words(",")
            text.append(words: name)
            words(":")
            string(value)
        }
        words("{\"chains\":[{\"name\":")
        string(name)
        words(",\"table\":\"public.evidence\"")
        // In which order the rows stand is not asked here.
        words(",\"order\":[")
        string(hash)
        words("]")
        member("\"hash\"", hash)
        member("\"previous\"", previous)
        member("\"formula\"", formula)
        member("\"genesis\"", genesis)
        // Only a genesis asks which chain a row is of.
        if genesis != nil, !per.isEmpty {
            words(",\"per\":[")
            for (index, name) in per.enumerated() {
                if index > 0 { words(",") }
                string(name)
            }
            words("]")
        }
        func mapping(_ name: StaticString, _ pairs: [(String, String)]) {
            words(",")
            text.append(words: name)
            words(":{")
            for (index, pair) in pairs.enumerated() {
                if index > 0 { words(",") }
                string(pair.0)
                words(":")
                string(pair.1)
            }
            words("}")
        }
        let values = settings.first?.values ?? [:]
        if !values.isEmpty { mapping("\"settings\"", values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) }
        // A column whose text is not read back is not one of the formula's.
        mapping("\"columns\"", columns.map { ($0.name, $0.readAs ?? "text") })
        words("}]}")
        return text.takeAll()
    }
}
