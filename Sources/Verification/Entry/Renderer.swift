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
    /// Whether another link can be tried in place of the stored one.
    private let canTryLinks: Bool
    private var otherLink = UniqueArray<UInt8>(minimumCapacity: 136)
    private var otherLinkIsNull = true

    init(
        plans: consuming UniqueArray<RenderPlan>, genesis: consuming GenesisPlan, rangeField: Int?, canTryLinks: Bool
    ) {
        self.plans = plans
        genesisPlan = genesis
        self.rangeField = rangeField
        self.canTryLinks = canTryLinks
    }

    private func range(of row: borrowing Row) -> Int {
        guard let rangeField, let field = row[rangeField], field.count == 4 else { return 0 }
        let number = Int(field[2]) << 8 | Int(field[3])
        return min(number, plans.count - 1)
    }

    /// Whether the formula over a row with its stored link gives this hash.
    mutating func gives(_ hash: Span<UInt8>, for row: borrowing Row) -> Bool {
        let range = range(of: row)
        return plans[range].gives(hash, for: row)
    }

    /// Whether the formula over a row with the link given by `replaceLink` gives this hash.
    mutating func givesWithReplacedLink(_ hash: Span<UInt8>, for row: borrowing Row) -> Bool {
        let range = range(of: row)
        guard canTryLinks else { return false }
        if otherLinkIsNull { return plans[range].givesWithNullLink(hash, for: row) }
        return Self.gives(hash, for: row, link: otherLink, plan: &plans[range])
    }

    private static func gives(
        _ hash: Span<UInt8>, for row: borrowing Row, link: borrowing UniqueArray<UInt8>, plan: inout RenderPlan
    ) -> Bool {
        plan.gives(hash, for: row, link: link.span)
    }

    /// Keeps a link for the evaluations that follow; `nil` is NULL.
    mutating func replaceLink(with value: [UInt8]?) {
        otherLinkIsNull = value == nil
        otherLink.removeAll(keepingCapacity: true)
        if let value { otherLink.append(copying: value.span) }
    }

    /// Keeps a link for the evaluations that follow; `nil` is NULL.
    mutating func replaceLink(with identity: HashIdentity?) {
        otherLinkIsNull = identity == nil
        otherLink.removeAll(keepingCapacity: true)
        identity?.forEachByte { otherLink.append($0) }
    }

    /// Keeps a link for the evaluations that follow.
    mutating func replaceLink(with bytes: Span<UInt8>) {
        otherLinkIsNull = false
        otherLink.removeAll(keepingCapacity: true)
        otherLink.append(copying: bytes)
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
        case .stored: return plans[range].result(for: row)
        case .value(let value?): return canTryLinks ? plans[range].result(for: row, link: value.bytes.span) : nil
        case .value(nil): return canTryLinks ? plans[range].resultWithNullLink(for: row) : nil
        }
    }

    /// What the formula hashes first for a row; `nil` where that can't be computed.
    mutating func preimage(of row: borrowing Row, link: Link) -> [UInt8]? {
        let range = range(of: row)
        return plans[range].preimage { plan in
            switch link {
            case .stored: plan.result(for: row)
            case .value(let value?): plan.result(for: row, link: value.bytes.span)
            case .value(nil): plan.resultWithNullLink(for: row)
            }
        }
    }

    /// Why the formula can't be computed over a row; `nil`: it can.
    mutating func trouble(with row: borrowing Row, link: Link) -> RenderTrouble? {
        let range = range(of: row)
        let before = plans[range].troubleCount
        _ = recomputed(row, link: link)
        return plans[range].troubleCount > before ? plans[range].trouble : nil
    }

    /// How many times the formula could not be computed so far, and why the last time.
    var troubles: (count: Int, last: RenderTrouble?) {
        var count = 0
        var last: RenderTrouble?
        for index in plans.indices {
            count += plans[index].troubleCount
            last = plans[index].trouble ?? last
        }
        return (count, last)
    }

    /// The genesis of the chain that a row belongs to; `nil` is NULL.
    mutating func genesis(for row: borrowing Row) throws(Obstacle) -> [UInt8]? {
        try genesisPlan.value(for: row, range: range(of: row))
    }

    /// The same as a walk is told it.
    mutating func genesisIdentity(for row: borrowing Row) throws(Obstacle) -> HashIdentity? {
        try genesisPlan.identity(for: row, range: range(of: row))
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
    private var plans: UniqueArray<RenderPlan>
    /// Whether it is the same for every chain.
    private let isConstant: Bool
    /// Where unbroken.yml has it.
    private let position: String
    private var kept: HashIdentity??

    /// Plans over the `per` columns, by ranges of settings; none: the first row stores no link.
    init(_ plans: consuming UniqueArray<RenderPlan>, isConstant: Bool, position: String) {
        self.plans = plans
        self.isConstant = isConstant
        self.position = position
    }

    /// - Parameter range: that of the chain's first row.
    mutating func identity(for row: borrowing Row, range: Int) throws(Obstacle) -> HashIdentity? {
        if let kept { return kept }
        let identity = try value(for: row, range: range).map { HashIdentity($0.span) }
        if isConstant { kept = .some(identity) }
        return identity
    }

    mutating func value(for row: borrowing Row, range: Int) throws(Obstacle) -> [UInt8]? {
        guard !plans.isEmpty else { return nil }
        let before = plans[range].troubleCount
        let value = plans[range].result(for: row)
        guard plans[range].troubleCount == before else {
            throw Obstacle(
                .configuration,
                "\(position): the genesis can't be computed: \(plans[range].trouble?.sentence ?? "it is refused")",
                hint: "compare it with what the trigger gives the first row of a chain")
        }
        return value
    }
}
