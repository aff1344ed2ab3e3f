public import AuditChain
public import OpenSSL
public import Rows

/// What a formula, and other hash functions in its place, make of one row.
public struct FormulaOutcome: Sendable {
    /// The formula's value, of text or bytea.
    public var result: [UInt8]
    /// The digests of what the formula's outermost hash function is given; empty where it has none.
    public var digests: [HashAlgorithm: [UInt8]]
}

extension CompiledFormula {
    /// How it turns values into text.
    public var settings: RenderSettings { context.settings }

    /// Whether a date, a time or an interval goes into it.
    public var readsTime: Bool {
        Reads(formula.root, context).columns.contains { name in
            ["timestamptz", "timestamp", "date", "timetz", "time", "interval"]
                .contains(context.column(name)?.type.name)
        }
    }

    /// The same formula where values become text by other settings; only for one that is computed here as a whole.
    public func compiled(under settings: RenderSettings) throws(Obstacle) -> CompiledFormula {
        var context = context
        context.settings = settings
        return try formula.compiled(for: context)
    }

    /// Computes one row with the link that it stores; `nil` is NULL, or that PostgreSQL would refuse the expression.
    ///
    /// - Parameters: as in `plan(fields:expressionsFrom:)`.
    public func outcome(of row: borrowing Row, fields: [String: Int], expressionsFrom: Int) -> FormulaOutcome? {
        guard let field = fields[context.link ?? ""] else {
            return outcome(of: row, link: nil, fields: fields, expressionsFrom: expressionsFrom)
        }
        return outcome(of: row, link: row[field], fields: fields, expressionsFrom: expressionsFrom)
    }

    /// Computes one row with another link, in the link column's binary format; `nil` is NULL.
    public func outcome(
        of row: borrowing Row, link: Span<UInt8>?, fields: [String: Int], expressionsFrom: Int
    ) -> FormulaOutcome? {
        var program = Program(fields: fields, expressionsFrom: expressionsFrom)
        do throws(Obstacle) { try program.emit(typed) } catch { return nil }
        var plan = RenderPlan(program, linkField: nil, settings: context.settings)
        plan.preimages = []
        var isThere = false
        do throws(RenderTrouble) { isThere = try plan.run(row, link) } catch { return nil }
        guard isThere else { return nil }
        var digests: [HashAlgorithm: [UInt8]] = [:]
        // The bytes that are hashed may hold a secret: they stay here.
        if let preimage = plan.preimages?.last {
            for algorithm in HashAlgorithm.allCases { digests[algorithm] = Self.digest(preimage, algorithm) }
        }
        return FormulaOutcome(result: plan.value.copied, digests: digests)
    }

    private static func digest(_ message: [UInt8], _ algorithm: HashAlgorithm) -> [UInt8] {
        var hasher = Hasher(algorithm)
        var digest = Digest(repeating: 0)
        hasher.hash(message.span, into: &digest)
        return digest.span.extracting(0..<algorithm.digestLength).copied
    }
}
