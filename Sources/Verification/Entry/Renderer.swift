import AuditChain
import BasicContainers
import Formula
import Rows

/// The compiled formula and genesis of an entry, by ranges of settings.
struct Renderer: ~Copyable {
    /// What stands for the link.
    enum Link {
        /// The row's own.
        case stored
        /// Another value; `nil` is NULL.
        case value(HashValue?)
    }

    private var plans: UniqueArray<RenderPlan>
    private var genesisPlan: GenesisPlan
    /// The field that says which range of settings a row belongs to; `nil`: there is one.
    private let rangeField: Int?

    init(plans: consuming UniqueArray<RenderPlan>, genesis: consuming GenesisPlan, rangeField: Int?) {
        self.plans = plans
        genesisPlan = genesis
        self.rangeField = rangeField
    }

    private func range(of row: borrowing Row) -> Int {
        guard let rangeField, let field = row[rangeField], field.count == 4 else { return 0 }
        let number = Int(field[2]) << 8 | Int(field[3])
        return min(number, plans.count - 1)
    }

    /// Whether the formula over a row with its stored link gives this hash.
    mutating func gives(_ hash: Span<UInt8>, for row: borrowing Row) -> Bool {
        let range = range(of: row)
        guard plans[range].evaluate(row) else { return false }
        return plans[range].gave(hash)
    }

    /// Whether the formula over a row with the link given by `replaceLink` gives this hash.
    mutating func givesWithReplacedLink(_ hash: Span<UInt8>, for row: borrowing Row) -> Bool {
        let range = range(of: row)
        guard plans[range].evaluateWithReplacedLink(row) else { return false }
        return plans[range].gave(hash)
    }

    /// What the last evaluation of a plan gave, where there is one range of settings only.
    var lastValue: [UInt8]? { plans.count == 1 ? plans[0].valueCopy : nil }

    /// Keeps a link for the evaluations that follow; `nil` is NULL.
    mutating func replaceLink(with value: [UInt8]?) {
        for range in plans.indices {
            if let value { plans[range].replaceLink(with: value.span) } else { plans[range].replaceLinkWithNull() }
        }
    }

    /// Keeps a link for the evaluations that follow.
    mutating func replaceLink(with bytes: Span<UInt8>) {
        for range in plans.indices { plans[range].replaceLink(with: bytes) }
    }

    mutating func gives(_ hash: Span<UInt8>, for row: borrowing Row, link: Link) -> Bool {
        switch link {
        case .stored: return gives(hash, for: row)
        case .value(let value):
            replaceLink(with: value?.bytes)
            return givesWithReplacedLink(hash, for: row)
        }
    }

    /// The formula over a row; `nil` is NULL, or that the row's values are such that the server would refuse the expression.
    mutating func recomputed(_ row: borrowing Row, link: Link) -> [UInt8]? {
        let range = range(of: row)
        switch link {
        case .stored: guard plans[range].evaluate(row) else { return nil }
        case .value(let value):
            replaceLink(with: value?.bytes)
            guard plans[range].evaluateWithReplacedLink(row) else { return nil }
        }
        return plans[range].valueCopy
    }

    /// The genesis of the chain that a row belongs to; `nil` is NULL.
    mutating func genesis(for row: borrowing Row) throws(Obstacle) -> [UInt8]? {
        try genesisPlan.value(for: row)
    }

    static func copy(_ span: Span<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(span.count)
        for index in span.indices { result.append(span[index]) }
        return result
    }
}

/// How a chain's genesis is found.
struct GenesisPlan: ~Copyable {
    private var plan: UniqueArray<RenderPlan>

    /// A plan over the `per` columns; none: the first row stores no link.
    init(_ plan: consuming UniqueArray<RenderPlan>) { self.plan = plan }

    mutating func value(for row: borrowing Row) throws(Obstacle) -> [UInt8]? {
        guard !plan.isEmpty, plan[0].evaluate(row) else { return nil }
        return plan[0].valueCopy
    }
}
