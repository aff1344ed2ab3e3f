/// Names the breaks of one chain by the procedure of breaks.md; the numbers of its steps stand at the methods.
public struct Diagnosis {
    /// What a diagnosis gives.
    public struct Result: Sendable {
        /// In the order of the chain.
        public var breaks: [Break] = []
        /// First and last order values of each stretch that drifted.
        public var drifts: [(first: [String?], last: [String?])] = []
    }

    let facts: ChainCase
    let witness: any Witness
    var nodes: [Node] = []
    /// Which nodes have a hash or a link for a name.
    var byName: [HashValue: [Int]] = [:]
    /// The links of sound rows.
    var soundLinks: Set<HashValue> = []
    /// For each node, behind the one for the root: the nodes that were sealed behind it.
    var children: [[Int]] = []
    /// For each node: the rows of the longest line that begins with it.
    var descent: [Int] = []
    /// The nodes of the line, from the genesis on.
    var line: [Int] = []
    var drafts: [Draft] = []
    var drifts: [(first: [String?], last: [String?])] = []

    /// Diagnoses one chain from its elements in the table's order.
    public static func of(_ elements: [ChainElement], facts: ChainCase, witness: any Witness) -> Result {
        var diagnosis = Diagnosis(facts: facts, witness: witness)
        diagnosis.settleTies(elements)
        diagnosis.judgeFormula()
        diagnosis.judgeHashes()
        diagnosis.giveNames()
        diagnosis.findPredecessors()
        diagnosis.drawLine()
        diagnosis.nameBranches()
        diagnosis.nameReordering()
        diagnosis.nameContents()
        diagnosis.nameAssumed()
        return Result(breaks: diagnosis.breaks(), drifts: diagnosis.drifts)
    }

    private init(facts: ChainCase, witness: any Witness) {
        self.facts = facts
        self.witness = witness
    }

    func recomputed(_ row: ChainRow, link: HashValue?) -> HashValue? {
        guard let id = row.id else { return nil }
        return witness.recomputed(row: id, link: link)
    }

    /// The nearest node before this one that has a hash of its own.
    func sealedNode(before index: Int) -> Int? {
        var at = index - 1
        while at >= 0, nodes[at].hash == nil { at -= 1 }
        return at >= 0 ? at : nil
    }

    /// The hash that stands before a node in the order: its nearest sealed predecessor's, or the genesis.
    func hash(before index: Int) -> HashValue? {
        guard let node = sealedNode(before: index) else { return facts.genesis }
        return nodes[node].hash
    }

    /// Whether a row's link is the hash before it in the order; where none is stored, nothing contradicts.
    func isLinked(_ index: Int) -> Bool {
        guard let row = nodes[index].row else { return true }
        return !facts.storesLink || row.link == hash(before: index)
    }
}
