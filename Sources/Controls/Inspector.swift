public import AuditChain
public import Configuration
public import Postgres
import Verification

/// Inspects the controls round the logs of a configuration: reads the catalog, and judges.
public struct Inspector: Sendable {
    /// What ends a look early.
    public var interruption: Interruption { verifier.interruption }
    /// Whether checks that read every row of a log are made too.
    public var readsRows = true
    private let configuration: Configuration
    private let verifier: Verifier
    private let database: String?

    /// An inspector of these entries of a configuration; none named: of all.
    ///
    /// - Throws: `.usage` for a name that the configuration does not have.
    public init(configuration: Configuration, database: String?, chains: [String]) throws(Obstacle) {
        self.configuration = configuration
        self.database = database ?? configuration.database
        verifier = try Verifier(configuration: configuration, database: database, chains: chains)
    }

    /// Looks, in one read-only snapshot; blocks until it is done.
    public func run() throws(Obstacle) -> Inspection {
        let startedAt = Verifier.now
        var designs: [ChainDesign] = []
        var session = try verifier.designs(
            of: try Session(on: Connection(to: database, interruption: interruption)), into: &designs)
        try session.search([])
        let facts = session.facts
        let scope = try Scope(configuration.controls, in: &session)
        let sources = try SourceCatalog(in: &session)
        var examination = Examination(session, designs, sources, scope)
        try examination.examine(readsRows: readsRows)
        var sealing: [(table: String, parts: [SealingPart])] = []
        for log in examination.logs {
            sealing.append((log.sqlName, try sources.sealing(of: log, in: &examination.session)))
        }
        let order = Dictionary(uniqueKeysWithValues: Check.allCases.enumerated().map { ($1, $0) })
        let judgements = examination.judgements.enumerated().sorted {
            (order[$0.element.check] ?? 0, $0.offset) < (order[$1.element.check] ?? 0, $1.offset)
        }.map(\.element)
        return Inspection(
            tool: Verifier.tool, database: Report.Database(facts), configurationSHA256: configuration.sha256,
            startedAt: startedAt, finishedAt: Verifier.now, sealing: sealing, judgements: judgements)
    }
}

extension Examination {
    /// Makes every check.
    mutating func examine(readsRows: Bool) throws(Obstacle) {
        for log in logs {
            try examineGrants(log)
            try examineGuards(log)
            try examineDiscards(log)
            try examineRules(log)
            try examineDetours(log)
            try examineOwner(log)
            try examineSealing(log)
            try examineRowSecurity(log)
            try examineDurability(log)
            try examineStatistics(log)
        }
        for design in designs {
            examineFormula(design)
            try examineLock(design)
            if readsRows {
                try examineSequence(design)
                try examineOrigins(design)
            }
        }
        try examinePrivilegedRoles()
        try examineCapture()
        try examineReplicationRole()
        if !schemas.isEmpty {
            try examineRowSecurityBeside()
            try examinePartitions()
            try examineViews()
            try examineIndexes()
        }
        try examineJobs()
        try examineServer()
    }
}
