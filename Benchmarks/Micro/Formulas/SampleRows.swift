import AuditChain
import Formula
import Rows

/// A sound chain under a formula, as a COPY stream of the columns that the formula reads, and the hash behind them.
struct SampleRows {
    private let compiled: CompiledFormula
    private let stream: [UInt8]

    /// The field with the hash.
    var hashField: Int { compiled.columns.count }

    init(_ shape: FormulaShape, count: Int) throws {
        let hash = ColumnType(oid: shape.isText ? 25 : 17, name: shape.isText ? "text" : "bytea")
        let link = Column(name: "prev_hash", type: hash)
        let formula = try Formula(parsing: SourceText(shape.sql, lines: []))
        var catalog = BuiltInCatalog()
        compiled = try formula.compiled(
            for: FormulaContext(
                columns: SampleColumn.all.map(\.column) + [link], link: link.name, hash: hash,
                settings: try RenderSettings(["TimeZone": "Europe/Berlin"]),
                names: try CatalogNames(of: formula, in: &catalog), secrets: FormulaShape.secrets))
        guard !compiled.isServerRendered else { throw Unsound(what: "the formula is not compiled") }

        var tip: [UInt8] = shape.isText ? Array(String(repeating: "0", count: 64).utf8) : Array(repeating: 0, count: 32)
        var plan = try Self.plan(of: compiled)
        var rows = CopyWriter()
        for number in 0..<count {
            let fields = compiled.columns.map { name in
                name == link.name ? tip : SampleColumn.all.first { $0.column.name == name }?.value(number)
            }
            var single = CopyWriter()
            single.append(fields)
            var reader = CopyReader(MemoryByteStream(single.stream), format: CopyFormat(fieldCount: fields.count))
            guard try reader.next(), let hash = plan.result(for: reader.row) else {
                throw Unsound(what: "row \(number) has no hash")
            }
            rows.append(fields + [hash])
            tip = hash
        }
        stream = rows.stream
    }

    /// A plan with buffers of its own.
    func plan() throws -> RenderPlan { try Self.plan(of: compiled) }

    private static func plan(of compiled: CompiledFormula) throws -> RenderPlan {
        try compiled.plan(
            fields: Dictionary(uniqueKeysWithValues: compiled.columns.enumerated().map { ($1, $0) }),
            expressionsFrom: compiled.columns.count + 1)
    }

    /// A reader at the first row.
    func reader() -> CopyReader<MemoryByteStream> {
        CopyReader(MemoryByteStream(stream), format: CopyFormat(fieldCount: compiled.columns.count + 1))
    }
}

/// A benchmark that did not do what it measures.
struct Unsound: Error {
    let what: String
}
